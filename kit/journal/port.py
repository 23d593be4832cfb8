"""What the ledger, the relay and the consumers ask of a store and a broker. Implemented in `kit.mongo`,
`kit.messaging` and by the fakes in `tests/support`; one contract suite holds for both."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kit.journal.entry import Entry


class VersionTaken(Exception):
    """Another command has appended this version of the aggregate first."""


class CommandTaken(Exception):
    """An entry with this command key stands already."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One step of a service's feed: gapless positions from 1, chained by hash."""

    position: int
    entry_id: str
    prev_hash: str
    hash: str


class JournalStore(Protocol):
    """One service's journal and state documents. Every call has a timeout and raises Unavailable beyond it."""

    async def append(self, entry: Entry) -> None:
        """Inserts, durably. Raises VersionTaken or CommandTaken; looks up a write whose outcome is unknown."""

    async def by_command(self, command_key: str) -> Entry | None: ...

    async def entry(self, aggregate: str, version: int) -> Entry | None: ...

    async def entries(self, aggregate: str, after: int, first: int) -> Sequence[Entry]:
        """At most `first` entries after version `after`, by exact keys."""

    async def document(self, type: str, key: str) -> Mapping[str, Any] | None: ...

    async def documents(self, type: str, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """The documents of many keys in one query, in any order; absent ones are left out."""

    async def replace_document(self, type: str, key: str, seen: int, document: Mapping[str, Any]) -> bool:
        """Puts `document` where the stored version is `seen` (0: absent). False when it is not."""


class FeedStore(Protocol):
    """The relay's side of one service's journal: what is not fed yet, the feed itself, and the lease."""

    async def unfed(self, first: int, skip: int = 0) -> Sequence[Entry]:
        """Some entries that are not marked as fed, at most `first` after `skip` others, lower versions of an aggregate
        first."""

    async def mark_fed(self, entry_ids: Sequence[str]) -> None: ...

    async def position_of(self, entry_id: str) -> FeedRow | None: ...

    async def feed_end(self, at_least: int) -> FeedRow | None:
        """The last row of the feed, looked for from position `at_least` on by exact keys."""

    async def add_row(self, row: FeedRow) -> bool:
        """Inserts a row; False when its position or its entry stands already."""

    async def feed(self, after: int, first: int) -> Sequence[tuple[FeedRow, Entry]]:
        """At most `first` rows after a position, gapless, each with its entry."""

    async def take_lease(self, service: str, owner: str, seconds: float) -> bool:
        """Takes or renews the lease: insert-only epochs. False while another owner's has not run out."""

    async def give_lease_back(self, service: str, owner: str) -> None:
        """Ends the lease if it is this owner's, by a next epoch that is over already. Nobody else's is touched."""


class AuditStore(Protocol):
    """What verification reads: the journal and its feed as they stand, gaps and all."""

    async def last_position(self) -> int:
        """The highest position that has a row (0: none)."""

    async def rows(self, first: int, last: int) -> Sequence[tuple[FeedRow, Entry | None]]:
        """The rows that stand at positions `first` to `last`, in order, each with its entry if that stands and
        can be read."""

    def entry_ids(self) -> AsyncIterator[tuple[str, bool]]:
        """Every entry's id and whether it is marked as fed, in any order."""

    async def named(self, entry_id: str) -> bool:
        """Whether a row names the entry."""

    async def entries_of(self, entry_ids: Sequence[str]) -> Sequence[Entry]:
        """Those of these entries that stand, in the order asked for."""


class Publishing(Protocol):
    """What the relay needs of a broker."""

    async def publish(self, entries: Sequence[Entry]) -> None:
        """Returns when every one is confirmed. Raises Unavailable otherwise."""


@dataclass(frozen=True, slots=True)
class Parked:
    """An aggregate that a consumer could not go on with: where it stands, why, and how often it was tried."""

    consumer: str
    aggregate: str
    version: int
    reason: str
    attempts: int


class PositionStore(Protocol):
    """Where a consumer keeps how far it is. `consumer` names the consumer and the owner whose entries it reads."""

    async def handled(self, consumer: str, aggregate: str) -> int:
        """The last version of the aggregate whose effects are all done (0: none)."""

    async def record_handled(self, consumer: str, aggregate: str, version: int) -> None:
        """Moves on to `version`; never back."""

    async def position(self, consumer: str) -> int:
        """The feed position up to which everything was handled or parked."""

    async def record_position(self, consumer: str, position: int) -> None: ...

    async def park(self, parked: Parked) -> None:
        """Notes a failure of an aggregate; a later note replaces an earlier one."""

    async def wait_behind(self, consumer: str, aggregate: str, version: int) -> bool:
        """Notes that this version came while the aggregate is parked. False when it is not parked (any more)."""

    async def unpark(self, consumer: str, aggregate: str, upto: int) -> bool:
        """Takes it out of the lot, unless a version after `upto` waits behind it: then False."""

    async def parked(self, consumer: str, first: int) -> Sequence[Parked]: ...


class OwnerFeed(Protocol):
    """The owner of the entries, asked directly: the guarantee behind the broker's fast path."""

    async def entries(self, aggregate: str, after: int, first: int) -> Sequence[Entry]: ...

    async def feed(self, after: int, first: int) -> Sequence[tuple[int, Entry]]:
        """At most `first` (position, entry) after a position, gapless."""
