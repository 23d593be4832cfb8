"""The door of attachments: /files/TICKET is carried to the approval service and back as a stream, within its limit.
Who may is in the ticket; here only whoever asks too often is refused."""

import logging
from collections.abc import AsyncIterator, Sequence

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from services.gateway.api import status
from services.gateway.api.entrance import address_of, begin_visit
from services.gateway.api.rate import RateLimit
from tas.core.errors import Invalid, TasError, Unavailable
from tas.core.message import message

PATH = "/files/{ticket}"
LARGEST = 20_000_000
"""Bytes of one file, as the approval service has it."""
SECONDS = 30.0
CONNECT_SECONDS = 2.0
PIECE = 65_536
SENT = ("content-type", "content-length", "accept-language", "traceparent")
GIVEN = (
    "content-type", "content-length", "content-disposition", "content-security-policy", "cache-control", "etag",
    "x-content-type-options",
)  # fmt: skip
log = logging.getLogger("tas.gateway.file")


class FileDoor:
    """`urls` are the approval service's replicas."""

    def __init__(self, urls: Sequence[str], rate: RateLimit | None = None) -> None:
        self._urls = tuple(urls)
        self._rate = rate
        self._session: aiohttp.ClientSession | None = None

    def add_to(self, app: Starlette) -> None:
        """Gives the door its address."""
        app.add_route(PATH, self.serve, methods=["GET", "PUT"])

    async def close(self) -> None:
        """Closes the kept connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def serve(self, request: Request) -> Response:
        """Carries one call. A replica that takes no connection is passed over: nothing was asked of it."""
        visit = begin_visit(request)
        try:
            if self._rate is not None:
                visit.headers |= self._rate.take(address_of(request))
            _require_length(request)
            return await self._carried(request)
        except TasError as refusal:
            found, words = status.status_of(refusal), message(refusal.code, refusal.params, visit.locale)
            told = {"title": words, "status": found, "code": refusal.code}
            headers = {**visit.headers, **status.headers_of(refusal)}
            return JSONResponse(told, found, headers, media_type="application/problem+json")

    async def _carried(self, request: Request) -> Response:
        path = request.scope["path"]
        headers = {name: request.headers[name] for name in SENT if name in request.headers}
        for url in self._urls:
            body = _limited(request) if request.method == "PUT" else None
            try:
                answer = await self._opened().request(
                    request.method, f"{url}{path}", data=body, headers=headers, allow_redirects=False
                )
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
                log.info("%s takes no connection: %r", url, problem)
                continue
            except (aiohttp.ClientError, TimeoutError) as problem:
                raise Unavailable("SUBGRAPH_UNAVAILABLE", service="approval") from problem
            given = {name: answer.headers[name] for name in GIVEN if name in answer.headers}
            return StreamingResponse(_pieces(answer), answer.status, given)
        raise Unavailable("SUBGRAPH_UNAVAILABLE", service="approval")

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=SECONDS, sock_connect=CONNECT_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
        return self._session


def _require_length(request: Request) -> None:
    """Raises Invalid BODY_TOO_LARGE, FILE_LENGTH_REQUIRED for an upload that does not say how long it is."""
    if request.method == "PUT":
        announced = request.headers.get("content-length", "")
        if not announced.isdigit():
            raise Invalid("FILE_LENGTH_REQUIRED")
        if int(announced) > LARGEST:
            raise Invalid("BODY_TOO_LARGE", limit=LARGEST)


async def _limited(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        yield piece


async def _pieces(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async with answer:
        async for piece in answer.content.iter_chunked(PIECE):
            yield piece
