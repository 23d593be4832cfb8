"""Looking for malware: a ClamAV daemon over its own protocol, or, where there is none, the one test pattern that every
scanner knows."""

import asyncio
import contextlib

from tas.core.errors import Unavailable

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PIECE = 65_536
LONGEST_ANSWER = 4_096


class PatternScanner:
    """Holds `app.side.port.Scanner` for development: finds the test pattern and nothing else."""

    async def scan(self, data: bytes) -> str:
        return "Eicar-Test-Signature" if EICAR in data else ""


class ClamScanner:
    """Holds `app.side.port.Scanner` over clamd's INSTREAM. `address` is host:port. A daemon that does not answer leaves
    the file unstored: nothing is let in unseen."""

    def __init__(self, address: str, seconds: float) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = host, int(port)
        self._seconds = seconds

    async def scan(self, data: bytes) -> str:
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._ask(data)
        except (OSError, TimeoutError, EOFError, asyncio.LimitOverrunError) as problem:
            raise Unavailable("SCANNER_UNAVAILABLE", reason=type(problem).__name__) from problem
        verdict = answer.removeprefix("stream: ")
        if verdict == "OK":
            return ""
        if verdict.endswith(" FOUND"):
            return verdict.removesuffix(" FOUND")
        raise Unavailable("SCANNER_UNAVAILABLE", reason=verdict[:80])

    async def _ask(self, data: bytes) -> str:
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=LONGEST_ANSWER)
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await reader.readuntil(b"\0"))[:-1].decode("utf-8", "replace").strip()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
