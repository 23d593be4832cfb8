"""A connection whose client cannot hold it for ever. uvicorn with httptools has no limit for the head of a request (one
without an end would fill the memory), nor for what is still sent after the answer. Bodies are `kit.http.body`'s."""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST = 64 * 1024
"""Bytes, to within one read of the socket."""
SECONDS = 15.0
"""From the connection, or from the head's first byte, to its last; and from an answer to the end of the body that it
did not wait for."""
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Bounded(HttpToolsProtocol):
    """One connection. Between requests uvicorn's own limit on idle connections holds."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._size = 0
        self._timer: TimerHandle | None = None
        self._linger: TimerHandle | None = None
        self._body_open = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        """Counts what comes while a head is unfinished, and closes the connection of one that is too large."""
        before = self._timer
        super().data_received(data)
        if self._timer is None:
            if self._idle():  # after the rest of a body, or blank lines: uvicorn's limit on idle connections is off now
                self._begin()
            return
        if self._timer is before:  # all of it is of one head: what came with the end of a body is not counted
            self._size += len(data)
        if self._size > LARGEST and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin()

    def on_headers_complete(self) -> None:
        self._end()
        self._body_open = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._body_open = False
        self._stop_lingering()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """What is still sent of a body is thrown away, so that the client gets its answer, but not for long."""
        super().on_response_complete()
        if self._body_open and self.cycle.response_complete and not self.transport.is_closing():
            self._linger = self.loop.call_later(SECONDS, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        self._stop_lingering()
        super().connection_lost(exc)

    def _idle(self) -> bool:
        """Nothing is read, answered or timed."""
        answered = self.cycle is None or self.cycle.response_complete
        timed = self._linger is not None or self.timeout_keep_alive_task is not None
        return answered and not timed and not self.transport.is_closing() and self.transport.get_protocol() is self

    def _begin(self) -> None:
        self._end()
        self._size = 0
        self._timer = self.loop.call_later(SECONDS, self._late)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_lingering(self) -> None:
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None

    def _late(self) -> None:
        """Closes, unless an earlier request of the connection is still being answered."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._timer = self.loop.call_later(SECONDS, self._late)
        elif not self.transport.is_closing():
            self.transport.close()
