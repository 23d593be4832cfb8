"""The contract of a consumer's position store, on the fake and on the real server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from kit.journal.port import Parked, PositionStore
from kit.mongo.client import connect, database
from kit.mongo.position import MongoPositions
from tests.support.position import MemoryPositions

PARKED = Parked("view<test", "counter/a", 3, "STORE_UNAVAILABLE", 5)


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.server)])
async def positions(request: pytest.FixtureRequest) -> AsyncIterator[PositionStore]:
    if request.param == "fake":
        yield MemoryPositions()
        return
    client = connect(request.getfixturevalue("servers").mongodb_url)
    name = f"tas_contract_{uuid4().hex}"
    made = MongoPositions(database(client, name))
    await made.prepare()
    yield made
    await client.drop_database(name)
    client.close()


async def test_handled_versions_never_go_back(positions: PositionStore) -> None:
    assert await positions.handled("one", "counter/a") == 0
    await asyncio.gather(*(positions.record_handled("one", "counter/a", version) for version in (2, 5, 1, 4, 3)))
    assert await positions.handled("one", "counter/a") == 5
    assert await positions.handled("one", "counter/b") == 0
    assert await positions.handled("two", "counter/a") == 0


async def test_feed_positions_never_go_back(positions: PositionStore) -> None:
    await positions.record_position("one", 7)
    await positions.record_position("one", 3)
    assert await positions.position("one") == 7
    assert await positions.position("two") == 0


async def test_the_parking_lot(positions: PositionStore) -> None:
    await positions.park(PARKED)
    await positions.park(replace(PARKED, attempts=10))
    await positions.park(replace(PARKED, aggregate="counter/b"))
    await positions.park(replace(PARKED, consumer="other<test"))
    assert [(one.aggregate, one.attempts) for one in await positions.parked("view<test", 10)] == [
        ("counter/a", 10),
        ("counter/b", 5),
    ]
    assert await positions.unpark("view<test", "counter/a", 3)
    assert await positions.unpark("view<test", "counter/a", 3)
    assert [one.aggregate for one in await positions.parked("view<test", 10)] == ["counter/b"]


async def test_what_waits_behind_keeps_the_aggregate_in_the_lot(positions: PositionStore) -> None:
    assert not await positions.wait_behind("view<test", "counter/a", 4)
    await positions.park(PARKED)
    assert await positions.wait_behind("view<test", "counter/a", 5)
    assert await positions.wait_behind("view<test", "counter/a", 4)
    await positions.park(replace(PARKED, version=4))
    assert not await positions.unpark("view<test", "counter/a", 4)
    assert [one.version for one in await positions.parked("view<test", 10)] == [4]
    assert await positions.unpark("view<test", "counter/a", 5)
    assert not await positions.wait_behind("view<test", "counter/a", 6)
