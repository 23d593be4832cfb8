"""The contract of `ChainList`, on the fake and on the real store; there, every query is served by a declared index."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest

from kit.local.server import Addresses
from kit.mongo.client import connect, database
from kit.mongo.index import create, recording, unserved
from kit.page import Window
from services.approval.adapters.index import INDEXES, StoredChains
from services.approval.app.port import ChainList
from services.approval.domain.chain import CHAIN, ChainRecord
from tas.chain.state import ChainState, TaskStatus
from tas.core.codec import to_json
from tests.support.approval import MemoryChains
from tests.support.chain import Chain, flow, node
from tests.support.journal import MemoryStore

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ANN, BOB = "emp_ann", "emp_bob"


@cache
def walked_by(holders: tuple[str, ...]) -> ChainState:
    return Chain(flow(node("a")), {"a": holders}).state


def chain(number: int, subject: str, holders: Sequence[str], minutes: int) -> ChainRecord:
    """A chain submitted at START and so many minutes, with an open task of each holder."""
    walked = walked_by(tuple(holders))
    tasks = {
        f"tsk_{number}_{seat}": replace(task, id=f"tsk_{number}_{seat}")
        for seat, task in enumerate(walked.tasks.values())
    }
    about = replace(walked.subject, id=subject)
    at = START + timedelta(minutes=minutes)
    return ChainRecord(0, replace(walked, id=f"chn_{number}", subject=about, tasks=tasks, submitted_at=at))


def closed(record: ChainRecord) -> ChainRecord:
    tasks = {id: replace(task, status=TaskStatus.CLOSED) for id, task in record.chain.tasks.items()}
    return replace(record, chain=replace(record.chain, tasks=tasks))


RECORDS = [
    chain(1, "reg_a", (ANN,), 1),
    chain(2, "reg_a", (ANN, BOB), 3),
    chain(3, "reg_b", (BOB,), 2),
    closed(chain(4, "reg_b", (ANN,), 4)),
    chain(5, "reg_c", (ANN,), 3),
]


def document(record: ChainRecord) -> dict[str, Any]:
    return {"version": 1, "hash": "", "state": to_json(record), **CHAIN.view(record)}


@pytest.fixture(params=["memory", pytest.param("server", marks=pytest.mark.server)])
async def chains(request: pytest.FixtureRequest) -> AsyncIterator[ChainList]:
    if request.param == "memory":
        store = MemoryStore()
        for record in RECORDS:
            await store.replace_document("chain", record.chain.id, 0, document(record))
        yield MemoryChains(store)
        return
    servers: Addresses = request.getfixturevalue("servers")
    client, name = connect(servers.mongodb_url), f"tas_contract_{uuid4().hex}"
    made = database(client, name)
    await create(made, INDEXES)
    await made["state_chain"].insert_many([{"_id": record.chain.id, **document(record)} for record in RECORDS])
    yield StoredChains(made)
    await client.drop_database(name)
    client.close()


@contextmanager
def served(queries: int, chains: ChainList) -> Iterator[None]:
    """So many queries to the real store, each served by a declared index."""
    with recording() as seen:
        yield
    assert unserved(seen, INDEXES) == []
    assert len(seen) == (queries if isinstance(chains, StoredChains) else 0)


def ids(records: Sequence[ChainRecord]) -> list[str]:
    return [record.chain.id for record in records]


async def test_chains_of_tasks_each_once(chains: ChainList) -> None:
    with served(1, chains):
        found = await chains.of_tasks(["tsk_2_0", "tsk_2_1", "tsk_3_0", "tsk_9_0", ""])
    assert sorted(ids(found)) == ["chn_2", "chn_3"]
    assert RECORDS[1] in found
    with served(0, chains):
        assert await chains.of_tasks([]) == []


async def test_chains_of_subjects_newest_first(chains: ChainList) -> None:
    with served(1, chains):
        assert ids(await chains.of_subjects("registration", ["reg_a", "reg_b", "reg_x"])) == [
            "chn_4", "chn_2", "chn_3", "chn_1",
        ]  # fmt: skip
    assert await chains.of_subjects("account", ["reg_a"]) == []
    with served(0, chains):
        assert await chains.of_subjects("registration", []) == []


async def test_chains_that_wait_for_somebody_oldest_first(chains: ChainList) -> None:
    with served(1, chains):
        page = await chains.waiting_for(ANN, Window(10))
    assert (ids(page.items), page.more) == (["chn_1", "chn_2", "chn_5"], False)
    assert page.keys[1] == ("2026-03-02T02:03:00Z", "chn_2")
    assert ids((await chains.waiting_for("emp_nobody", Window(10))).items) == []


@pytest.mark.parametrize("backwards", [False, True])
async def test_pages_of_them_give_each_once(chains: ChainList, backwards: bool) -> None:
    found: list[str] = []
    key, more = None, True
    with served(3, chains):
        while more:
            window = Window(1, None if backwards else key, key if backwards else None, backwards)
            page = await chains.waiting_for(ANN, window)
            found = ids(page.items) + found if backwards else found + ids(page.items)
            key, more = page.keys[0], page.more
    assert found == ["chn_1", "chn_2", "chn_5"]


@pytest.mark.server
async def test_more_than_a_stretch_is_read_to_its_end(servers: Addresses) -> None:
    client, name = connect(servers.mongodb_url), f"tas_contract_{uuid4().hex}"
    made = database(client, name)
    records = [chain(number, "reg_a", (ANN,), number) for number in range(230)]
    await made["state_chain"].insert_many([{"_id": one.chain.id, **document(one)} for one in records])
    stored = StoredChains(made)
    with recording() as seen:
        assert ids(await stored.of_subjects("registration", ["reg_a"])) == ids(records)[::-1]
        assert len(await stored.of_tasks([f"tsk_{number}_0" for number in range(230)])) == 230
    assert len(seen) == 6
    await client.drop_database(name)
    client.close()
