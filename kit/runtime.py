"""What a process is made of: its store, ledger, relay and consumers, its callers of other services. Put together here
from the settings, without any I/O until `running`. A service is a `Runtime`; the worker, which has no journal, a
`Follower`."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aio_pika

from kit.auth.keys import read_key, read_trust
from kit.auth.signature import Signer, Verifier
from kit.http.owner import RemoteOwner
from kit.http.serving import serve
from kit.http.signed import SignedClient
from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from kit.journal.intake import Intake, Subscription
from kit.journal.ledger import Ledger
from kit.journal.mend import Mender
from kit.journal.port import OwnerFeed
from kit.journal.relay import Relay
from kit.messaging.consumer import Consumer
from kit.messaging.line import RETRY_SECONDS, Line
from kit.messaging.nudge import Nudges
from kit.messaging.publisher import Publisher
from kit.mongo.client import connect, database, ping
from kit.mongo.feed import MongoFeed
from kit.mongo.index import Index, create
from kit.mongo.journal import MongoStore
from kit.mongo.position import MongoPositions
from kit.settings import Settings
from kit.task import Tasks
from tas.core.actor import service as service_actor
from tas.core.errors import Unavailable

__all__ = ["Follower", "OwnFeed", "Runtime", "open_follower", "open_runtime", "serve"]

START_SECONDS = 60.0
"""How long a process waits for its store at start before it gives up."""
JOIN_SECONDS = 2.0
"""How long the start waits for the broker: a consumer that begins before it stands looks for it again a poll later."""
READY_SECONDS = 2.0
log = logging.getLogger("tas.runtime")


class OwnFeed:
    """`kit.journal.port.OwnerFeed` of this very service, read straight from the store."""

    def __init__(self, store: MongoStore, feed: MongoFeed) -> None:
        self._store = store
        self._feed = feed

    async def entries(self, aggregate: str, after: int, first: int) -> Sequence[Entry]:
        return await self._store.entries(aggregate, after, first)

    async def feed(self, after: int, first: int) -> Sequence[tuple[int, Entry]]:
        return [(row.position, entry) for row, entry in await self._feed.feed(after, first)]


class Follower:
    """Reads what others own: positions, consumers, callers. Acts as `name`, in its database `owner`."""

    def __init__(self, settings: Settings, name: str, owner: str) -> None:
        self.settings = settings
        self.service = name
        self.signer = Signer(read_key(Path(settings.signing_key_file)))
        if self.signer.name != name:
            raise ValueError(f"{settings.signing_key_file} is the key of {self.signer.name}, not of {name}")
        self._client = connect(settings.mongodb_url.get_secret_value())
        self.database = database(self._client, settings.database(owner))
        self.positions = MongoPositions(self.database)
        self.line = Line(settings.amqp_url.get_secret_value())
        self.tasks = Tasks()
        self._callers: dict[str, SignedClient] = {}

    def caller(self, service: str) -> SignedClient:
        """The client of another service, one for all who ask."""
        if service not in self._callers:
            urls = self.settings.replicas(service)
            self._callers[service] = SignedClient(urls, self.signer, self.settings.call_seconds, service)
        return self._callers[service]

    @asynccontextmanager
    async def running(
        self, subscriptions: Sequence[Subscription] = (), indexes: Sequence[Index] = ()
    ) -> AsyncIterator[None]:
        """Prepares the store and runs the background work until the block ends. Once only. Raises Unavailable when the
        store does not answer in a minute; a broker that is away is waited for in the background."""
        try:
            await self._prepare_patiently(indexes)
            self.tasks.start("broker", self._join_broker(), once=True)
            await self.line.joined(JOIN_SECONDS)
            self._start(subscriptions)
            yield
        finally:
            await self._close()

    def healthy(self) -> bool:
        """Whether all background work still runs."""
        return all(self.tasks.alive().values())

    async def parts(self) -> Mapping[str, bool]:
        """What /readyz tells: whether the store answers, and of each piece of background work whether it runs."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                await ping(self._client)
            reachable = True
        except (TimeoutError, Unavailable):
            reachable = False
        return {"store": reachable, **self.tasks.alive()}

    def feed_of(self, owner: str) -> OwnerFeed:
        """Where an owner's entries are read: over signed calls."""
        return RemoteOwner(self.caller(owner), owner, service_actor(self.service))

    async def _prepare_patiently(self, indexes: Sequence[Index]) -> None:
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while True:
            try:
                return await self._prepare(indexes)
            except Unavailable as problem:
                if asyncio.get_running_loop().time() > deadline:
                    raise
                log.warning("%s waits for its store: %s", self.service, problem)
                await asyncio.sleep(RETRY_SECONDS)

    async def _prepare(self, indexes: Sequence[Index]) -> None:
        await self.positions.prepare()
        await create(self.database, indexes)

    def _start(self, subscriptions: Sequence[Subscription]) -> None:
        for one in subscriptions:
            intake = Intake(one, self.positions, self.feed_of(one.owner))
            consumer = Consumer(one, intake, self.line, self.settings.feed_poll_seconds)
            self.tasks.start(f"consumer {one.consumer}", consumer.run())

    async def _join_broker(self) -> None:
        await self.line.open()

    async def _close(self) -> None:
        await self.tasks.stop(self.settings.stop_seconds)
        await self.line.close()
        for client in self._callers.values():
            await client.close()
        self._client.close()


