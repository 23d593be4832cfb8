"""Runtimes on the real servers: a command of one service reaches another's consumer, with a broker and without."""

import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aio_pika
import aiohttp
import pytest
import strawberry

from kit.auth.keys import TRUST, make_keys, read_key
from kit.auth.signature import Signer
from kit.graphql.cursor import write_cursor
from kit.graphql.feed import Source, feed_fields
from kit.graphql.field import resolved_field
from kit.graphql.schema import build_schema
from kit.http.signed import SignedClient
from kit.http.subgraph import create_subgraph
from kit.journal.entry import Entry
from kit.journal.intake import Subscription
from kit.local.server import Addresses
from kit.messaging.consumer import queue_name
from kit.mongo.index import declare
from kit.runtime import Follower, Runtime, open_follower, open_runtime
from kit.settings import Settings
from tas.core.actor import Actor, ActorKind
from tests.journal.test_ledger import ANN, COUNTER, bump, command
from tests.support.host import serving
from tests.support.proxy import Way
from tests.support.server import free_ports
from tests.support.wait import until

BY_TOTAL = declare("state_counter", ["total", "_id"])
Make = Callable[..., Settings]


@strawberry.type
class Query(feed_fields("people", lambda runtime: Source(runtime.store, runtime.feed))):  # type: ignore[misc]
    @resolved_field(description="Anything.")
    def hello(self) -> str:
        return "hello"


class View:
    """What a consumer has seen."""

    def __init__(self, owner: str = "people") -> None:
        self.seen: defaultdict[str, list[int]] = defaultdict(list)
        self.subscription = Subscription(f"view-{uuid4().hex[:8]}", owner, {COUNTER.name: self.handle})

    async def handle(self, entry: Entry) -> None:
        self.seen[entry.aggregate].append(entry.version)


@pytest.fixture
def make(tmp_path: Path, servers: Addresses) -> Make:
    """Settings of one service, in databases of this test's own."""
    files = make_keys(tmp_path)
    name = f"kit_{uuid4().hex[:8]}"

    def settings(caller: str, **changed: Any) -> Settings:
        known = {
            "mongodb_url": servers.mongodb_url,
            "mongodb_name": name,
            "amqp_url": servers.amqp_url,
            "signing_key_file": str(files[caller]),
            "signing_trust_file": str(tmp_path / TRUST),
            "lease_seconds": 2.0,
            "feed_poll_seconds": 60.0,
            "stop_seconds": 3.0,
        }
        return Settings(**{**known, **changed})

    return settings


@asynccontextmanager
async def owner(make: Make, **changed: Any) -> AsyncIterator[tuple[Runtime, str]]:
    """The people service with a counter, running and served; and its address."""
    runtime = open_runtime(make("people", **changed), "people", [COUNTER])
    web = create_subgraph(runtime, build_schema(Query), runtime, indexes=[BY_TOTAL])
    async with serving(web) as url:
        yield runtime, url


async def bumped(runtime: Runtime, key: str, times: int = 1) -> None:
    for _ in range(times):
        await runtime.ledger.execute(COUNTER, key, command(ANN, uuid4().hex), bump(1))


async def consumed(amqp_url: str, subscription: Subscription) -> bool:
    """Whether somebody consumes the subscription's queue."""
    connection = await aio_pika.connect(amqp_url)
    try:
        channel = await connection.channel()
        queue = await channel.declare_queue(queue_name(subscription), passive=True)
        return bool(queue.declaration_result.consumer_count)
    except aio_pika.exceptions.ChannelClosed:
        return False
    finally:
        await connection.close()


async def readiness(url: str) -> tuple[int, dict[str, bool]]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as response:
        return response.status, (await response.json())["parts"]


@pytest.mark.server
@pytest.mark.parametrize("kind", ["service", "worker"])
async def test_a_command_reaches_the_consumer_of_another_process_through_the_broker(make: Make, kind: str) -> None:
    view = View()
    async with owner(make) as (people, url):
        other: Follower
        if kind == "service":
            other = open_runtime(make("approval", people_url=url), "approval", [])
        else:
            other = open_follower(make("worker", people_url=url), "worker")
        async with other.running([view.subscription]):
            await until(lambda: consumed(other.settings.amqp_url.get_secret_value(), view.subscription), 20)
            # Polls are a minute apart: what arrives within seconds came through the broker.
            await bumped(people, "c", 3)
            await until(lambda: view.seen["counter/c"] == [1, 2, 3], 15)
            assert other.healthy()
            expected = {"store": True, "broker": True, "relay": True}
            assert await readiness(url) == (200, expected)
            handled = other.positions.handled
            assert await until(lambda: handled(view.subscription.consumer, "counter/c"), 5) >= 1


