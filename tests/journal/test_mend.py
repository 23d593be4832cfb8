"""What is fed has a state document, whatever crashed between entry and document."""

from kit.journal.ledger import Ledger
from kit.journal.mend import Mender
from kit.journal.relay import Relay
from tests.journal.test_ledger import COUNTER
from tests.journal.test_relay import Broker, fill
from tests.support.journal import MemoryFeed, MemoryStore


async def test_the_relay_mends_documents_that_lag_or_are_gone() -> None:
    store = MemoryStore()
    await fill(store, "ab")
    stale = store.states["counter", "a"]
    ledger = Ledger(store)
    whole = dict(store.states)
    store.states["counter", "a"] = {**stale, "version": 0, "hash": "", "state": {"total": 0, "bumps": 0}}
    del store.states["counter", "b"]
    mender = Mender(ledger, [COUNTER])
    one = Relay("test", "one", store, MemoryFeed(store), Broker(), lease_seconds=60, sweep_seconds=5, mend=mender.mend)
    assert await one.sweep() == 2
    assert store.states == whole


async def test_one_document_that_cannot_be_made_does_not_hold_up_the_others() -> None:
    store = MemoryStore()
    await fill(store, "ab")
    whole = store.states["counter", "b"]
    store.states["counter", "a"]["state"] = {"shape": "of another release"}
    del store.states["counter", "b"]
    feed = MemoryFeed(store)
    mender = Mender(Ledger(store), [COUNTER])
    one = Relay("test", "one", store, feed, Broker(), lease_seconds=60, sweep_seconds=5, mend=mender.mend)
    assert await one.sweep() == 2
    assert (store.states["counter", "b"], len(feed.fed)) == (whole, 2)
