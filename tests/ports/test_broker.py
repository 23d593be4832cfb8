"""Publisher and consumer on the real broker: entries arrive, bad ones are set aside, the feed mends what was lost."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractRobustConnection

from kit.journal.entry import Entry
from kit.journal.intake import Intake, Subscription
from kit.journal.relay import Relay
from kit.local.server import Addresses
from kit.messaging.consumer import Consumer, queue_name
from kit.messaging.publisher import Publisher, connect
from tas.contracts.topic import EXCHANGE, routing_key
from tests.journal.test_ledger import COUNTER
from tests.journal.test_relay import fill
from tests.support.journal import MemoryFeed, MemoryStore
from tests.support.position import DirectOwner, MemoryPositions
from tests.support.wait import until

pytestmark = pytest.mark.server


@pytest.fixture
async def connection(servers: Addresses) -> AsyncIterator[AbstractRobustConnection]:
    made = await connect(servers.amqp_url)
    yield made
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(made.close(), 5)


class View:
    def __init__(self) -> None:
        self.seen: defaultdict[str, list[int]] = defaultdict(list)

    async def handle(self, entry: Entry) -> None:
        self.seen[entry.aggregate].append(entry.version)


async def ended(task: asyncio.Task[None]) -> None:
    """Cancels until the task is over: a driver may swallow one cancellation in the middle of opening a channel."""
    for _ in range(10):
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=1)
        if done:
            return
    raise AssertionError("the consumer does not end")


@contextlib.asynccontextmanager
async def consuming(
    connection: AbstractRobustConnection, feed: MemoryFeed, view: View, owner: str, poll: float
) -> AsyncIterator[Subscription]:
    subscription = Subscription(f"view-{uuid4().hex[:8]}", owner, {COUNTER.name: view.handle})
    intake = Intake(subscription, MemoryPositions(), DirectOwner(feed))
    task = asyncio.create_task(Consumer(subscription, intake, connection, poll).run())
    try:
        yield subscription
    finally:
        await ended(task)


async def bound(connection: AbstractRobustConnection, subscription: Subscription) -> bool:
    channel = await connection.channel()
    try:
        queue = await channel.get_queue(queue_name(subscription), ensure=True)
        return bool(queue.declaration_result.consumer_count)
    except aio_pika.exceptions.ChannelClosed:
        return False


async def test_entries_travel_from_the_relay_to_a_view(connection: AbstractRobustConnection) -> None:
    owner = f"owner-{uuid4().hex[:8]}"
    store, view = MemoryStore(), View()
    feed = MemoryFeed(store)
    async with consuming(connection, feed, view, owner, poll=60) as subscription:
        await until(lambda: bound(connection, subscription), 10)
        await fill(store, "abcab")
        await Relay(owner, "one", store, feed, Publisher(owner, connection), lease_seconds=60, sweep_seconds=5).sweep()
        await until(lambda: sum(map(len, view.seen.values())) == 5, 10)
    assert view.seen == {"counter/a": [1, 2], "counter/b": [1, 2], "counter/c": [1]}


async def test_what_the_broker_never_brought_comes_by_the_feed(connection: AbstractRobustConnection) -> None:
    owner = f"owner-{uuid4().hex[:8]}"
    store, view = MemoryStore(), View()
    feed = MemoryFeed(store)
    await fill(store, "aab")
    await Relay(owner, "one", store, feed, Publisher(owner, connection), lease_seconds=60, sweep_seconds=5).sweep()
    async with consuming(connection, feed, view, owner, poll=0.05):
        await until(lambda: sum(map(len, view.seen.values())) == 3, 10)


async def test_what_is_no_entry_is_set_aside_and_the_rest_goes_on(connection: AbstractRobustConnection) -> None:
    owner = f"owner-{uuid4().hex[:8]}"
    store, view = MemoryStore(), View()
    feed = MemoryFeed(store)
    channel = await connection.channel()
    async with consuming(connection, feed, view, owner, poll=60) as subscription:
        await until(lambda: bound(connection, subscription), 10)
        exchange = await channel.get_exchange(EXCHANGE)
        for body in (b"not json", b"[]", b'{"specversion": "1.0"}', b'{"specversion": "1.0", "data": {"version": 1}}'):
            await exchange.publish(aio_pika.Message(body), routing_key(owner, COUNTER.name))
        await fill(store, "a")
        await Publisher(owner, connection).publish(list(store.by_id.values()))
        await until(lambda: view.seen["counter/a"] == [1], 10)
        dead = await channel.get_queue(f"{queue_name(subscription)}.dead")
        bodies = [await until(lambda: dead.get(fail=False, no_ack=True), 10) for _ in range(4)]
    assert len(bodies) == 4
