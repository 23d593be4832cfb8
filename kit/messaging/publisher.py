"""Entries to the broker: CloudEvents 1.0, publisher confirms, mandatory, and a limit on every wait.

One message is one entry with all its events. A publish that is not confirmed in time is an error: the relay publishes
that entry again, and consumers pass over what they have.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import aio_pika
import orjson
from aio_pika.abc import AbstractRobustChannel, AbstractRobustConnection, AbstractRobustExchange

from kit.journal.entry import Entry
from kit.journal.seal import entry_to_json
from tas.contracts.topic import EXCHANGE, routing_key
from tas.core.codec import to_json
from tas.core.errors import Unavailable

PUBLISH_SECONDS = 5.0
CONNECT_SECONDS = 10.0
CONTENT_TYPE = "application/cloudevents+json"


class Channels(Protocol):
    """The part of a connection that is used here: a channel, to be awaited. Raises OSError when there can be none."""

    def channel(self, *, publisher_confirms: bool = True) -> AbstractRobustChannel: ...


def cloud_event(service: str, entry: Entry) -> dict[str, Any]:
    """The entry as a structured CloudEvent: id, source, type, subject, time, data."""
    return {
        "specversion": "1.0",
        "id": entry.id,
        "source": f"/tas/{service}",
        "type": f"tas.{service}.{entry.type}",
        "subject": entry.aggregate,
        "time": to_json(entry.at),
        "datacontenttype": "application/json",
        "data": entry_to_json(entry),
    }


async def connect(url: str) -> AbstractRobustConnection:
    """A connection that comes back by itself. Raises Unavailable BROKER_UNAVAILABLE."""
    try:
        return await asyncio.wait_for(aio_pika.connect_robust(url, timeout=CONNECT_SECONDS), CONNECT_SECONDS + 1)
    except (TimeoutError, OSError, aio_pika.exceptions.AMQPError) as error:
        raise Unavailable("BROKER_UNAVAILABLE", reason=type(error).__name__) from error


async def declare_exchange(channel: AbstractRobustChannel) -> AbstractRobustExchange:
    """The one topic exchange that all entries go through."""
    return await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True, timeout=CONNECT_SECONDS)


class Publisher:
    """Publishes a service's entries over one confirming channel."""

    def __init__(self, service: str, connection: Channels) -> None:
        self._service = service
        self._connection = connection
        self._channel: AbstractRobustChannel | None = None
        self._exchange: AbstractRobustExchange | None = None

    async def publish(self, entries: Sequence[Entry]) -> None:
        """Returns when the broker has confirmed every one. Raises Unavailable: then all may be published again."""
        try:
            exchange = await self._open()
            async with asyncio.timeout(PUBLISH_SECONDS):
                await asyncio.gather(*(self._send(exchange, entry) for entry in entries))
        except (TimeoutError, OSError, aio_pika.exceptions.AMQPError) as error:
            raise Unavailable("BROKER_UNAVAILABLE", reason=type(error).__name__) from error

    async def _open(self) -> AbstractRobustExchange:
        if self._exchange is None or self._channel is None or self._channel.is_closed:
            async with asyncio.timeout(CONNECT_SECONDS):
                channel = await self._connection.channel(publisher_confirms=True)
                assert isinstance(channel, aio_pika.RobustChannel)
                self._channel, self._exchange = channel, await declare_exchange(channel)
        return self._exchange

    async def _send(self, exchange: AbstractRobustExchange, entry: Entry) -> None:
        message = aio_pika.Message(
            orjson.dumps(cloud_event(self._service, entry)),
            content_type=CONTENT_TYPE,
            message_id=entry.id,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        key = routing_key(self._service, entry.type)
        # Nobody may be bound to a type (a scope's entries, say): that is no failure, so an unroutable message returns.
        await exchange.publish(message, key, mandatory=False, timeout=PUBLISH_SECONDS)
