"""The worker's process: health while parts are away and when they come back, and an end that is never a crash."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from kit.local.server import Addresses
from tests.support.cable import Cable
from tests.support.child import STOP_SECONDS, Process
from tests.support.server import free_ports

pytestmark = pytest.mark.server


def make_worker(servers: Addresses, folder: Path) -> Process:
    """A worker of its own, the services away."""
    process = Process("worker", "workflows.main", servers, folder, f"worker_{uuid4().hex[:8]}")
    away = f"http://127.0.0.1:{free_ports(1)[0]}"
    process.env |= {f"TAS_{name}_URL": away for name in ("OPPORTUNITY", "PEOPLE", "APPROVAL")}
    return process


@asynccontextmanager
async def worker(servers: Addresses, folder: Path) -> AsyncIterator[tuple[Process, Cable, Cable]]:
    """A started worker whose cables to Temporal and the broker are not plugged in."""
    temporal, broker = Cable(servers.temporal_address), Cable(servers.amqp_url)
    process = make_worker(servers, folder)
    process.env["TAS_TEMPORAL_ADDRESS"] = temporal.address
    process.env["TAS_AMQP_URL"] = servers.amqp_url.replace(servers.amqp_url.rsplit("@")[-1], f"{broker.address}/")
    await process.start()
    try:
        yield process, temporal, broker
    finally:
        await process.kill()
        await temporal.pull()
        await broker.pull()


async def test_a_worker_waits_for_what_is_away_and_comes_back(servers: Addresses, tmp_path: Path) -> None:
    async with worker(servers, tmp_path) as (process, temporal, broker):
        await process.comes("livez", 200)
        await process.comes("readyz", 503, temporal=False, worker=False)
        await temporal.plug()
        await process.comes("readyz", 200, temporal=True, worker=True, store=True)
        await broker.plug()
        await temporal.pull()
        await process.comes("readyz", 503, temporal=False)
        await temporal.plug()
        await process.comes("readyz", 200, temporal=True, worker=True)
        assert await process.stop() == 0
        assert "Traceback" not in process.log()


async def test_a_worker_stops_while_temporal_never_came(servers: Addresses, tmp_path: Path) -> None:
    async with worker(servers, tmp_path) as (process, _, _):
        await process.comes("livez", 200)
        began = time.monotonic()
        assert await process.stop() == 0
        assert time.monotonic() - began < STOP_SECONDS / 2


async def test_a_worker_stops_while_temporal_is_away(servers: Addresses, tmp_path: Path) -> None:
    async with worker(servers, tmp_path) as (process, temporal, _):
        await temporal.plug()
        await process.comes("readyz", 200)
        await temporal.pull()
        assert await process.stop() == 0


async def test_a_taken_port_ends_the_worker_with_a_complaint(servers: Addresses, tmp_path: Path) -> None:
    async with worker(servers, tmp_path) as (process, _, _):
        await process.comes("livez", 200)
        twin = make_worker(servers, tmp_path / "twin")
        twin.env["TAS_WORKER_PORT"] = str(process.port)
        await twin.start()
        assert twin.child is not None
        assert await asyncio.wait_for(twin.child.wait(), 30) not in (0, -signal.SIGTERM)
        assert "address already in use" in twin.log()
