"""Nudges between the replicas of one service: the one that appended tells the one that leads the relay.

Transient by intent: a nudge that is lost costs one sweep's delay and nothing else. A replica that is told and does not
lead stays silent (`Relay.hear`), so that a nudge is never passed on twice.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

import aio_pika
import orjson
from aio_pika.abc import AbstractIncomingMessage, AbstractRobustExchange

from kit.messaging.publisher import CONNECT_SECONDS, PUBLISH_SECONDS, Channels

EXCHANGE = "tas.nudges"
PREFETCH = 64
log = logging.getLogger("tas.nudge")


class Nudges:
    """One replica's ear and voice. `heard(aggregate, version)` is called for what other replicas pass on."""

    def __init__(self, service: str, owner: str, connection: Channels, heard: Callable[[str, int], None]) -> None:
        self._service = service
        self._owner = owner
        self._connection = connection
        self._heard = heard
        self._exchange: AbstractRobustExchange | None = None

    async def listen(self) -> None:
        """Declares a queue of its own, which goes with the connection and comes back with it."""
        async with asyncio.timeout(CONNECT_SECONDS):
            channel = await self._connection.channel()
            assert isinstance(channel, aio_pika.RobustChannel)
            await channel.set_qos(PREFETCH)
            self._exchange = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.DIRECT)
            queue = await channel.declare_queue(exclusive=True, auto_delete=True)
            await queue.bind(self._exchange, self._service)
            await queue.consume(self._on_message, no_ack=True)

    async def pass_on(self, nudged: Sequence[tuple[str, int]]) -> None:
        """Tells the other replicas; a broker that does not answer is passed over, since the sweep finds everything."""
        if self._exchange is None:
            return
        body = orjson.dumps({"owner": self._owner, "entries": nudged})
        try:
            await self._exchange.publish(
                aio_pika.Message(body), self._service, mandatory=False, timeout=PUBLISH_SECONDS
            )
        except (TimeoutError, OSError, RuntimeError, aio_pika.exceptions.AMQPError) as problem:
            log.info("a nudge of %s was not passed on: %r", self._service, problem)

    async def _on_message(self, message: AbstractIncomingMessage) -> None:
        try:
            body = orjson.loads(message.body)
            if body["owner"] == self._owner:
                return
            for aggregate, version in body["entries"]:
                self._heard(str(aggregate), int(version))
        except (ValueError, KeyError, TypeError) as problem:
            log.warning("an unreadable nudge of %s: %r", self._service, problem)
