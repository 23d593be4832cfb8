"""A journal that was tampered with is found out, in memory and on the real store."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest

from kit.journal.entry import Entry
from kit.journal.port import AuditStore
from kit.journal.relay import Relay
from kit.journal.verify import Checkpoint, Fault, verify_journal
from kit.mongo.audit import MongoAudit
from kit.mongo.client import Database, connect, database
from kit.mongo.feed import MongoFeed
from kit.mongo.journal import MongoStore
from tests.journal.test_ledger import ANN
from tests.journal.test_relay import Broker, fill
from tests.support.journal import MemoryAudit, MemoryFeed, MemoryStore


async def written(keys: str = "aabab") -> tuple[MemoryStore, MemoryFeed]:
    store = MemoryStore()
    await fill(store, keys)
    feed = MemoryFeed(store)
    await Relay("test", "one", store, feed, Broker(), lease_seconds=60, sweep_seconds=5).sweep()
    return store, feed


async def faults(feed: MemoryFeed, known: Checkpoint | None = None) -> list[Fault]:
    return (await verify_journal(MemoryAudit(feed), known))[0]


def put(store: MemoryStore, entry: Entry) -> None:
    store.by_id[entry.id] = entry


async def test_an_honest_journal_has_no_fault() -> None:
    _, feed = await written()
    found, end = await verify_journal(MemoryAudit(feed))
    assert (found, end) == ([], Checkpoint(5, feed.rows[-1].hash))
    assert await faults(feed, end) == []


async def test_what_is_not_fed_yet_is_followed_too() -> None:
    store, feed = await written()
    late, _ = await written("aabababbac")
    for id in ("counter/b@3", "counter/a@4", "counter/b@4", "counter/a@5", "counter/c@1"):
        put(store, late.by_id[id])
    assert await faults(feed) == []
    put(store, replace(store.by_id["counter/a@4"], answer={"total": 99}))
    del store.by_id["counter/b@3"]
    assert sorted(map(str, await faults(feed))) == sorted(
        map(str, [Fault("counter/a@4", "EDITED"), Fault("counter/b@4", "GAP")])
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: replace(entry, answer={"total": 99}),
        lambda entry: replace(entry, actor=replace(ANN, id="emp_eve")),
        lambda entry: replace(entry, on_behalf_of="emp_eve"),
        lambda entry: replace(entry, events=()),
    ],
)
async def test_an_edited_entry_is_found(change: Callable[[Entry], Entry]) -> None:
    store, feed = await written()
    put(store, change(store.by_id["counter/a@2"]))
    assert await faults(feed) == [Fault("counter/a@2", "EDITED")]


async def test_an_entry_sealed_anew_does_not_fit_the_next_one() -> None:
    store, feed = await written()
    forged = store.by_id["counter/b@1"]
    put(store, replace(forged, aggregate="counter/a", version=2, prev_hash=store.by_id["counter/a@1"].hash))
    assert Fault("counter/a@3", "UNCHAINED") in await faults(feed)


async def test_a_reordered_feed_and_a_cut_off_end_are_found() -> None:
    _, feed = await written()
    _, end = await verify_journal(MemoryAudit(feed))
    cut = feed.rows.pop()
    feed.fed.discard(cut.entry_id)
    assert await faults(feed, end) == [Fault("feed@5", "TRUNCATED")]
    feed.rows[0], feed.rows[1] = replace(feed.rows[1], position=1), replace(feed.rows[0], position=2)
    assert Fault("feed@1", "FEED_BROKEN") in await faults(feed)


@dataclass
class Real:
    """The same journal on the real store, and what an intruder has in hand."""

    base: Database
    audit: AuditStore
    end: Checkpoint

    async def codes(self, known: Checkpoint | None = None) -> set[tuple[str, str]]:
        return {(fault.place, fault.code) for fault in (await verify_journal(self.audit, known))[0]}


@pytest.fixture
async def real(request: pytest.FixtureRequest) -> AsyncIterator[Real]:
    client = connect(request.getfixturevalue("servers").mongodb_url)
    name = f"tas_verify_{uuid4().hex}"
    base = database(client, name)
    store, feed = MongoStore(base), MongoFeed(base)
    await store.prepare()
    await feed.prepare()
    for entry in (await written())[0].by_id.values():
        await store.append(entry)
    await Relay("test", "one", store, feed, Broker(), lease_seconds=60, sweep_seconds=5).sweep()
    found, end = await verify_journal(MongoAudit(base))
    assert (found, end.position) == ([], 5)
    yield Real(base, MongoAudit(base), end)
    await client.drop_database(name)
    client.close()


async def at(real: Real, position: int) -> dict[str, Any]:
    row = await real.base["feed"].find_one({"_id": position})
    assert row is not None
    return row


@pytest.mark.server
async def test_an_entry_that_was_deleted_in_the_middle_is_found(real: Real) -> None:
    await real.base["journal"].delete_one({"_id": "counter/a@2"})
    assert await real.codes() == {("counter/a@2", "MISSING"), ("counter/a@3", "GAP")}


@pytest.mark.server
async def test_an_entry_that_was_deleted_with_its_row_is_found(real: Real) -> None:
    row = await real.base["feed"].find_one_and_delete({"entryId": "counter/a@2"})
    await real.base["journal"].delete_one({"_id": "counter/a@2"})
    assert row is not None
    assert await real.codes() == {(f"feed@{row['_id']}", "FEED_BROKEN"), ("counter/a@3", "GAP")}


@pytest.mark.server
async def test_a_row_that_was_deleted_leaves_its_entry_unnamed(real: Real) -> None:
    row = await real.base["feed"].find_one_and_delete({"entryId": "counter/a@3"})
    assert row is not None
    assert {("counter/a@3", "NOT_IN_FEED")} < await real.codes(real.end)


@pytest.mark.server
async def test_edits_are_found_where_they_are(real: Real) -> None:
    journal = real.base["journal"]
    await journal.update_one({"_id": "counter/a@1"}, {"$set": {"entry.answer": {"total": 99}}})
    await journal.update_one({"_id": "counter/b@1"}, {"$set": {"commandKey": "free-again"}})
    await journal.update_one({"_id": "counter/b@2"}, {"$unset": {"entry.events": 1}})
    assert await real.codes() == {
        ("counter/a@1", "EDITED"), ("counter/b@1", "MISSING"), ("counter/b@2", "MISSING"),
    }  # fmt: skip


@pytest.mark.server
async def test_a_reordered_feed_is_found(real: Real) -> None:
    third, fourth = await at(real, 3), await at(real, 4)
    await real.base["feed"].delete_many({"_id": {"$in": [3, 4]}})
    await real.base["feed"].insert_many([{**third, "_id": 4}, {**fourth, "_id": 3}])
    assert {("feed@3", "FEED_BROKEN"), ("feed@4", "FEED_BROKEN")} <= await real.codes()


@pytest.mark.server
async def test_a_cut_off_end_is_found_by_the_checkpoint(real: Real) -> None:
    row = await at(real, 5)
    await real.base["feed"].delete_one({"_id": 5})
    await real.base["journal"].delete_one({"_id": row["entryId"]})
    assert await real.codes() == set()
    assert await real.codes(real.end) == {("feed@5", "TRUNCATED")}
