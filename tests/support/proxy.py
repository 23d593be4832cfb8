"""A way to a server that a test opens when it wants: until then nobody listens on its port."""

import asyncio
import contextlib
from urllib.parse import urlsplit

from tests.support.server import free_ports


class Way:
    """Forwards a port of its own to the server of `url`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None and parts.port is not None
        self._target = (parts.hostname, parts.port)
        (self._port,) = free_ports(1)
        self.url = url.replace(f"{parts.hostname}:{parts.port}", f"127.0.0.1:{self._port}")
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", self._port)

    async def close(self) -> None:
        """Nobody listens any more, and what stood is cut."""
        if self._server is not None:
            self._server.close()
            for writer in self._writers:
                writer.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._target)
        self._writers |= {writer, back}
        await asyncio.gather(_pump(reader, back), _pump(there, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while content := await reader.read(65536):
            writer.write(content)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
