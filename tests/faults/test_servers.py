"""The store and Temporal are killed while registrations travel; then what every service keeps beside its journal is
taken away. Nothing acknowledged is lost, nothing is done twice, and all that was taken away comes back as it was."""

import asyncio
import random
import time
from typing import Any
from uuid import uuid4

import pytest

from cli.journal import verify_all
from cli.view import rebuild_all
from kit.mongo.client import Database, connect, database
from kit.settings import SERVICES
from tests.faults.cell import travel
from tests.faults.run import settled
from tests.faults.step import Journey
from tests.support.scene import way_of
from tests.support.stage import NAME, Stage, fresh_code, settings_of
from tests.support.wait import until

JOURNEYS = 6
KILLED = ("store", "temporal", "store", "temporal")
LONGEST_CALM = 1.5
"""Seconds between a server's return and the next kill, at most; each is drawn."""
READ_AGAIN_SECONDS = 40.0
FORGOTTEN = ("position", "handled")
Rows = dict[str, dict[str, dict[str, Any]]]


@pytest.mark.fault
async def test_servers_killed_while_registrations_travel_lose_and_double_nothing(stage: Stage) -> None:
    draw = random.Random(7)
    log_before = len(stage.log.calls)
    travelling = asyncio.gather(*[_journey(stage, number) for number in range(JOURNEYS)])
    try:
        for server in KILLED:
            await _calm(draw.uniform(0.1, LONGEST_CALM))
            await _kill(stage, server)
        await travelling
    finally:
        travelling.cancel()
    count = await settled(stage)
    assert count.clean, count
    assert sum(call.acknowledged for call in stage.log.calls[log_before:]) == 2 * JOURNEYS
    assert {service: faults for service, (faults, _) in (await verify_all(settings_of(stage.suite), {})).items()} == {
        service: [] for service in SERVICES
    }


@pytest.mark.fault
async def test_consumers_that_forgot_where_they_were_do_nothing_twice(stage: Stage) -> None:
    await _journey(stage, 0)
    await settled(stage)
    client = connect(stage.servers.addresses().mongodb_url)
    bases = {name: database(client, f"{NAME}_{name}") for name in (*SERVICES, "workflows")}
    consumers = [place.name for place in stage.suite.places.values() if place.process in (*SERVICES, "worker")]
    await asyncio.to_thread(stage.suite.fleet.stop, consumers)
    before = {name: await _rows(base, FORGOTTEN) for name, base in bases.items()}
    entries = {entry.id: entry.hash for entry in await stage.scene.entries()}
    for base in bases.values():
        for name in FORGOTTEN:
            await base[name].delete_many({})
    await asyncio.to_thread(stage.suite.start)

    async def read_again() -> bool:
        return not [row for name in bases for row in await _behind(bases[name], before[name], "position")]

    await until(read_again, READ_AGAIN_SECONDS, "every consumer is where it was")
    assert [row for name in bases for row in await _behind(bases[name], before[name], "handled")] == []
    assert {entry.id: entry.hash for entry in await stage.scene.entries()} == entries
    assert await stage.scene.parked() == []
    assert (await settled(stage)).clean
    client.close()


@pytest.mark.fault
async def test_state_documents_that_were_lost_come_back_as_they_were(stage: Stage) -> None:
    await _journey(stage, 0)
    await settled(stage)
    client = connect(stage.servers.addresses().mongodb_url)
    bases = {name: database(client, f"{NAME}_{name}") for name in SERVICES}
    kinds = {name: await _states(base) for name, base in bases.items()}
    before = {name: await _rows(base, kinds[name]) for name, base in bases.items()}
    assert all(before.values())
    for name, base in bases.items():
        for collection in kinds[name]:
            await base[collection].delete_many({})
    rebuilt = await rebuild_all(settings_of(stage.suite))
    assert not any(done.ahead for done in rebuilt.values())
    assert {name: await _rows(base, kinds[name]) for name, base in bases.items()} == before
    assert not any(done.written for done in (await rebuild_all(settings_of(stage.suite))).values())
    client.close()


async def _journey(stage: Stage, number: int) -> None:
    partner = await (stage.partner() if number % 2 else stage.racer(number))
    code, filed, decided = fresh_code(), str(uuid4()), str(uuid4())
    way = way_of(partner.owner, filed, code, "GTX", "East")
    await travel(Journey(stage.scene, stage.log, way, filed, decided), partner, await stage.employee())


async def _calm(seconds: float) -> None:
    over = time.monotonic() + seconds
    await until(lambda: time.monotonic() > over, seconds + 5)


async def _kill(stage: Stage, server: str) -> None:
    stage.servers.kill(server)
    await until(lambda: stage.servers.processes.find(server) is None, 10, f"the end of {server}")
    await asyncio.to_thread(stage.servers.start)


async def _states(base: Database) -> tuple[str, ...]:
    return tuple(sorted(name for name in await base.list_collection_names() if name.startswith("state_")))


async def _rows(base: Database, collections: tuple[str, ...]) -> Rows:
    return {name: {str(row["_id"]): row async for row in base[name].find({})} for name in collections}


async def _behind(base: Database, before: Rows, collection: str) -> list[str]:
    """The rows whose number is lower than it was."""
    now = (await _rows(base, (collection,)))[collection]
    return [key for key, row in before[collection].items() if int(now.get(key, {"at": 0})["at"]) < int(row["at"])]
