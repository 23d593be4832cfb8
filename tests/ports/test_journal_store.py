"""The contract of a journal store, on the fake and on the real server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from kit.journal.entry import Entry
from kit.journal.port import CommandTaken, JournalStore, VersionTaken
from kit.journal.seal import seal
from kit.mongo.client import connect, database
from kit.mongo.journal import MongoStore
from tests.support.journal import MemoryStore
from tests.support.sample import DRAFT


def entry(version: int = 1, key: str = "k1", aggregate: str = "counter/c") -> Entry:
    return seal(replace(DRAFT, version=version, command_key=key, aggregate=aggregate), "before")


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.server)])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[JournalStore]:
    if request.param == "fake":
        yield MemoryStore()
        return
    client = connect(request.getfixturevalue("servers").mongodb_url)
    name = f"tas_contract_{uuid4().hex}"
    made = MongoStore(database(client, name))
    await made.prepare()
    yield made
    await client.drop_database(name)
    client.close()


async def test_an_entry_comes_back_to_the_letter(store: JournalStore) -> None:
    await store.append(entry())
    assert await store.entry("counter/c", 1) == entry()
    assert await store.by_command("k1") == entry()
    assert await store.entry("counter/c", 2) is None
    assert await store.by_command("k2") is None


async def test_a_version_is_taken_once(store: JournalStore) -> None:
    await store.append(entry())
    with pytest.raises(VersionTaken):
        await store.append(entry(key="k2"))
    assert await store.by_command("k2") is None


async def test_a_command_is_taken_once_wherever_it_goes(store: JournalStore) -> None:
    await store.append(entry())
    with pytest.raises(CommandTaken):
        await store.append(entry(aggregate="counter/d"))
    assert await store.entry("counter/d", 1) is None


async def test_of_twenty_racing_for_one_version_one_wins(store: JournalStore) -> None:
    done = await asyncio.gather(*(store.append(entry(key=f"k{n}")) for n in range(20)), return_exceptions=True)
    assert sum(result is None for result in done) == 1
    assert sum(isinstance(result, VersionTaken) for result in done) == 19


async def test_later_entries_are_read_in_order_and_up_to_a_bound(store: JournalStore) -> None:
    for version in range(1, 13):
        await store.append(entry(version, f"k{version}"))
    assert [e.version for e in await store.entries("counter/c", 0, 5)] == [1, 2, 3, 4, 5]
    assert [e.version for e in await store.entries("counter/c", 9, 50)] == [10, 11, 12]
    assert await store.entries("counter/c", 12, 50) == []
    assert [e.version for e in await store.entries("counter/c", 3, 1)] == [4]


async def test_a_document_is_replaced_only_at_the_version_seen(store: JournalStore) -> None:
    assert await store.replace_document("counter", "c", 0, {"version": 1, "state": {"total": 1}})
    assert not await store.replace_document("counter", "c", 0, {"version": 1, "state": {"total": 9}})
    assert await store.replace_document("counter", "c", 1, {"version": 2, "state": {"total": 2}})
    assert not await store.replace_document("counter", "c", 1, {"version": 2, "state": {"total": 9}})
    assert await store.document("counter", "c") == {"_id": "c", "version": 2, "state": {"total": 2}}


async def test_documents_are_read_together(store: JournalStore) -> None:
    for key in ("a", "b", "c"):
        await store.replace_document("counter", key, 0, {"version": 1})
    found = await store.documents("counter", ["c", "a", "a", "missing"])
    assert sorted(str(document["_id"]) for document in found) == ["a", "c"]
    assert await store.documents("counter", []) == []
