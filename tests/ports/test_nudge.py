"""A replica without the relay's lease nudges the one that has it, over the real broker."""

from uuid import uuid4

import aio_pika
import pytest

from kit.journal.relay import Nudged, Relay
from kit.local.server import Addresses
from kit.messaging.nudge import EXCHANGE, Nudges
from kit.messaging.publisher import connect
from tests.journal.test_relay import Broker, fill
from tests.support.journal import MemoryFeed, MemoryStore
from tests.support.wait import until


async def test_without_the_lease_nudges_are_passed_on() -> None:
    store = MemoryStore()
    await fill(store, "a")
    feed = MemoryFeed(store)
    assert await feed.take_lease("test", "other", 60)
    passed: list[Nudged] = []

    async def pass_on(nudged: Nudged) -> None:
        passed.append(nudged)

    one = Relay("test", "one", store, feed, Broker(), lease_seconds=60, sweep_seconds=5, pass_on=pass_on)
    one.hear("counter/a", 1)
    await one.carry_nudged()
    assert passed == [], "what was heard is never passed on: two that do not lead would do so for ever"
    one.nudge("counter/a", 1)
    await one.carry_nudged()
    await one.carry_nudged()
    assert passed == [[("counter/a", 1)]] and not feed.rows


@pytest.mark.server
async def test_a_nudge_reaches_the_other_replica_only(servers: Addresses) -> None:
    service = f"service-{uuid4().hex[:8]}"
    connection = await connect(servers.amqp_url)
    heard: list[tuple[str, str, int]] = []
    one = Nudges(service, "one", connection, lambda aggregate, version: heard.append(("one", aggregate, version)))
    two = Nudges(service, "two", connection, lambda aggregate, version: heard.append(("two", aggregate, version)))
    await one.listen()
    await two.listen()
    channel = await connection.channel()
    await (await channel.get_exchange(EXCHANGE)).publish(aio_pika.Message(b"[]"), service)
    await one.pass_on([("counter/a", 1), ("counter/b", 2)])
    await until(lambda: len(heard) >= 2, 10)
    assert heard == [("two", "counter/a", 1), ("two", "counter/b", 2)]
    await connection.close()
