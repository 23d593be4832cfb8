"""A subscription's queue on the broker, and the loop that reads the owner's feed beside it.

The queue is a quorum queue with a delivery limit and a dead-letter queue of its own. A message is acknowledged when
the intake has handed it over: handled, or parked, where an operator finds it. What cannot be read as an entry goes to
the dead-letter queue at once.
"""

import asyncio
import contextlib
import logging
from typing import Any

import aio_pika
import orjson
from aio_pika.abc import AbstractIncomingMessage, AbstractRobustChannel, AbstractRobustQueue

from kit.journal.entry import Entry
from kit.journal.intake import Intake, Subscription
from kit.journal.seal import entry_from_json
from kit.messaging.publisher import CONNECT_SECONDS, Channels, declare_exchange
from kit.task import end
from tas.contracts.topic import DEAD_LETTER_EXCHANGE, routing_key
from tas.core.errors import TasError

DELIVERY_LIMIT = 20
DEAD_DELIVERY_LIMIT = 1_000_000
"""Of a dead-letter queue: in effect none, on every broker. RabbitMQ 3.10 has none by itself, 4 has 20, after which a
letter that an operator has only looked at would be gone."""
PREFETCH = 64
GIVE_BACK_SECONDS = 1.0
END_SECONDS = 1.5
log = logging.getLogger("tas.consumer")


def queue_name(subscription: Subscription) -> str:
    return f"{subscription.name}.{subscription.owner}"


def queue_arguments(subscription: Subscription) -> dict[str, Any]:
    """Said in full, so that every broker version does the same."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD_LETTER_EXCHANGE,
        "x-dead-letter-routing-key": queue_name(subscription),
    }


def dead_queue_arguments() -> dict[str, Any]:
    return {"x-queue-type": "quorum", "x-delivery-limit": DEAD_DELIVERY_LIMIT}


async def declare_queue(channel: AbstractRobustChannel, subscription: Subscription) -> AbstractRobustQueue:
    """The queue, its bindings (one per aggregate type) and its dead-letter queue."""
    name = queue_name(subscription)
    exchange = await declare_exchange(channel)
    dead = await channel.declare_exchange(
        DEAD_LETTER_EXCHANGE, aio_pika.ExchangeType.DIRECT, durable=True, timeout=CONNECT_SECONDS
    )
    dead_queue = await channel.declare_queue(
        f"{name}.dead", durable=True, arguments=dead_queue_arguments(), timeout=CONNECT_SECONDS
    )
    await dead_queue.bind(dead, name, timeout=CONNECT_SECONDS)
    queue = await channel.declare_queue(
        name, durable=True, arguments=queue_arguments(subscription), timeout=CONNECT_SECONDS
    )
    for aggregate_type in subscription.handlers:
        await queue.bind(exchange, routing_key(subscription.owner, aggregate_type), timeout=CONNECT_SECONDS)
    return queue


def read_entry(body: bytes) -> Entry:
    """The entry in a message. Raises ValueError, KeyError or TypeError when there is none."""
    event = orjson.loads(body)
    if not isinstance(event, dict) or event.get("specversion") != "1.0":
        raise ValueError("not a CloudEvent 1.0")
    return entry_from_json(event["data"])


class Consumer:
    """Feeds an intake from the broker and from the owner's feed until it is stopped."""

    def __init__(
        self,
        subscription: Subscription,
        intake: Intake,
        connection: Channels,
        poll_seconds: float,
    ) -> None:
        self._subscription = subscription
        self._intake = intake
        self._connection = connection
        self._poll_seconds = poll_seconds

    async def run(self) -> None:
        """Consumes and polls side by side. Ends when cancelled."""
        # No task group: it passes a cancellation on once only, and the driver may swallow that one while it opens a
        # channel.
        pieces = [asyncio.create_task(self._consume()), asyncio.create_task(self._poll())]
        try:
            done, _ = await asyncio.wait(pieces, return_when=asyncio.FIRST_COMPLETED)
            for piece in done:
                piece.result()
        finally:
            await end(pieces, END_SECONDS)

    async def _consume(self) -> None:
        """Declares and consumes; the robust channel declares and consumes again when the connection is back."""
        while True:
            try:
                channel = await self._connection.channel()
                assert isinstance(channel, aio_pika.RobustChannel)
                await channel.set_qos(PREFETCH)
                queue = await declare_queue(channel, self._subscription)
                await queue.consume(self._on_message, timeout=CONNECT_SECONDS)
                await channel.closed()
            except (aio_pika.exceptions.AMQPError, TimeoutError, OSError, RuntimeError) as problem:
                log.warning("%s waits for the broker: %r", self._subscription.consumer, problem)
            await asyncio.sleep(self._poll_seconds)

    async def _poll(self) -> None:
        while True:
            try:
                await self._intake.resume()
                await self._intake.read_on()
            except TasError as problem:
                log.warning("%s waits for %s: %s", self._subscription.consumer, self._subscription.owner, problem)
            except Exception:  # an answer that cannot be read must not end the guarantee behind the broker
                log.exception("%s cannot read the feed of %s", self._subscription.consumer, self._subscription.owner)
            await asyncio.sleep(self._poll_seconds)

    async def _on_message(self, message: AbstractIncomingMessage) -> None:
        try:
            entry = read_entry(message.body)
        except (ValueError, KeyError, TypeError) as problem:
            log.error("%s: unreadable message %s: %r", self._subscription.consumer, message.message_id, problem)
            await message.reject(requeue=False)
            return
        try:
            await self._intake.take(entry)
        except TasError as problem:
            log.warning("%s gives %s back: %s", self._subscription.consumer, entry.id, problem)
            # At once, twenty deliveries would pass within a second of a silent store and fill the dead-letter queue.
            await asyncio.sleep(GIVE_BACK_SECONDS)
            with contextlib.suppress(aio_pika.exceptions.AMQPError):
                await message.nack(requeue=True)
            return
        with contextlib.suppress(aio_pika.exceptions.AMQPError):
            await message.ack()
