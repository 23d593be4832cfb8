"""The worker's process: health while parts are away and when they come back, and an end that is never a crash."""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from kit.auth.keys import TRUST, make_keys
from kit.local.server import Addresses
from tests.support.cable import Cable
from tests.support.server import free_ports
from tests.support.wait import until

pytestmark = pytest.mark.server
ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 15.0


class Process:
    """A worker of its own: databases and port; Temporal and the broker by cables."""

    def __init__(self, servers: Addresses, folder: Path, temporal: Cable, broker: Cable) -> None:
        self.port, services = free_ports(2)
        keys = make_keys(folder / "keys")
        self._log = folder / "worker.log"
        away = f"http://127.0.0.1:{services}"
        self.env = {
            "PATH": "/usr/bin:/bin",
            "TAS_ENV": "test",
            "TAS_WORKER_PORT": str(self.port),
            "TAS_MONGODB_URL": servers.mongodb_url,
            "TAS_MONGODB_NAME": f"worker_{uuid4().hex[:8]}",
            "TAS_AMQP_URL": servers.amqp_url.replace(servers.amqp_url.rsplit("@")[-1], f"{broker.address}/"),
            "TAS_TEMPORAL_ADDRESS": temporal.address,
            "TAS_TEMPORAL_TASK_QUEUE": f"worker-{uuid4()}",
            "TAS_SIGNING_KEY_FILE": str(keys["worker"]),
            "TAS_SIGNING_TRUST_FILE": str(folder / "keys" / TRUST),
            **{f"TAS_{name}_URL": away for name in ("OPPORTUNITY", "PEOPLE", "APPROVAL")},
        }
        self.child: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._log.open("wb") as log:
            self.child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "workflows.main", cwd=ROOT, env=self.env, stdout=log, stderr=log
            )

    async def stop(self) -> int:
        """The exit code after SIGTERM."""
        assert self.child is not None
        self.child.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.child.wait(), STOP_SECONDS)

    async def ask(self, door: str) -> tuple[int, Mapping[str, Any]]:
        """Status and body; 0 when nobody listens."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
                session.get(f"http://127.0.0.1:{self.port}/{door}") as answer,
            ):
                return answer.status, await answer.json()
        except aiohttp.ClientError:
            return 0, {}

    async def comes(self, door: str, status: int, **parts: bool) -> None:
        """Waits until a door answers so, the named parts included."""

        async def look() -> bool:
            found, body = await self.ask(door)
            told = body.get("parts", {})
            return found == status and all(told.get(name) is good for name, good in parts.items())

        try:
            await until(look, 30, f"{door} {status} {parts}")
        except AssertionError as error:
            raise AssertionError(f"{error}; {await self.ask(door)}\n{self.log()[-4000:]}") from None

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")


@asynccontextmanager
async def worker(servers: Addresses, folder: Path) -> AsyncIterator[tuple[Process, Cable, Cable]]:
    """A started worker whose cables to Temporal and the broker are not plugged in."""
    temporal, broker = Cable(servers.temporal_address), Cable(servers.amqp_url)
    process = Process(servers, folder, temporal, broker)
    await process.start()
    try:
        yield process, temporal, broker
    finally:
        if process.child is not None and process.child.returncode is None:
            process.child.kill()
            await process.child.wait()
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
        twin = Process(servers, tmp_path / "twin", Cable(servers.temporal_address), Cable(servers.amqp_url))
        twin.env["TAS_WORKER_PORT"] = str(process.port)
        await twin.start()
        assert twin.child is not None
        assert await asyncio.wait_for(twin.child.wait(), 30) not in (0, -signal.SIGTERM)
        assert "address already in use" in twin.log()
