"""What operators do: parked aggregates are listed and set going, dead letters counted and handed over again."""

import asyncio
from uuid import uuid4

import aio_pika
import pytest

from cli.operation import all_parked, count_dead, replay_dead, replay_one
from kit.journal.intake import Subscription
from kit.journal.port import Parked
from kit.local.server import Addresses
from kit.messaging.consumer import declare_queue
from kit.messaging.publisher import connect as connect_broker
from kit.mongo.client import connect, database
from kit.mongo.position import MongoPositions
from kit.settings import Settings
from tas.core.errors import Missing
from tests.support.wait import until

pytestmark = pytest.mark.server
SUBSCRIPTION = Subscription("people", "people", {})
QUEUE = "people.people"


@pytest.fixture
def settings(servers: Addresses) -> Settings:
    return Settings.model_validate({"mongodb_url": servers.mongodb_url, "mongodb_name": f"ops-{uuid4().hex[:8]}"})


async def test_a_parked_aggregate_is_listed_and_starts_its_count_anew(settings: Settings) -> None:
    client = connect(settings.mongodb_url.get_secret_value())
    positions = MongoPositions(database(client, settings.database("approval")))
    stuck = Parked("approval<opportunity", "registration/1", 3, "SERVICE_UNAVAILABLE", 100)
    await positions.park(stuck)
    assert list(await all_parked(settings)) == [stuck]
    assert await replay_one(settings, "approval<opportunity", "registration/1")
    assert [one.attempts for one in await all_parked(settings)] == [0]
    client.close()


@pytest.mark.parametrize("consumer", ["approval<opportunity", "nobody<opportunity"])
async def test_what_is_not_parked_is_not_replayed(settings: Settings, consumer: str) -> None:
    assert not await replay_one(settings, consumer, "registration/unknown")
    assert list(await all_parked(settings)) == []


async def test_dead_letters_are_counted_and_handed_over_again(servers: Addresses) -> None:
    connection = await connect_broker(servers.amqp_url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True)
        assert isinstance(channel, aio_pika.RobustChannel)
        queue = await declare_queue(channel, SUBSCRIPTION)
        for body in (b"one", b"two"):
            await channel.default_exchange.publish(aio_pika.Message(body), f"{QUEUE}.dead")

        async def counted() -> bool:
            return (await count_dead(servers.amqp_url)).get(QUEUE) == 2

        await until(counted, 20, "two dead letters")
        assert await replay_dead(servers.amqp_url, QUEUE) == 2
        assert (await count_dead(servers.amqp_url))[QUEUE] == 0
        again = [await asyncio.wait_for(queue.get(timeout=5), 10) for _ in range(2)]
        assert sorted(message.body for message in again) == [b"one", b"two"]
        for message in again:
            await message.ack()


async def test_a_queue_that_is_not_there_is_named(servers: Addresses) -> None:
    with pytest.raises(Missing) as problem:
        await replay_dead(servers.amqp_url, "nobody.people")
    assert problem.value.code == "QUEUE_UNKNOWN"
