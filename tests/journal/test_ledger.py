"""The ledger: one command, one entry, one answer, whatever races or crashes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.command import Command, user_command
from kit.journal.entry import Entry
from kit.journal.ledger import Ledger
from kit.journal.port import VersionTaken
from kit.journal.seal import entry_from_json, entry_to_json, intact
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Conflict
from tas.core.event import event
from tests.support.journal import MemoryStore

ANN = Actor(ActorKind.EMPLOYEE, "emp_ann")
PAT = Actor(ActorKind.PARTNER, "pus_pat", partner="ptn_acme")
PIA = Actor(ActorKind.PARTNER, "pus_pia", partner="ptn_acme")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@event(version=1)
@dataclass(frozen=True, slots=True)
class Bumped:
    by: int


@dataclass(frozen=True, slots=True)
class Counter:
    total: int = 0
    bumps: int = 0


def evolve(state: Counter, event: Any, entry: Entry) -> Counter:
    return replace(state, total=state.total + event.by, bumps=state.bumps + 1)


COUNTER = AggregateType("counter", Counter, lambda key: Counter(), evolve, lambda state: {"total": state.total})


def bump(by: int) -> Any:
    return lambda state: Decided((Bumped(by),), {"total": state.total + by})


def command(actor: Actor, id: str, body: Any = None) -> Command:
    return user_command(actor, id, body, NOON)


async def test_a_retry_is_answered_with_the_first_answer() -> None:
    ledger = Ledger(MemoryStore())
    first = await ledger.execute(COUNTER, "c", command(ANN, "1", {"by": 2}), bump(2))
    await ledger.execute(COUNTER, "c", command(ANN, "2", {"by": 5}), bump(5))
    again = await ledger.execute(COUNTER, "c", command(ANN, "1", {"by": 2}), bump(2))
    assert (again.answer, again.version, again.replayed) == (first.answer, 1, True)
    assert (await ledger.load(COUNTER, "c")).state == Counter(7, 2)


async def test_the_same_id_with_another_body_is_refused() -> None:
    ledger = Ledger(MemoryStore())
    await ledger.execute(COUNTER, "c", command(ANN, "1", {"by": 2}), bump(2))
    with pytest.raises(Conflict, match="COMMAND_REUSED"):
        await ledger.execute(COUNTER, "d", command(ANN, "1", {"by": 3}), bump(3))
    assert (await ledger.load(COUNTER, "d")).version == 0


async def test_a_key_belongs_to_the_partner_and_to_nobody_else() -> None:
    assert command(PAT, "1").key == command(PIA, "1").key
    assert command(PAT, "1").key != command(ANN, "1").key


async def test_a_refused_command_leaves_nothing() -> None:
    store = MemoryStore()

    def refuse(state: Counter) -> Decided:
        raise Conflict("NO")

    with pytest.raises(Conflict):
        await Ledger(store).execute(COUNTER, "c", command(ANN, "1"), refuse)
    assert not store.by_id and not store.states


async def test_a_command_that_only_the_first_state_allows_may_be_asked_twice_at_once() -> None:
    """The slower one decides on a state that its twin has made, and is answered, not refused."""
    store = MemoryStore()

    def first_only(state: Counter) -> Decided:
        if state.bumps:
            raise Conflict("NO")
        return Decided((Bumped(1),), {"total": 1})

    class Twin(MemoryStore):
        """Another process does the same command between this one's look-up and its load."""

        async def document(self, type: str, key: str) -> Mapping[str, Any] | None:
            if not self.by_id:
                self.by_id.update(store.by_id)
                self.by_key.update(store.by_key)
            return await super().document(type, key)

    await Ledger(store).execute(COUNTER, "c", command(ANN, "1"), first_only)
    done = await Ledger(Twin()).execute(COUNTER, "c", command(ANN, "1"), first_only)
    assert (done.version, done.answer, done.replayed) == (1, {"total": 1}, True)
    with pytest.raises(Conflict):
        await Ledger(store).execute(COUNTER, "c", command(ANN, "2"), first_only)