@pytest.mark.server
async def test_its_own_feed_is_read_straight_from_the_store(make: Make) -> None:
    view = View("approval")
    runtime = open_runtime(make("approval", feed_poll_seconds=0.3, amqp_url=nowhere()), "approval", [COUNTER])
    async with runtime.running([view.subscription]):
        await bumped(runtime, "own", 2)
        await until(lambda: view.seen["counter/own"] == [1, 2], 15)


@pytest.mark.server
async def test_without_a_broker_at_start_the_feed_delivers_and_the_broker_is_joined_later(
    make: Make, servers: Addresses
) -> None:
    view, way = View(), Way(servers.amqp_url)
    away = {"amqp_url": way.url, "feed_poll_seconds": 0.3}
    async with owner(make, **away) as (people, url):
        other = open_runtime(make("approval", people_url=url, **away), "approval", [])
        async with other.running([view.subscription]):
            await bumped(people, "c", 2)
            await until(lambda: view.seen["counter/c"] == [1, 2], 15)
            assert (await readiness(url))[0] == 200
            assert len(await people.feed.unfed(10)) == 2, "nothing is marked as fed before the broker has it"
            await way.open()
            await until(lambda: _all_fed(people), 20, "the relay has published")
            await until(lambda: consumed(servers.amqp_url, view.subscription), 20)
    await way.close()


async def _all_fed(runtime: Runtime) -> bool:
    return not await runtime.feed.unfed(10)


@pytest.mark.server
async def test_a_query_waits_for_another_services_change(make: Make) -> None:
    view = View()
    async with owner(make) as (people, url):
        other = open_runtime(make("approval", people_url=url, after_seconds=10), "approval", [])
        web = create_subgraph(
            other, build_schema(Query), other, subscriptions=[view.subscription], told=(COUNTER.name,)
        )
        async with serving(web) as address:
            await until(lambda: consumed(other.settings.amqp_url.get_secret_value(), view.subscription), 20)
            await bumped(people, "late")
            key = read_key(Path(make("gateway").signing_key_file))
            client = SignedClient((address,), Signer(key), 15)
            user = Actor(ActorKind.EMPLOYEE, "emp_1")
            after = write_cursor("people", "counter/late", 1)
            assert await client.graphql("{ hello }", {}, user, after) == {"hello": "hello"}
            await client.close()
    assert view.seen["counter/late"] == [1]


@pytest.mark.server
async def test_what_died_makes_the_service_unready(make: Make) -> None:
    async def dying() -> None:
        raise RuntimeError("planted")

    async with owner(make) as (people, url):
        assert (await readiness(url))[0] == 200
        people.tasks.start("planted", dying())
        await until(lambda: not people.healthy(), 5)
        status, parts = await readiness(url)
        assert (status, parts["planted"], parts["store"]) == (503, False, True)


@pytest.mark.server
async def test_it_stops_in_time_with_the_broker_gone(make: Make, servers: Addresses) -> None:
    view, way = View(), Way(servers.amqp_url)
    await way.open()
    runtime = open_runtime(make("people", amqp_url=way.url), "people", [COUNTER])
    async with runtime.running([View("approval").subscription, view.subscription]):
        await bumped(runtime, "c")
        await until(lambda: _all_fed(runtime), 20)
        await way.close()
        await bumped(runtime, "c")
        began = time.monotonic()
    assert time.monotonic() - began < runtime.settings.stop_seconds + 3


async def test_a_store_that_is_away_is_told(tmp_path: Path) -> None:
    files = make_keys(tmp_path)
    keys: dict[str, Any] = {"signing_key_file": str(files["people"]), "signing_trust_file": str(tmp_path / TRUST)}
    (port,) = free_ports(1)
    runtime = open_runtime(Settings(mongodb_url=f"mongodb://127.0.0.1:{port}", **keys), "people", [])
    assert await runtime.parts() == {"store": False}
    with pytest.raises(ValueError, match="the key of people"):
        open_follower(Settings(**keys), "worker")


def nowhere() -> str:
    (port,) = free_ports(1)
    return f"amqp://guest:guest@127.0.0.1:{port}/"
