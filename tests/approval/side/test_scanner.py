"""The scanner's protocol against a daemon that speaks it, and what is done with each of its answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from kit.local.port import free_ports
from services.approval.adapters.side.scanner import ClamScanner, PatternScanner
from tas.core.errors import Unavailable

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@asynccontextmanager
async def daemon(answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Takes whole streams and answers each with the same words."""
    taken: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            data += await reader.readexactly(size)
        taken.append(data)
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"127.0.0.1:{port}", taken


async def test_clean_and_found() -> None:
    data = bytes(range(256)) * 1000
    async with daemon(b"stream: OK\0") as (address, taken):
        assert await ClamScanner(address, 5).scan(data) == ""
        assert taken == [data]
    async with daemon(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as (address, _):
        assert await ClamScanner(address, 5).scan(data) == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: \0", b"x" * 10_000])
async def test_any_other_answer_leaves_the_file_unstored(answer: bytes) -> None:
    async with daemon(answer) as (address, _):
        with pytest.raises(Unavailable, match="SCANNER_UNAVAILABLE"):
            await ClamScanner(address, 5).scan(b"data")


async def test_no_daemon_is_told_as_such() -> None:
    (port,) = free_ports(1)
    with pytest.raises(Unavailable, match="SCANNER_UNAVAILABLE"):
        await ClamScanner(f"127.0.0.1:{port}", 1).scan(b"data")


async def test_the_one_for_development_knows_the_test_pattern() -> None:
    assert await PatternScanner().scan(b"..." + EICAR) != ""
    assert await PatternScanner().scan(b"contract") == ""
