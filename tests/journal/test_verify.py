"""A journal that was tampered with is found out."""

from dataclasses import replace

import pytest

from kit.journal.entry import Entry
from kit.journal.relay import Relay
from kit.journal.verify import Checkpoint, Fault, verify_aggregate, verify_feed
from tests.journal.test_ledger import ANN
from tests.journal.test_relay import Broker, fill
from tests.support.journal import MemoryFeed, MemoryStore


async def written() -> tuple[MemoryStore, MemoryFeed]:
    store = MemoryStore()
    await fill(store, "aabab")
    feed = MemoryFeed(store)
    await Relay("test", "one", store, feed, Broker(), lease_seconds=60, sweep_seconds=5).sweep()
    return store, feed


def put(store: MemoryStore, entry: Entry) -> None:
    store.by_id[entry.id] = entry


async def test_an_honest_journal_has_no_fault() -> None:
    store, feed = await written()
    assert await verify_aggregate(store, "counter/a") == []
    faults, end = await verify_feed(feed)
    assert (faults, end) == ([], Checkpoint(5, feed.rows[-1].hash))
    assert (await verify_feed(feed, end))[0] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: replace(entry, answer={"total": 99}),
        lambda entry: replace(entry, actor=replace(ANN, id="emp_eve")),
        lambda entry: replace(entry, on_behalf_of="emp_eve"),
        lambda entry: replace(entry, events=()),
    ],
)
async def test_an_edited_entry_is_found(change: object) -> None:
    store, feed = await written()
    put(store, change(store.by_id["counter/a@2"]))  # type: ignore[operator]
    fault = Fault("counter/a@2", "EDITED")
    assert await verify_aggregate(store, "counter/a") == [fault]
    assert (await verify_feed(feed))[0] == [fault]


async def test_an_entry_sealed_anew_does_not_fit_the_next_one() -> None:
    store, _ = await written()
    forged = store.by_id["counter/b@1"]
    put(store, replace(forged, aggregate="counter/a", version=2, prev_hash=store.by_id["counter/a@1"].hash))
    assert Fault("counter/a@3", "UNCHAINED") in await verify_aggregate(store, "counter/a")


async def test_a_reordered_feed_and_a_cut_off_end_are_found() -> None:
    _, feed = await written()
    _, end = await verify_feed(feed)
    feed.rows.pop()
    assert (await verify_feed(feed, end))[0] == [Fault("feed@5", "TRUNCATED")]
    feed.rows[0], feed.rows[1] = replace(feed.rows[1], position=1), replace(feed.rows[0], position=2)
    assert Fault("feed@1", "FEED_BROKEN") in (await verify_feed(feed))[0]
