"""The HTTP client of the subgraphs: kept connections, one timeout, replicas in turn.

A call is sent again only when no connection was made, for then nothing was asked; what was sent once is never
repeated, since it may have had its effect."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import aiohttp
import orjson

from services.gateway.execution.error import SubgraphFailure
from services.gateway.execution.port import Asking

HEADERS = {
    "content-type": "application/json",
    "accept": "application/graphql-response+json, application/json;q=0.9",
}
CONNECTIONS = 200


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
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, connect=min(timeout_seconds, 3.0))
        self._max_bytes = max_bytes
        self._session: aiohttp.ClientSession | None = None

    async def call(self, service: str, body: bytes, asking: Asking) -> dict[str, Any]:
        """Tries each replica once, beginning with the next in turn, until one takes the connection."""
        urls = self._urls.get(service, ())
        first = self._next.get(service, 0)
        self._next[service] = first + 1
        for step in range(len(urls)):
            try:
                return await self._post(urls[(first + step) % len(urls)], body, asking)
            except aiohttp.ClientConnectorError:
                continue
            except TimeoutError:
                raise SubgraphFailure("SUBGRAPH_TIMEOUT", f"The service {service} did not answer in time.") from None
            except (aiohttp.ClientError, ValueError):
                raise SubgraphFailure("SUBGRAPH_INVALID", f"The service {service} gave no valid answer.") from None
        raise SubgraphFailure("SUBGRAPH_UNAVAILABLE", f"The service {service} cannot be reached.")

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
        if not isinstance(answer, dict) or not ("data" in answer or "errors" in answer):
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
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return self._session
