"""A process of the suite under test: its environment, its doors, its log, and how it ends."""

import asyncio
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from kit.auth.keys import PRIVACY_KEY, TRUST, make_keys
from kit.local.server import Addresses
from tests.support.server import free_ports
from tests.support.wait import until

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 15.0


class Process:
    """`name` is the caller that it signs as; `databases` prefixes its databases, and is the task queue."""

    def __init__(self, name: str, module: str, servers: Addresses, folder: Path, databases: str) -> None:
        keys = make_keys(folder / "keys")
        self.port = free_ports(1)[0]
        self._module = module
        self._log = folder / f"{name}.log"
        self.env = {
            "PATH": "/usr/bin:/bin",
            "TAS_ENV": "test",
            f"TAS_{name.upper()}_PORT": str(self.port),
            "TAS_MONGODB_URL": servers.mongodb_url,
            "TAS_MONGODB_NAME": databases,
            "TAS_AMQP_URL": servers.amqp_url,
            "TAS_TEMPORAL_ADDRESS": servers.temporal_address,
            "TAS_TEMPORAL_TASK_QUEUE": databases,
            "TAS_FEED_POLL_SECONDS": "0.3",
            "TAS_SIGNING_KEY_FILE": str(keys[name]),
            "TAS_SIGNING_TRUST_FILE": str(folder / "keys" / TRUST),
            "TAS_PRIVACY_KEY_FILE": str(folder / "keys" / PRIVACY_KEY),
        }
        self.child: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        with self._log.open("wb") as log:
            self.child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self._module, cwd=ROOT, env=self.env, stdout=log, stderr=log
            )

    async def stop(self) -> int:
        """The exit code after SIGTERM."""
        assert self.child is not None
        self.child.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.child.wait(), STOP_SECONDS)

    async def kill(self) -> None:
        """The end of a test: whatever still runs."""
        if self.child is not None and self.child.returncode is None:
            self.child.kill()
            await self.child.wait()

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
