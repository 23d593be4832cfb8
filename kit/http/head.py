"""The head of a request, read within limits. uvicorn with httptools has none: a head without an end would fill the
memory, and one that never ends would hold its connection for ever."""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST = 64 * 1024
"""Bytes, to within one read of the socket."""
SECONDS = 15.0
"""From the connection, or from the head's first byte, to its last."""
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class BoundedHead(HttpToolsProtocol):
    """One connection. Between requests uvicorn's own limit on idle connections holds."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._size = 0
        self._timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        """Counts what comes while a head is unfinished, and closes the connection of one that is too large."""
        super().data_received(data)
        if self._timer is None:
            return
        self._size += len(data)
        if self._size > LARGEST and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin()

    def on_headers_complete(self) -> None:
        self._end()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)

    def _begin(self) -> None:
        self._end()
        self._size = 0
        self._timer = self.loop.call_later(SECONDS, self._late)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        """Closes, unless an earlier request of the connection is still being answered."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._timer = self.loop.call_later(SECONDS, self._late)
        elif not self.transport.is_closing():
            self.transport.close()
