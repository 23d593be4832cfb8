"""Reading a request's body at any door: within a limit of size and time, and only in plain form."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from tas.core.errors import Invalid

SECONDS = 15.0
"""How long the whole body may take: who sends a byte now and then does not keep a place."""
CLOSING = frozenset(("BODY_TOO_SLOW", "BODY_CUT_OFF"))
"""Codes after which the connection is closed with the answer. Not after BODY_TOO_LARGE: a client that still sends would
lose the answer; `kit.http.connection` bounds how long it may go on."""


async def read_body(request: Request, largest: int) -> bytes:
    """At most `largest` bytes. Raises Invalid CONTENT_ENCODING, BODY_TOO_LARGE (announced or found), BODY_TOO_SLOW, and
    BODY_CUT_OFF when the client has gone, whom nobody needs to answer."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Invalid("CONTENT_ENCODING")
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > largest:
        raise Invalid("BODY_TOO_LARGE", limit=largest)
    try:
        async with asyncio.timeout(SECONDS):
            return await _collect(request, largest)
    except TimeoutError:
        raise Invalid("BODY_TOO_SLOW", seconds=round(SECONDS)) from None
    except ClientDisconnect:
        raise Invalid("BODY_CUT_OFF") from None


async def _collect(request: Request, largest: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise Invalid("BODY_TOO_LARGE", limit=largest)
    return bytes(body)
