"""The HTTP client of the subgraphs: kept connections, one timeout, replicas in turn.

A call is sent again only when no connection was made, for then nothing was asked; what was sent once is never
repeated, since it may have had its effect."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import aiohttp
import orjson

from services.gateway.execution.error import SubgraphFailure
from services.gateway.execution.port import Asking
from tas.core.message import message

HEADERS = {
    "content-type": "application/json",
    "accept": "application/graphql-response+json, application/json;q=0.9",
}
CONNECTIONS = 200
CONNECT_SECONDS = 2.0
KEPT_SECONDS = 30.0
"""How long an idle connection is kept: less than `kit.http.serving` keeps its side, so that none breaks in use."""
log = logging.getLogger("tas.gateway.call")


class Signer(Protocol):
    """Adds what the subgraphs want to know of the caller: signature, actor, language, trace."""

    def headers(self, url: str, body: bytes, asking: Asking) -> Mapping[str, str]: ...


class PlainSigner:
    """For subgraphs that ask for no signature."""

    def headers(self, url: str, body: bytes, asking: Asking) -> Mapping[str, str]:
        """Only the trace is passed on."""
        return {"traceparent": asking.traceparent} if asking.traceparent else {}


class SubgraphClient:
    """Implements SubgraphCaller over aiohttp. `urls` gives each subgraph's replicas."""

    def __init__(
        self,
        urls: Mapping[str, Sequence[str]],
        signer: Signer | None = None,
        timeout_seconds: float = 10.0,
        max_bytes: int = 20_000_000,
    ) -> None:
        self._urls = {name: tuple(found) for name, found in urls.items()}
        self._next = dict.fromkeys(self._urls, 0)
        self._signer = signer or PlainSigner()
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, sock_connect=min(timeout_seconds, CONNECT_SECONDS))
        self._max_bytes = max_bytes
        self._session: aiohttp.ClientSession | None = None

    async def call(self, service: str, body: bytes, asking: Asking) -> dict[str, Any]:
        """Tries each replica once, beginning with the next in turn, until one takes the connection."""
        urls = self._urls.get(service, ())
        first = self._next.get(service, 0)
        self._next[service] = first + 1
        for step in range(len(urls)):
            url = urls[(first + step) % len(urls)]
            try:
                return await self._post(url, body, asking)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
                log.info("%s takes no connection: %r", url, problem)
            except TimeoutError:
                raise failure("SUBGRAPH_TIMEOUT", service, asking) from None
            except aiohttp.ClientError as problem:
                log.warning("%s broke off: %r", url, problem)
                raise failure("SUBGRAPH_UNAVAILABLE", service, asking) from None
            except ValueError as problem:
                log.warning("%s gave no GraphQL answer: %s", url, problem)
                raise failure("SUBGRAPH_INVALID", service, asking) from None
        raise failure("SUBGRAPH_UNAVAILABLE", service, asking)

    async def close(self) -> None:
        """Closes the kept connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(self, url: str, body: bytes, asking: Asking) -> dict[str, Any]:
        headers = {**HEADERS, **self._signer.headers(url, body, asking)}
        async with self._opened().post(url, data=body, headers=headers, allow_redirects=False) as response:
            content = await self._read(response)
        answer = orjson.loads(content)
        if not isinstance(answer, dict) or (answer.get("data") is None and not answer.get("errors")):
            raise ValueError("not a GraphQL response")
        return answer

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """The whole answer, up to the bound, announced or not."""
        chunks: list[bytes] = []
        length = 0
        async for chunk in response.content.iter_any():
            length += len(chunk)
            if length > self._max_bytes:
                raise ValueError("answer too large")
            chunks.append(chunk)
        return b"".join(chunks)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEPT_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return self._session


def failure(code: str, service: str, asking: Asking) -> SubgraphFailure:
    """The failure in the caller's language; it names the service and no address."""
    return SubgraphFailure(code, message(code, {"service": service}, asking.locale))
