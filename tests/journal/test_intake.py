"""Whatever the broker does with the messages, a consumer's view is that of the straight order."""

import asyncio
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Awaitable, Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.journal.entry import Entry
from kit.journal.intake import ATTEMPTS, GIVE_UP, Intake, Subscription, replay
from kit.journal.relay import Relay
from tests.journal.test_ledger import COUNTER
from tests.journal.test_relay import Broker, fill
from tests.support.journal import MemoryFeed, MemoryStore
from tests.support.position import DirectOwner, MemoryPositions


class View:
    """What a consumer made of the entries: each aggregate's versions in the order they were handled."""

    def __init__(self) -> None:
        self.seen: defaultdict[str, list[int]] = defaultdict(list)
        self.fail: Tally[str] = Tally()

    async def handle(self, entry: Entry) -> None:
        await asyncio.sleep(0)
        if self.fail[entry.id] > 0:
            self.fail[entry.id] -= 1
            raise RuntimeError("not now")
        self.seen[entry.aggregate].append(entry.version)


async def no_pause(seconds: float) -> None:
    await asyncio.sleep(0)


async def written(keys: str) -> tuple[MemoryStore, MemoryFeed]:
    store = MemoryStore()
    await fill(store, keys)
    feed = MemoryFeed(store)
    await Relay("test", "one", store, feed, Broker(), lease_seconds=60, sweep_seconds=5).sweep()
    return store, feed


def intake(view: View, feed: MemoryFeed, positions: MemoryPositions | None = None) -> Intake:
    subscription = Subscription("view", "test", {COUNTER.name: view.handle})
    return Intake(subscription, positions or MemoryPositions(), DirectOwner(feed), no_pause)


def straight(store: MemoryStore) -> dict[str, list[int]]:
    expected: dict[str, list[int]] = {}
    for entry in store.by_id.values():
        expected.setdefault(entry.aggregate, []).append(entry.version)
    return expected


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abc", min_size=1, max_size=15), st.data())
async def test_any_order_doubled_and_lost_gives_the_straight_view(keys: str, data: st.DataObject) -> None:
    store, feed = await written(keys)
    view = View()
    consumer = intake(view, feed)
    entries = list(store.by_id.values())
    arrivals = data.draw(st.lists(st.sampled_from(entries), max_size=30))
    together = data.draw(st.booleans())
    if together:
        await asyncio.gather(*(consumer.take(entry) for entry in arrivals))
    else:
        for entry in arrivals:
            await consumer.take(entry)
    await consumer.read_on()
    for late in data.draw(st.lists(st.sampled_from(entries), max_size=5)):
        await consumer.take(late)
    assert view.seen == straight(store)


async def test_a_failing_effect_is_tried_again() -> None:
    store, feed = await written("ab")
    view = View()
    view.fail["counter/a@1"] = ATTEMPTS - 1
    consumer = intake(view, feed)
    await consumer.read_on()
    assert view.seen == straight(store)


async def test_an_aggregate_that_keeps_failing_is_parked_alone_and_replayed() -> None:
    store, feed = await written("aabab")
    view, positions = View(), MemoryPositions()
    view.fail["counter/a@2"] = 10_000
    consumer = intake(view, feed, positions)
    assert await consumer.read_on() == 5
    assert view.seen == {"counter/a": [1], "counter/b": [1, 2]}
    parked = await positions.parked("view<test", 10)
    assert [(one.aggregate, one.reason[:12]) for one in parked] == [("counter/a", "RuntimeError")]
    for _ in range(ATTEMPTS, GIVE_UP + 5):
        await consumer.resume()
    parked = await positions.parked("view<test", 10)
    assert [(one.version, one.attempts) for one in parked] == [(2, GIVE_UP)]
    view.fail.clear()
    await consumer.resume()
    assert view.seen["counter/a"] == [1], "given up: only a replay tries it again"
    await replay(positions, parked[0])
    await consumer.resume()
    assert view.seen == straight(store)
    assert await positions.parked("view<test", 10) == []


async def test_what_is_parked_goes_on_in_another_process_without_a_new_entry() -> None:
    store, feed = await written("aabab")
    view, positions = View(), MemoryPositions()
    view.fail["counter/a@2"] = ATTEMPTS
    before = intake(view, feed, positions)
    await before.read_on()
    after = intake(view, feed, positions)
    assert await after.read_on() == 5
    await after.resume()
    assert view.seen == straight(store)
    assert await positions.parked("view<test", 10) == []
    await before.resume()
    assert view.seen == straight(store)


class Meeting(MemoryPositions):
    """Something happens in the very moment before an aggregate is taken out of the lot."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def unpark(self, consumer: str, aggregate: str, upto: int) -> bool:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return await super().unpark(consumer, aggregate, upto)


async def test_what_came_to_one_replica_while_another_emptied_the_lot_is_handled() -> None:
    store, feed = await written("a")
    view, positions = View(), Meeting()
    view.fail["counter/a@1"] = ATTEMPTS
    one, two = intake(view, feed, positions), intake(view, feed, positions)
    await one.read_on()

    async def comes_to_one() -> None:
        later, _ = await written("aa")
        store.by_id["counter/a@2"] = later.by_id["counter/a@2"]
        await Relay("test", "one", store, feed, Broker(), lease_seconds=60, sweep_seconds=5).sweep()
        assert not await one.take(store.by_id["counter/a@2"])
        assert await one.read_on() == 2

    positions.meanwhile = comes_to_one
    await two.resume()
    assert view.seen["counter/a"] == [1], "the first replica has passed the second version over, and ends here"
    await two.read_on()
    await two.resume()
    assert view.seen == straight(store)
    assert await positions.parked("view<test", 10) == []


async def test_a_replica_takes_up_at_once_what_another_set_going() -> None:
    store, feed = await written("aa")
    view, positions = View(), MemoryPositions()
    view.fail["counter/a@1"] = ATTEMPTS
    one, two = intake(view, feed, positions), intake(view, feed, positions)
    await one.take(store.by_id["counter/a@1"])
    await two.resume()
    assert await one.take(store.by_id["counter/a@2"])
    assert view.seen == straight(store)


async def test_a_consumer_that_starts_again_reads_on_and_handles_nothing_twice() -> None:
    store, feed = await written("abab")
    view, positions = View(), MemoryPositions()
    await intake(view, feed, positions).read_on()
    await intake(view, feed, positions).read_on()
    assert view.seen == straight(store)


async def test_types_it_is_not_bound_to_are_passed_over() -> None:
    _, feed = await written("a")
    view = View()
    other = Intake(Subscription("view", "test", {"other": view.handle}), MemoryPositions(), DirectOwner(feed))
    assert await other.read_on() == 1
    assert not view.seen


async def test_a_type_bound_later_is_read_from_the_beginning() -> None:
    store, feed = await written("ab")
    view, positions = View(), MemoryPositions()
    await Intake(Subscription("view", "test", {"other": view.handle}), positions, DirectOwner(feed)).read_on()
    both = Subscription("view", "test", {"other": view.handle, COUNTER.name: view.handle})
    await Intake(both, positions, DirectOwner(feed)).read_on()
    assert view.seen == straight(store)