class Runtime(Follower):
    """A service: beside what a follower does, its own journal, ledger and relay."""

    def __init__(self, settings: Settings, service: str, kinds: Sequence[AggregateType[Any]]) -> None:
        super().__init__(settings, service, service)
        self.store = MongoStore(self.database)
        self.feed = MongoFeed(self.database)
        self.verifier = Verifier(read_trust(Path(settings.signing_trust_file)), settings.signature_seconds)
        replica = f"{service}-{os.getpid()}-{uuid4().hex[:12]}"
        self._nudges = Nudges(service, replica, self.line, self._hear)
        mender = Mender(Ledger(self.store), kinds)
        self._relay = Relay(
            service,
            replica,
            self.store,
            self.feed,
            Publisher(service, self.line),
            lease_seconds=settings.lease_seconds,
            sweep_seconds=settings.feed_poll_seconds,
            pass_on=self._nudges.pass_on,
            mend=mender.mend,
        )
        self.ledger = Ledger(self.store, self._relay.nudge)

    def feed_of(self, owner: str) -> OwnerFeed:
        """Where an owner's entries are read: its own straight from the store, others' over signed calls."""
        return OwnFeed(self.store, self.feed) if owner == self.service else super().feed_of(owner)

    async def _prepare(self, indexes: Sequence[Index]) -> None:
        await self.store.prepare()
        await self.feed.prepare()
        await super()._prepare(indexes)

    def _start(self, subscriptions: Sequence[Subscription]) -> None:
        super()._start(subscriptions)
        self.tasks.start("relay", self._relay.run())

    async def _join_broker(self) -> None:
        await super()._join_broker()
        while True:
            with contextlib.suppress(TimeoutError, OSError, RuntimeError, aio_pika.exceptions.AMQPError):
                return await self._nudges.listen()
            await asyncio.sleep(RETRY_SECONDS)

    def _hear(self, aggregate: str, version: int) -> None:
        self._relay.hear(aggregate, version)


def open_runtime(settings: Settings, service: str, kinds: Sequence[AggregateType[Any]]) -> Runtime:
    """A service's parts; nothing is reached yet. `kinds` are all its aggregate types, whose documents the relay mends.
    Raises ValueError for a key or trust file that is not one."""
    return Runtime(settings, service, kinds)


def open_follower(settings: Settings, name: str) -> Follower:
    """The worker's parts, with its positions in the database `<prefix>_workflows`. Raises ValueError as above."""
    return Follower(settings, name, "workflows")
