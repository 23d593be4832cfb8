"""The issuer's public keys, fetched over HTTP and kept: fetched again when old, or for a key id that is not known."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OctKey, OKPKey, RSAKey

from tas.core.errors import Unauthenticated, Unavailable

FETCH_SECONDS = 3.0
LARGEST = 256_000
OLD_SECONDS = 600.0
"""After so long the keys are fetched again, so that a withdrawn one stops working; an issuer that is away changes
nothing for those who are known."""
PAUSE_SECONDS = 5.0
"""At most one fetch in so long: tokens with invented key ids must not become a load on the issuer."""
log = logging.getLogger("tas.jwks")
Fetch = Callable[[], Awaitable[Any]]
PublicKey = RSAKey | ECKey | OKPKey


class Jwks:
    """The keys of one issuer by `kid`. `fetch` gives the JWKS document; it raises what `fetch_json` raises."""

    def __init__(self, fetch: Fetch, now: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._now = now
        self._keys: Mapping[str, PublicKey] = {}
        self._tried_at = self._known_at = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, kid: str) -> PublicKey:
        """Raises Unauthenticated TOKEN_KEY_UNKNOWN; Unavailable TOKEN_KEYS_UNAVAILABLE when there are none yet."""
        if kid not in self._keys or self._now() - self._known_at > OLD_SECONDS:
            await self._refresh(kid)
        if not self._keys:
            raise Unavailable("TOKEN_KEYS_UNAVAILABLE")
        if kid not in self._keys:
            raise Unauthenticated("TOKEN_KEY_UNKNOWN")
        return self._keys[kid]

    async def _refresh(self, kid: str) -> None:
        async with self._lock:
            fresh = self._now() - self._known_at <= OLD_SECONDS
            if (fresh and kid in self._keys) or self._now() - self._tried_at < PAUSE_SECONDS:
                return
            self._tried_at = self._now()
            try:
                self._keys = read_keys(await self._fetch())
                self._known_at = self._now()
            except (TimeoutError, aiohttp.ClientError, ValueError) as problem:
                log.warning("the issuer's keys cannot be fetched: %r", problem)


def read_keys(document: Any) -> Mapping[str, PublicKey]:
    """The public keys of a JWKS that have a `kid`; what cannot be read, and any shared secret, is left out. Raises
    ValueError when there is no list of keys."""
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("not a JWKS")
    found: dict[str, PublicKey] = {}
    for one in listed:
        key = _read(one)
        if key is not None and not isinstance(key, OctKey) and not key.is_private and key.kid:
            found[key.kid] = key
    return found


def _read(one: Any) -> Key | None:
    try:
        return JWKRegistry.import_key(one)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None


async def fetch_json(url: str) -> Any:
    """One GET with a limit of time and size, no redirects. Raises TimeoutError, aiohttp.ClientError or ValueError."""
    timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session,
        session.get(url, allow_redirects=False) as response,
    ):
        if response.status != 200 or (response.content_length or 0) > LARGEST:
            raise ValueError(f"status {response.status}")
        return await response.json(content_type=None)