async def test_forty_at_once_are_all_counted_once() -> None:
    store = MemoryStore()
    ledgers = [Ledger(store), Ledger(store)]
    done = await asyncio.gather(
        *(ledgers[n % 2].execute(COUNTER, "c", command(ANN, str(n // 2)), bump(1)) for n in range(80))
    )
    assert sorted({c.version for c in done}) == list(range(1, 41))
    assert (await ledgers[0].view(COUNTER, "c")).state == Counter(40, 40)  # type: ignore[union-attr]


async def test_a_document_that_a_crash_left_behind_is_read_past_and_mended() -> None:
    store = MemoryStore()
    ledger = Ledger(store)
    await ledger.execute(COUNTER, "c", command(ANN, "1"), bump(1))
    before = store.states["counter", "c"]
    for n in range(2, 130):
        await ledger.execute(COUNTER, "c", command(ANN, str(n)), bump(1))
    store.states["counter", "c"] = before
    assert (await ledger.load(COUNTER, "c")).state == Counter(129, 129)
    await ledger.settle(COUNTER, "c")
    assert store.states["counter", "c"]["total"] == 129


async def test_append_on_only_appends_where_it_says() -> None:
    ledger = Ledger(MemoryStore())
    empty = await ledger.load(COUNTER, "c")
    await ledger.append_on(COUNTER, "c", empty, command(ANN, "1"), (Bumped(1),), {})
    with pytest.raises(VersionTaken):
        await ledger.append_on(COUNTER, "c", empty, command(ANN, "2"), (Bumped(1),), {})
    again = await ledger.append_on(COUNTER, "c", empty, command(ANN, "1"), (Bumped(1),), {})
    assert again.replayed and (await ledger.load(COUNTER, "c")).version == 1


async def test_entries_are_chained_and_a_change_is_seen() -> None:
    store = MemoryStore()
    ledger = Ledger(store)
    for n in range(3):
        await ledger.execute(COUNTER, "c", command(ANN, str(n)), bump(n + 1))
    entries = await store.entries("counter/c", 0, 10)
    assert [e.prev_hash for e in entries] == ["", entries[0].hash, entries[1].hash]
    assert all(intact(entry_from_json(entry_to_json(e))) for e in entries)
    assert not intact(replace(entries[1], answer={"total": 99}))


class Negative(Exception):
    pass


def only_upwards(state: Counter, events: Any, at: datetime) -> None:
    if any(one.by < 0 for one in events):
        raise Negative


async def test_what_a_kind_does_not_admit_is_appended_by_no_path() -> None:
    store = MemoryStore()
    ledger, kind = Ledger(store), replace(COUNTER, admit=only_upwards)
    await ledger.execute(kind, "c", user_command(ANN, "1", [], NOON), lambda _: Decided((Bumped(2),), {}))
    with pytest.raises(Negative):
        await ledger.execute(kind, "c", user_command(ANN, "2", [], NOON), lambda _: Decided((Bumped(-1),), {}))
    loaded = await ledger.load(kind, "c")
    with pytest.raises(Negative):
        await ledger.append_on(kind, "c", loaded, user_command(ANN, "3", [], NOON), (Bumped(1), Bumped(-1)), {})
    assert (loaded.version, len(store.by_id)) == (1, 1)


def only_once(state: Counter, _events: object, _at: datetime) -> None:
    if state.bumps:
        raise Conflict("COMMAND_REUSED")


async def test_a_command_is_answered_upon_the_state_that_its_twin_made() -> None:
    ledger, kind = Ledger(MemoryStore()), replace(COUNTER, admit=only_once)
    first = command(ANN, "1")
    await ledger.append_on(kind, "c", await ledger.load(kind, "c"), first, (Bumped(1),), {"said": 1})
    again = await ledger.append_on(kind, "c", await ledger.load(kind, "c"), first, (Bumped(1),), {"said": 2})
    assert (again.replayed, again.answer) == (True, {"said": 1})
