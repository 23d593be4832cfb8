"""State documents are made again from the journal, whatever became of them."""

from copy import deepcopy

from kit.journal.ledger import Ledger
from kit.journal.rebuild import Rebuilt, rebuild
from tests.journal.test_ledger import ANN, COUNTER, bump, command
from tests.journal.test_relay import fill
from tests.support.journal import MemoryAudit, MemoryFeed, MemoryStore


async def rebuilt(store: MemoryStore) -> Rebuilt:
    return await rebuild(store, MemoryAudit(MemoryFeed(store)), [COUNTER])


async def test_documents_come_back_as_they_were() -> None:
    store = MemoryStore()
    await fill(store, "aabab")
    before = deepcopy(store.states)
    assert await rebuilt(store) == Rebuilt(2, (), ())
    store.states.clear()
    assert await rebuilt(store) == Rebuilt(2, ("counter/a", "counter/b"), ())
    assert store.states == before


async def test_what_lags_or_was_changed_by_hand_is_mended() -> None:
    store = MemoryStore()
    await fill(store, "aabab")
    before = deepcopy(store.states)
    store.states["counter", "a"]["state"] = {"shape": "of another release"}
    store.states["counter", "b"] |= {"version": 1, "total": 99}
    assert (await rebuilt(store)).written == ("counter/a", "counter/b")
    assert store.states == before


async def test_a_document_that_says_more_than_its_journal_is_left_alone() -> None:
    store = MemoryStore()
    await fill(store, "aa")
    stands = deepcopy(store.states["counter", "a"])
    del store.by_id["counter/a@2"]
    assert await rebuilt(store) == Rebuilt(1, (), ("counter/a",))
    assert store.states["counter", "a"] == stands


async def test_a_command_at_the_same_moment_is_not_undone() -> None:
    class Racing(MemoryStore):
        raced = False

        async def replace_document(self, type: str, key: str, seen: int, document: object) -> bool:
            if not self.raced:
                self.raced = True
                await Ledger(self).execute(COUNTER, key, command(ANN, "racing"), bump(1))
            return await super().replace_document(type, key, seen, document)  # type: ignore[arg-type]

    store = Racing()
    store.raced = True
    await fill(store, "aa")
    store.states.clear()
    store.raced = False
    await rebuilt(store)
    assert store.states["counter", "a"]["version"] == 3
