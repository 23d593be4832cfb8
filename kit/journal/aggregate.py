"""What the ledger must know of a kind of aggregate: its name, its first state and how an event changes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from kit.journal.entry import Entry

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class AggregateType(Generic[S]):
    """`evolve(state, event, entry)` gives the state after an event; `initial(key)` the state before version 1.
    `state` is the frozen dataclass that `tas.core.codec` writes as the state document. `view` adds the fields that
    queries filter and sort by to that document (top level, JSON), beside `_id`, `version` and `state`.
    `admit(state, events, at)` raises what must never be appended upon that state, whoever decided it: the one place
    for a rule that every path has to keep."""

    name: str
    state: type[S]
    initial: Callable[[str], S]
    evolve: Callable[[S, Any, Entry], S]
    view: Callable[[S], dict[str, Any]] = lambda _: {}
    admit: Callable[[S, Sequence[Any], datetime], None] = lambda _state, _events, _at: None


class Loaded(NamedTuple, Generic[S]):
    """A state and the version it is at (0: no entry yet) with the hash of that version's entry ('' at 0)."""

    state: S
    version: int
    hash: str


class Decided(NamedTuple):
    """What a decision gives: event objects (at least one) and the answer, JSON, for this caller and every retry."""

    events: tuple[Any, ...]
    answer: dict[str, Any]


class Committed(NamedTuple, Generic[S]):
    """What a command came to. `replayed` when an earlier call with the same id and body had done it already."""

    answer: dict[str, Any]
    aggregate: str
    version: int
    replayed: bool
    state: S | None = None
