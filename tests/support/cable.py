"""A cable to a server that a test can pull and plug in again: what went through it breaks, new connections are refused
meanwhile, and the server itself keeps running for everybody else."""

import asyncio
import contextlib
from urllib.parse import urlsplit

from tests.support.server import free_ports


class Cable:
    """Forwards a port of this machine to `host:port`. Unplugged at first."""

    def __init__(self, target: str) -> None:
        found = urlsplit(target if "//" in target else f"//{target}")
        self._target = (str(found.hostname), int(found.port or 0))
        self.port = free_ports(1)[0]
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def plug(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def pull(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for end in tuple(self._ends):
            end.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection(*self._target)
            self._ends.add(back)
            await asyncio.gather(_pass(reader, back), _pass(there, writer))
            self._ends.discard(back)
        self._ends.discard(writer)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carries one direction; the end of either breaks the other."""
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()
