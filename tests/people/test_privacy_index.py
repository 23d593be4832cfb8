"""The contract of the lists of exports, erasures and persons that are due, on the fake and on the real server; and
every query that the real one sends is served by a declared index."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from kit.journal.port import JournalStore
from kit.mongo.client import connect, database
from kit.mongo.index import Sent, create, recording, unserved
from kit.mongo.journal import MongoStore
from kit.page import Window
from services.people.adapters.privacy import INDEXES, StoredPrivacyIndex
from services.people.app.privacy.port import PrivacyIndex
from services.people.domain.contact.erasure import ERASURE, Erasure, ErasureStatus, view
from services.people.domain.contact.export import EXPORT, Export
from services.people.domain.contact.export import view as view_export
from services.people.domain.contact.person import PERSON, Person
from tas.contracts.privacy import ErasureReason, ExportFormat, ExportPurpose
from tas.core.codec import to_json
from tests.support.journal import MemoryStore
from tests.support.privacy import MemoryPrivacyIndex


@dataclass
class Filled:
    index: PrivacyIndex
    queries: list[Sent]


async def fill(store: JournalStore) -> None:
    for number in range(5):
        at = datetime(2026, 3, 5 - number, tzinfo=UTC)
        status = ErasureStatus.CONFIRMED if number % 2 == 0 else ErasureStatus.REQUESTED
        erasure = Erasure(f"psn_{number}", status, ErasureReason.REQUESTED, (), "emp_1", "emp_1", at)
        held = (f"psn_{number}", f"psn_{number + 1}")
        export = Export(f"exp_{number}", ExportFormat.CSV, ExportPurpose.EVENT, held, "emp_1", at)
        rows = (
            (ERASURE.name, erasure.id, {"state": to_json(erasure), **view(erasure)}),
            (EXPORT.name, export.id, {"state": to_json(export), **view_export(export)}),
            (PERSON.name, f"psn_{number}", {
                "state": to_json(Person(f"psn_{number}", "acc_1")), "dueOn": f"2026-0{number // 2 + 1}-01",
            }),
        )  # fmt: skip
        for type, key, document in rows:
            assert await store.replace_document(type, key, 0, {"version": 1, "hash": "", **document})


@pytest.fixture(scope="module", params=["fake", pytest.param("real", marks=pytest.mark.server)])
async def filled(request: pytest.FixtureRequest) -> AsyncIterator[Filled]:
    if request.param == "fake":
        memory = MemoryStore()
        await fill(memory)
        yield Filled(MemoryPrivacyIndex(memory), [])
        return
    client = connect(request.getfixturevalue("servers").mongodb_url)
    name = f"tas_contract_{uuid4().hex}"
    base = database(client, name)
    await create(base, INDEXES)
    await fill(MongoStore(base))
    with recording() as queries:
        yield Filled(StoredPrivacyIndex(base), queries)
    await client.drop_database(name)
    client.close()


async def test_exports_are_found_by_any_of_their_persons_once(filled: Filled) -> None:
    found = await filled.index.exports_of(["psn_1", "psn_2"], Window(10))
    assert [one.id for one in found.items] == ["exp_0", "exp_1", "exp_2"]
    page = await filled.index.exports_of(["psn_1", "psn_2"], Window(2))
    assert ([one.id for one in page.items], page.more) == (["exp_0", "exp_1"], True)
    rest = await filled.index.exports_of(["psn_1", "psn_2"], Window(2, after=page.keys[-1]))
    assert ([one.id for one in rest.items], rest.more) == (["exp_2"], False)
    assert (await filled.index.exports_of(["psn_9"], Window(2))).items == ()


async def test_erasures_are_listed_by_time(filled: Filled) -> None:
    page = await filled.index.erasures(ErasureStatus.CONFIRMED, Window(2))
    assert ([one.id for one in page.items], page.more) == (["psn_4", "psn_2"], True)
    rest = await filled.index.erasures(ErasureStatus.CONFIRMED, Window(2, after=page.keys[-1]))
    assert [one.id for one in rest.items] == ["psn_0"]
    last = await filled.index.erasures(ErasureStatus.REQUESTED, Window(1, backwards=True))
    assert [one.id for one in last.items] == ["psn_1"]


async def test_who_is_due_by_a_day_comes_longest_due_first(filled: Filled) -> None:
    due = await filled.index.due(date(2026, 2, 1), Window(3))
    assert ([one.id for one in due.items], due.more) == (["psn_0", "psn_1", "psn_2"], True)
    rest = await filled.index.due(date(2026, 2, 1), Window(3, after=due.keys[-1]))
    assert [one.id for one in rest.items] == ["psn_3"]
    assert (await filled.index.due(date(2025, 12, 31), Window(3))).items == ()


async def test_every_query_that_was_sent_is_served_by_a_declared_index(filled: Filled) -> None:
    assert unserved(filled.queries, INDEXES) == []
    if filled.queries:
        for index in INDEXES:
            assert unserved(filled.queries, [one for one in INDEXES if one != index]) != [], index
