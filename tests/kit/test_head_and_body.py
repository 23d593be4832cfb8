"""What a client may do to a connection: heads and bodies that are too large, too slow, cut off, packed or doubled."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kit.http import body, connection
from kit.http.body import read_body
from tas.core.errors import Invalid
from tests.support.host import serving

HOST = b"Host: x\r\n"
Port = int


async def echo(request: Request) -> Response:
    """The length of the body, or the code that it is refused with."""
    try:
        return JSONResponse(len(await read_body(request, 1000)))
    except Invalid as refusal:
        return JSONResponse(refusal.code, 400, {"connection": "close"} if refusal.code in body.CLOSING else {})


@asynccontextmanager
async def echoing() -> AsyncIterator[Port]:
    app = FastAPI(openapi_url=None)
    app.add_route("/", echo, methods=["GET", "POST"])
    async with serving(app) as url:
        yield int(url.rpartition(":")[2])


async def sent(port: Port, *parts: bytes) -> bytes:
    """Everything that comes back until the server closes the connection, within a limit."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


async def then(port: Port, request: bytes, rest: bytes) -> bytes:
    """What comes until the connection is closed when `rest` is sent after the answer to a request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    await asyncio.wait_for(reader.read(100), 10)
    writer.write(rest)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


async def test_a_head_without_an_end_is_refused() -> None:
    async with echoing() as port:
        for endless in (b"X: " + b"a" * 30_000, b"".join(b"X-%d: a\r\n" % place for place in range(3000))):
            with contextlib.suppress(ConnectionError):  # closed while we still send: so be it, if it is not served
                answer = await sent(port, b"GET / HTTP/1.1\r\n" + HOST, *[endless] * 60, b"\r\n\r\n")
                assert answer.startswith(b"HTTP/1.1 431 ")
        with contextlib.suppress(ConnectionError):
            assert (await sent(port, b"GET /", *[b"a" * 30_000] * 60)).startswith(b"HTTP/1.1 4")
        assert b"200 OK" in await sent(port, b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")


async def test_a_head_that_never_ends_does_not_hold_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SECONDS", 0.2)
    async with echoing() as port:
        assert await sent(port) == b""
        assert await sent(port, b"GET / HT") == b""
        first = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
        assert b"200 OK" in await sent(port, first, first + b"GET / HT")
        assert await then(port, first, b"\r\n") == b""
        large = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 300000\r\n\r\n"
        assert await then(port, large, b" " * 300_000) == b""


async def test_a_head_in_small_pieces_and_many_requests_on_a_connection_are_served() -> None:
    async with echoing() as port:
        whole = b"POST / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 20_000 + b"\r\nContent-Length: 900\r\n\r\n" + b" " * 900
        last = whole.replace(HOST, HOST + b"Connection: close\r\n")
        pieces = [whole[place : place + 4096] for place in range(0, len(whole), 4096)]
        answer = await sent(port, *pieces * 6, last)
        assert answer.count(b"HTTP/1.1 200 OK") == 7
        long = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 200000\r\n\r\n" + b" " * 200_000
        last = b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
        answer = await sent(port, long + long + last[:20], last[20:])
        assert answer.count(b"BODY_TOO_LARGE") == 2 and b"200 OK" in answer


async def test_a_slow_body_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "SECONDS", 0.2)
    async with echoing() as port:
        for framing in (b"Content-Length: 900\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"):
            answer = await sent(port, b"POST / HTTP/1.1\r\n" + HOST + framing)
            assert answer.endswith(b'"BODY_TOO_SLOW"')


async def test_a_body_that_is_too_large_is_answered_while_it_is_still_sent() -> None:
    async with echoing() as port, aiohttp.ClientSession() as session:
        for _ in range(5):
            async with session.post(f"http://127.0.0.1:{port}/", data=b" " * 3_000_000) as response:
                assert await response.json() == "BODY_TOO_LARGE"


@pytest.mark.parametrize("framing", [b"Content-Length: 9000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\nffff\r\n"])
async def test_who_goes_on_sending_after_the_answer_is_cut_off(framing: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SECONDS", 0.3)
    async with echoing() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\n" + HOST + framing + b" " * 1200)
        assert b'"BODY_TOO_LARGE"' in await asyncio.wait_for(reader.read(1000), 10)
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(10):
                while not reader.at_eof():
                    writer.write(b" ")
                    await writer.drain()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(1), 0.05)
        writer.close()


@pytest.mark.parametrize("coding", [b"gzip", b"br", b"identity, gzip", b"x"])
async def test_a_packed_body_is_refused(coding: bytes) -> None:
    request = b"POST / HTTP/1.1\r\n" + HOST + b"Connection: close\r\nContent-Length: 2\r\nContent-Encoding: "
    async with echoing() as port:
        assert (await sent(port, request + coding + b"\r\n\r\n{}")).endswith(b'"CONTENT_ENCODING"')
        assert (await sent(port, request + b"identity\r\n\r\n{}")).endswith(b"\r\n\r\n2")


async def test_a_client_that_goes_leaves_no_stack_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    async with echoing() as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 900\r\n\r\n{")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        assert b"200 OK" in await sent(port, b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    assert caplog.records == []


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Length: -1\r\n\r\n{}",
        b"Content-Length: 2\r\nX: a\r\n folded\r\n\r\n{}",
        b"X : a\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
async def test_a_request_whose_end_two_readers_could_see_differently_is_refused(framing: bytes) -> None:
    async with echoing() as port:
        answer = await sent(port, b"POST / HTTP/1.1\r\n" + HOST + framing)
        assert answer.startswith(b"HTTP/1.1 400 ")
