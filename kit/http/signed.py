"""Signed GraphQL calls to one service: kept connections, one time limit, replicas in turn, typed errors raised again.

A call is sent to the next replica only when no connection was made, for then nothing was asked; what was sent once is
never repeated here, since it may have had its effect.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import orjson

from kit.auth.signature import Signer
from kit.telemetry.trace import HEADER, traceparent
from tas.core.actor import Actor, service
from tas.core.errors import TasError, Unavailable
from tas.core.refusal import read_refusal

CONNECT_SECONDS = 2.0
KEPT_SECONDS = 30.0
"""How long an idle connection is kept: less than `kit.http.serving` keeps its side, so that none breaks in use."""
CONNECTIONS = 100
LARGEST_ANSWER = 32_000_000
log = logging.getLogger("tas.call")


class SignedClient:
    """Calls a service. `urls` are its replicas, without paths; `seconds` is the limit of a whole call; `name` is what
    people are told of a service that does not answer."""

    def __init__(self, urls: Sequence[str], signer: Signer, seconds: float, name: str = "A service") -> None:
        self._name = name
        self._urls = tuple(f"{url}/graphql" for url in urls)
        self._signer = signer
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=min(CONNECT_SECONDS, seconds))
        self._next = 0
        self._session: aiohttp.ClientSession | None = None

    async def graphql(
        self, query: str, variables: Mapping[str, Any], actor: Actor | None = None, after: str = ""
    ) -> dict[str, Any]:
        """The data of the answer. `actor` is this process itself when not given; `after` are cursors, by commas.
        Raises the TasError that the service answered with; else Unavailable CALL_FAILED."""
        body = orjson.dumps({"query": query, "variables": variables})
        answer = await self._call(body, actor or service(self._signer.name), after)
        errors, data = answer.get("errors"), answer.get("data")
        if errors:
            raise self._refusal(errors)
        if not isinstance(data, dict):
            raise self._failed("no data")
        return data

    async def close(self) -> None:
        """Closes the kept connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _call(self, body: bytes, actor: Actor, after: str) -> dict[str, Any]:
        first, self._next = self._next, (self._next + 1) % len(self._urls)
        for step in range(len(self._urls)):
            url = self._urls[(first + step) % len(self._urls)]
            try:
                return await self._post(url, body, actor, after)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
                log.info("%s takes no connection: %r", url, problem)
            except (TimeoutError, aiohttp.ClientError, ValueError) as problem:
                raise self._failed(type(problem).__name__) from problem
        raise self._failed("no connection")

    async def _post(self, url: str, body: bytes, actor: Actor, after: str) -> dict[str, Any]:
        headers = self._signer.headers("POST", url, body, actor, after)
        headers["content-type"] = "application/json"
        if trace := traceparent():
            headers[HEADER] = trace
        async with self._opened().post(url, data=body, headers=headers, allow_redirects=False) as response:
            answer = orjson.loads(await _read(response))
        if not isinstance(answer, dict) or (response.status != 200 and not answer.get("errors")):
            raise ValueError("not a GraphQL answer")
        return answer

    def _refusal(self, errors: Any) -> TasError:
        try:
            return read_refusal(errors[0]["extensions"])
        except (LookupError, TypeError, AttributeError):
            return self._failed("not a typed error")

    def _failed(self, reason: str) -> Unavailable:
        return Unavailable("CALL_FAILED", service=self._name, reason=reason)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEPT_SECONDS)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout, cookie_jar=jar)
        return self._session


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The whole answer, up to the bound. Raises ValueError beyond it."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise ValueError("the answer is too large")
    return bytes(content)
