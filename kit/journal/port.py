"""What the ledger, the relay and the consumers ask of a store and a broker. Implemented in `kit.mongo`,
`kit.messaging` and by the fakes in `tests/support`; one contract suite holds for both."""

from collections.abc import Mapping, Sequence
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
