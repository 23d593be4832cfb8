"""The contract of a feed store, on the fake and on the real server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from kit.journal.entry import Entry
from kit.journal.port import FeedRow, FeedStore, JournalStore
from kit.journal.relay import broken_at, next_row
from kit.journal.seal import seal
from kit.local.server import Addresses
from kit.mongo.client import connect, database
from kit.mongo.feed import MongoFeed
from kit.mongo.journal import MongoStore
from tests.support.journal import MemoryFeed, MemoryStore
from tests.support.sample import DRAFT

START = FeedRow(0, "", "", "")
Both = tuple[JournalStore, FeedStore]


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.server)])
async def both(request: pytest.FixtureRequest) -> AsyncIterator[Both]:
    if request.param == "fake":
        store = MemoryStore()
        yield store, MemoryFeed(store)
        return
    client = connect(request.getfixturevalue("servers").mongodb_url)
    name = f"tas_contract_{uuid4().hex}"
    journal, feed = MongoStore(database(client, name)), MongoFeed(database(client, name))
    await journal.prepare()
    await feed.prepare()
    yield journal, feed
    await client.drop_database(name)
    client.close()


def entry(version: int) -> Entry:
    return seal(replace(DRAFT, version=version, command_key=f"k{version}"), "")


async def fill(both: Both, count: int) -> None:
    journal, feed = both
    end = START
    for version in range(1, count + 1):
        await journal.append(entry(version))
        end = next_row(end, entry(version).id)
        assert await feed.add_row(end)


async def test_a_position_and_an_entry_are_placed_once(both: Both) -> None:
    _, feed = both
    first = next_row(START, "a@1")
    assert await feed.add_row(first)
    assert not await feed.add_row(next_row(START, "b@1"))
    assert not await feed.add_row(next_row(first, "a@1"))
    assert await feed.position_of("a@1") == first
    assert await feed.position_of("b@1") is None


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 9, 20])
async def test_the_end_is_found_from_any_start(both: Both, count: int) -> None:
    await fill(both, count)
    for start in {0, count // 2, count}:
        end = await both[1].feed_end(start)
        assert (end.position if end else 0) == count


async def test_a_stretch_is_gapless_and_carries_its_entries(both: Both) -> None:
    await fill(both, 8)
    stretch = await both[1].feed(2, 4)
    assert [row.position for row, _ in stretch] == [3, 4, 5, 6]
    assert [one.id for _, one in stretch] == [row.entry_id for row, _ in stretch]
    assert await both[1].feed(8, 4) == []
    rows = [row for row, _ in await both[1].feed(0, 100)]
    assert broken_at(rows, START) is None
    assert broken_at([*rows[:3], replace(rows[3], entry_id="x@1"), *rows[4:]], START) == 4
    assert broken_at([*rows[:3], *rows[4:]], START) == 4


async def test_what_is_fed_is_not_found_again(both: Both) -> None:
    journal, feed = both
    for version in range(1, 5):
        await journal.append(entry(version))
    assert [one.version for one in await feed.unfed(10)] == [1, 2, 3, 4]
    await feed.mark_fed([entry(1).id, entry(3).id])
    assert [one.version for one in await feed.unfed(10)] == [2, 4]
    assert len(await feed.unfed(1)) == 1
    one, other = await feed.unfed(1), await feed.unfed(5, 1)
    assert sorted(entry.version for entry in (*one, *other)) == [2, 4]


async def test_a_lease_has_one_owner_until_it_runs_out(both: Both) -> None:
    _, feed = both
    assert await feed.take_lease("people", "one", 60)
    assert await feed.take_lease("people", "one", 60)
    assert not await feed.take_lease("people", "two", 60)


async def test_a_lease_that_ran_out_is_taken_by_one(both: Both) -> None:
    _, feed = both
    assert await feed.take_lease("people", "one", -1)
    taken = await asyncio.gather(*(feed.take_lease("people", f"r{n}", 60) for n in range(5)))
    assert sum(taken) == 1


async def test_a_lease_that_is_given_back_is_free_at_once(both: Both) -> None:
    _, feed = both
    assert await feed.take_lease("people", "one", 60)
    await feed.give_lease_back("people", "two")
    assert not await feed.take_lease("people", "two", 60)
    await feed.give_lease_back("people", "one")
    assert await feed.take_lease("people", "two", 60)
    await feed.give_lease_back("people", "one")
    assert not await feed.take_lease("people", "one", 60)


@pytest.mark.server
async def test_who_slept_through_many_epochs_does_not_lead_beside_another(servers: Addresses) -> None:
    client = connect(servers.mongodb_url)
    name = f"tas_contract_{uuid4().hex}"
    sleeper, other = MongoFeed(database(client, name)), MongoFeed(database(client, name))
    assert await sleeper.take_lease("people", "one", -1)
    for _ in range(15):
        assert await other.take_lease("people", "two", -1)
    assert await other.take_lease("people", "two", 60)
    assert not await sleeper.take_lease("people", "one", 60)
    await client.drop_database(name)
    client.close()


@pytest.mark.server
async def test_a_store_put_back_to_an_earlier_moment_gets_no_gap(servers: Addresses) -> None:
    client = connect(servers.mongodb_url)
    name = f"tas_contract_{uuid4().hex}"
    base = database(client, name)
    feed, end = MongoFeed(base), START
    for number in range(9):
        end = next_row(end, f"a@{number}")
        assert await feed.add_row(end)
    await base["feed"].delete_many({"_id": {"$in": [7, 8, 9]}})
    found = await feed.feed_end(end.position)
    assert found is not None and found.position == 6
    await client.drop_database(name)
    client.close()
