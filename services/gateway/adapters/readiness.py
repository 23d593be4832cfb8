"""Whether the services behind the gateway can be given work, asked of their own /readyz."""

import asyncio
import time
from collections.abc import Mapping, Sequence

import aiohttp

SECONDS = 2.0
KEPT_SECONDS = 1.0
"""How long an answer is kept: /readyz is public, and must not multiply into calls."""


class Readiness:
    """`urls` is service → the addresses of its replicas, without paths. A service is ready when one replica is."""

    def __init__(self, urls: Mapping[str, Sequence[str]], seconds: float = SECONDS, kept: float = KEPT_SECONDS) -> None:
        self._urls = urls
        self._seconds = seconds
        self._kept = kept
        self._known: Mapping[str, bool] = {}
        self._known_at = float("-inf")
        self._lock = asyncio.Lock()

    async def parts(self) -> Mapping[str, bool]:
        """Service → ready. Takes `seconds` at most."""
        async with self._lock:
            if time.monotonic() - self._known_at > self._kept:
                self._known = await self._ask_all()
                self._known_at = time.monotonic()
            return self._known

    async def _ask_all(self) -> Mapping[str, bool]:
        timeout = aiohttp.ClientTimeout(total=self._seconds)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            found = await asyncio.gather(*(self._any(session, urls) for urls in self._urls.values()))
        return dict(zip(self._urls, found, strict=True))

    async def _any(self, session: aiohttp.ClientSession, urls: Sequence[str]) -> bool:
        return any(await asyncio.gather(*(ready(session, url) for url in urls)))


async def ready(session: aiohttp.ClientSession, url: str) -> bool:
    """Whether this replica says so."""
    try:
        async with session.get(f"{url}/readyz", allow_redirects=False) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
