"""The relay loses nothing and orders each aggregate, whatever step it dies at and whoever wakes beside it."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.journal.entry import Entry
from kit.journal.ledger import Ledger
from kit.journal.port import FeedRow
from kit.journal.relay import Relay, broken_at
from kit.task import end
from tas.core.errors import Unavailable
from tests.journal.test_ledger import ANN, COUNTER, bump, command
from tests.support.journal import MemoryFeed, MemoryStore
from tests.support.wait import until


class Broker:
    """Takes what is published; `fail` of the next publishes are lost after they arrived (no confirm)."""

    def __init__(self, fail: int = 0) -> None:
        self.taken: list[str] = []
        self.fail = fail

    async def publish(self, entries: Sequence[Entry]) -> None:
        await asyncio.sleep(0)
        self.taken += [entry.id for entry in entries]
        if self.fail:
            self.fail -= 1
            raise Unavailable("BROKER_UNAVAILABLE", reason="test")


class Crash(Exception):
    """The process dies here."""


class DyingFeed(MemoryFeed):
    """Dies at the n-th step that writes."""

    def __init__(self, store: MemoryStore, at: int) -> None:
        super().__init__(store)
        self.left = at

    def _step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Crash

    async def add_row(self, row: FeedRow) -> bool:
        self._step()
        done = await super().add_row(row)
        self._step()
        return done

    async def mark_fed(self, entry_ids: Sequence[str]) -> None:
        self._step()
        await super().mark_fed(entry_ids)


def relay(store: MemoryStore, feed: MemoryFeed, broker: Broker, owner: str = "one", lease: float = 60) -> Relay:
    return Relay("test", owner, store, feed, broker, lease_seconds=lease, sweep_seconds=5)


async def fill(store: MemoryStore, keys: str) -> None:
    ledger = Ledger(store)
    for n, key in enumerate(keys):
        await ledger.execute(COUNTER, key, command(ANN, str(n)), bump(1))


def whole(store: MemoryStore, feed: MemoryFeed) -> bool:
    """Every entry once in the feed, each aggregate's in order, the chain unbroken."""
    ids = [row.entry_id for row in feed.rows]
    places = {id: n for n, id in enumerate(ids)}
    ordered = all(
        entry.version == 1 or places[f"{entry.aggregate}@{entry.version - 1}"] < places[entry.id]
        for entry in store.by_id.values()
    )
    return sorted(ids) == sorted(store.by_id) and ordered and broken_at(feed.rows, FeedRow(0, "", "", "")) is None


@pytest.mark.parametrize("step", range(1, 16))
async def test_a_crash_at_any_step_loses_nothing(step: int) -> None:
    store, broker = MemoryStore(), Broker()
    await fill(store, "aabab")
    feed = DyingFeed(store, step)
    try:
        await relay(store, feed, broker).sweep()
    except Crash:
        feed.left = -1
        feed.lease = None
        await relay(store, feed, broker, "two").sweep()
    assert whole(store, feed)
    assert set(broker.taken) == set(store.by_id) == feed.fed


async def test_what_was_not_confirmed_is_published_again() -> None:
    store, broker = MemoryStore(), Broker(fail=1)
    await fill(store, "ab")
    feed = MemoryFeed(store)
    with pytest.raises(Unavailable):
        await relay(store, feed, broker).sweep()
    assert not feed.fed
    await relay(store, feed, broker).sweep()
    assert broker.taken.count("counter/a@1") == 2
    assert whole(store, feed) and len(feed.fed) == 2


async def test_two_relays_for_a_moment_change_nothing() -> None:
    store, broker = MemoryStore(), Broker()
    await fill(store, "abcabcabc")
    feed = MemoryFeed(store)
    feed.take_lease = always  # type: ignore[method-assign]
    await asyncio.gather(*(relay(store, feed, broker, owner).sweep() for owner in ("one", "two", "three")))
    assert whole(store, feed)
    assert set(broker.taken) == set(store.by_id)


async def always(service: str, owner: str, seconds: float) -> bool:
    return True


async def test_without_the_lease_nothing_is_carried() -> None:
    store, broker = MemoryStore(), Broker()
    await fill(store, "a")
    feed = MemoryFeed(store)
    assert await feed.take_lease("test", "other", 60)
    assert await relay(store, feed, broker).sweep() == 0
    assert broker.taken == []


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="abc", min_size=1, max_size=12), st.randoms())
async def test_nudges_in_any_order_keep_each_aggregate_in_order(keys: str, random: object) -> None:
    store, broker = MemoryStore(), Broker()
    await fill(store, keys)
    feed = MemoryFeed(store)
    one = relay(store, feed, broker)
    entries = list(store.by_id.values())
    random.shuffle(entries)  # type: ignore[attr-defined]
    for entry in entries[: len(entries) // 2]:
        one.nudge(entry.aggregate, entry.version)
        await one.carry_nudged()
    await one.sweep()
    assert whole(store, feed)
    assert set(broker.taken) == set(store.by_id)


async def test_a_relay_that_is_stopped_gives_its_lease_back() -> None:
    store, broker = MemoryStore(), Broker()
    await fill(store, "a")
    feed = MemoryFeed(store)
    running = asyncio.create_task(relay(store, feed, broker).run())
    await until(lambda: feed.fed, 5, "it leads")
    assert not await feed.take_lease("test", "two", 60)
    await end([running], 3)
    assert running.cancelled()
    assert await feed.take_lease("test", "two", 60)


async def test_the_feed_brings_everything_while_the_broker_is_away() -> None:
    store, broker = MemoryStore(), Broker(fail=2)
    await fill(store, "abc" * 90)
    feed = MemoryFeed(store)
    one = relay(store, feed, broker)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await one.sweep()
        assert whole(store, feed) and not feed.fed
    while await one.sweep():
        continue
    assert len(feed.fed) == 270 and whole(store, feed)
