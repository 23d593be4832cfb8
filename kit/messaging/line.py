"""The line to the broker: connected in the background, for as long as it takes. Until then whoever wants a channel is
told at once (OSError), so that a broker that is away at start keeps nobody from serving."""

import asyncio
import contextlib
import logging

from aio_pika.abc import AbstractRobustChannel, AbstractRobustConnection

from kit.messaging.publisher import connect
from tas.core.errors import Unavailable

RETRY_SECONDS = 1.0
CLOSE_SECONDS = 2.0
log = logging.getLogger("tas.broker")


class Line:
    """Gives channels of one connection, which comes back by itself once it has stood."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: AbstractRobustConnection | None = None
        self._stands = asyncio.Event()

    async def open(self) -> None:
        """Returns when connected; until then tries every second, or as often as the driver's own limit allows."""
        while self._connection is None:
            try:
                self._connection = await connect(self._url)
            except Unavailable as problem:
                log.warning("the broker cannot be reached: %s", problem)
                await asyncio.sleep(RETRY_SECONDS)
        self._stands.set()

    async def joined(self, seconds: float) -> bool:
        """Waits until the line stands; False when it does not within so many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stands.wait(), seconds)
        return self._stands.is_set()

    def channel(self, *, publisher_confirms: bool = True) -> AbstractRobustChannel:
        """A channel, to be awaited. Raises ConnectionError while there is no connection, yet or again."""
        if self._connection is None:
            raise ConnectionError("no connection to the broker yet")
        try:
            return self._connection.channel(publisher_confirms=publisher_confirms)
        except RuntimeError as error:  # the driver's word for a connection that is on its way back
            raise ConnectionError("no connection to the broker at the moment") from error

    async def close(self) -> None:
        """Ends the connection; a broker that does not answer is left behind."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(TimeoutError, OSError, RuntimeError):
                await asyncio.wait_for(connection.close(), CLOSE_SECONDS)
