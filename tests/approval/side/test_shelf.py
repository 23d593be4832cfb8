"""The contract of `Shelf`, on the fake and on the real store; there every list is served by a declared index."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kit.local.server import Addresses
from kit.mongo.client import connect, database
from kit.mongo.index import create, recording, unserved
from kit.page import Window
from services.approval.adapters.side.shelf import INDEXES, StoredShelf
from services.approval.app.side.port import Shelf
from services.approval.domain.side.attachment import ATTACHMENT
from services.approval.domain.side.notice import NOTICE, Hold, Notice
from services.approval.domain.side.receipt import RECEIPT
from services.approval.domain.side.talk import COMMENT, INFORMATION_REQUEST
from tas.contracts.side import NoticeKind
from tas.core.codec import to_json
from tests.support.journal import MemoryStore
from tests.support.side import MemoryShelf

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ANN, BOB = "emp_ann", "emp_bob"


def notice(number: int, person: str, minutes: int, read: bool = False, held: int = 0) -> Notice:
    at = START + timedelta(minutes=minutes)
    holds = {"MAIL": Hold(START + timedelta(hours=held), True)} if held else {}
    return Notice(f"ntc_{number}", person, NoticeKind.ENDED, "chn_1", at=at, read_at=at if read else None, held=holds)


RECORDS = [
    notice(1, ANN, 1), notice(2, ANN, 3, read=True), notice(3, BOB, 2, held=2), notice(4, ANN, 3, held=1),
    notice(5, ANN, 2),
]  # fmt: skip


def document(one: Notice) -> dict[str, Any]:
    return {"version": 1, "hash": "", "state": to_json(one), **NOTICE.view(one)}


@pytest.fixture(params=["memory", pytest.param("server", marks=pytest.mark.server)])
async def shelf(request: pytest.FixtureRequest) -> AsyncIterator[Shelf]:
    if request.param == "memory":
        store = MemoryStore()
        for one in RECORDS:
            await store.replace_document("notice", one.id, 0, document(one))
        yield MemoryShelf(store)
        return
    servers: Addresses = request.getfixturevalue("servers")
    client, name = connect(servers.mongodb_url), f"tas_contract_{uuid4().hex}"
    made = database(client, name)
    await create(made, INDEXES)
    await made["state_notice"].insert_many([{"_id": one.id, **document(one)} for one in RECORDS])
    yield StoredShelf(made)
    await client.drop_database(name)
    client.close()


def ids(page: Any) -> list[str]:
    return [one.id for one in page.items]


async def test_a_person_s_newest_first_and_only_unread_ones(shelf: Shelf) -> None:
    page = await shelf.page(NOTICE, {"personId": ANN}, Window(10), descending=True)
    assert (ids(page), page.more) == (["ntc_4", "ntc_2", "ntc_5", "ntc_1"], False)
    assert page.items[3] == RECORDS[0]
    unread = await shelf.page(NOTICE, {"personId": ANN, "unread": True}, Window(10), descending=True)
    assert ids(unread) == ["ntc_4", "ntc_5", "ntc_1"]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("descending", [False, True])
async def test_pages_give_each_once(shelf: Shelf, backwards: bool, descending: bool) -> None:
    found: list[str] = []
    key, more = None, True
    while more:
        window = Window(1, None if backwards else key, key if backwards else None, backwards)
        page = await shelf.page(NOTICE, {"personId": ANN}, window, descending=descending)
        found = ids(page) + found if backwards else found + ids(page)
        key, more = page.keys[0], page.more
    expected = ["ntc_1", "ntc_5", "ntc_2", "ntc_4"]
    assert found == (expected[::-1] if descending else expected)


async def test_held_ones_by_their_moment(shelf: Shelf) -> None:
    page = await shelf.page(NOTICE, {"held": True}, Window(10), sort="heldUntil")
    assert ids(page) == ["ntc_4", "ntc_3"] and page.keys[0][0] == "2026-03-02T03:00:00Z"


@pytest.mark.server
async def test_every_list_of_the_service_is_served_by_a_declared_index(servers: Addresses) -> None:
    client, name = connect(servers.mongodb_url), f"tas_contract_{uuid4().hex}"
    stored = StoredShelf(database(client, name))
    lists: list[tuple[Any, dict[str, Any], str]] = [
        (COMMENT, {"chainId": "c"}, "at"),
        (INFORMATION_REQUEST, {"chainId": "c"}, "at"),
        (INFORMATION_REQUEST, {"askedId": ANN, "open": True}, "at"),
        (RECEIPT, {"chainId": "c"}, "at"),
        (RECEIPT, {"personId": ANN, "copied": True}, "at"),
        (RECEIPT, {"personId": ANN, "copied": True, "read": False}, "at"),
        (ATTACHMENT, {"chainId": "c"}, "at"),
        (NOTICE, {"personId": ANN}, "at"),
        (NOTICE, {"personId": ANN, "unread": True}, "at"),
        (NOTICE, {"held": True}, "heldUntil"),
    ]
    with recording() as seen:
        for kind, where, sort in lists:
            await stored.page(kind, where, Window(10), sort=sort)
    assert len(seen) == len(lists) and unserved(seen, INDEXES) == []
    await client.drop_database(name)
    client.close()
