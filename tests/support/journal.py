"""The fake journal store: one process's memory, with a yield at every step so that races can happen."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from kit.journal.entry import Entry
from kit.journal.port import CommandTaken, FeedRow, VersionTaken
from tas.core.ids import entry_id


class MemoryStore:
    """Holds the contract of `kit.journal.port.JournalStore` (see tests/ports)."""

    def __init__(self) -> None:
        self.by_id: dict[str, Entry] = {}
        self.by_key: dict[str, Entry] = {}
        self.states: dict[tuple[str, str], dict[str, Any]] = {}

    async def append(self, entry: Entry) -> None:
        await asyncio.sleep(0)
        if entry.command_key in self.by_key:
            raise CommandTaken(entry.command_key)
        if entry.id in self.by_id:
            raise VersionTaken(entry.aggregate)
        self.by_id[entry.id] = self.by_key[entry.command_key] = entry

    async def by_command(self, command_key: str) -> Entry | None:
        await asyncio.sleep(0)
        return self.by_key.get(command_key)

    async def entry(self, aggregate: str, version: int) -> Entry | None:
        await asyncio.sleep(0)
        return self.by_id.get(entry_id(aggregate, version))

    async def entries(self, aggregate: str, after: int, first: int) -> Sequence[Entry]:
        await asyncio.sleep(0)
        found: list[Entry] = []
        while len(found) < first:
            entry = self.by_id.get(entry_id(aggregate, after + len(found) + 1))
            if entry is None:
                break
            found.append(entry)
        return found

    async def document(self, type: str, key: str) -> Mapping[str, Any] | None:
        await asyncio.sleep(0)
        return deepcopy(self.states.get((type, key)))

    async def documents(self, type: str, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        await asyncio.sleep(0)
        return [deepcopy(self.states[type, key]) for key in set(keys) if (type, key) in self.states]

    async def replace_document(self, type: str, key: str, seen: int, document: Mapping[str, Any]) -> bool:
        await asyncio.sleep(0)
        stands = self.states.get((type, key))
        if (stands["version"] if stands else 0) != seen:
            return False
        self.states[type, key] = {"_id": key, **deepcopy(dict(document))}
        return True


class MemoryFeed:
    """Holds the contract of `kit.journal.port.FeedStore` over a MemoryStore."""

    def __init__(self, store: MemoryStore, clock: Callable[[], float] = time.monotonic) -> None:
        self.store = store
        self.fed: set[str] = set()
        self.rows: list[FeedRow] = []
        self.lease: tuple[str, float] | None = None
        self._clock = clock

    async def unfed(self, first: int, skip: int = 0) -> Sequence[Entry]:
        await asyncio.sleep(0)
        left = [entry for id, entry in self.store.by_id.items() if id not in self.fed]
        return sorted(left[skip : skip + first], key=lambda entry: entry.version)

    async def mark_fed(self, entry_ids: Sequence[str]) -> None:
        await asyncio.sleep(0)
        self.fed.update(entry_ids)

    async def position_of(self, entry_id: str) -> FeedRow | None:
        await asyncio.sleep(0)
        return next((row for row in self.rows if row.entry_id == entry_id), None)

    async def feed_end(self, at_least: int) -> FeedRow | None:
        await asyncio.sleep(0)
        return self.rows[-1] if self.rows else None

    async def add_row(self, row: FeedRow) -> bool:
        await asyncio.sleep(0)
        if row.position != len(self.rows) + 1 or any(one.entry_id == row.entry_id for one in self.rows):
            return False
        self.rows.append(row)
        return True

    async def feed(self, after: int, first: int) -> Sequence[tuple[FeedRow, Entry]]:
        await asyncio.sleep(0)
        return [(row, self.store.by_id[row.entry_id]) for row in self.rows[after : after + first]]

    async def take_lease(self, service: str, owner: str, seconds: float) -> bool:
        await asyncio.sleep(0)
        if self.lease and self.lease[0] != owner and self.lease[1] > self._clock():
            return False
        self.lease = (owner, self._clock() + seconds)
        return True

    async def give_lease_back(self, service: str, owner: str) -> None:
        await asyncio.sleep(0)
        if self.lease and self.lease[0] == owner:
            self.lease = (owner, self._clock())


class MemoryAudit:
    """Holds the contract of `kit.journal.port.AuditStore` over a MemoryFeed."""

    def __init__(self, feed: MemoryFeed) -> None:
        self._feed = feed

    async def last_position(self) -> int:
        return max((row.position for row in self._feed.rows), default=0)

    async def rows(self, first: int, last: int) -> Sequence[tuple[FeedRow, Entry | None]]:
        rows = sorted((row for row in self._feed.rows if first <= row.position <= last), key=lambda row: row.position)
        return [(row, self._feed.store.by_id.get(row.entry_id)) for row in rows]

    async def entry_ids(self) -> AsyncIterator[tuple[str, bool]]:
        for id in list(self._feed.store.by_id):
            yield id, id in self._feed.fed

    async def named(self, entry_id: str) -> bool:
        return any(row.entry_id == entry_id for row in self._feed.rows)

    async def entries_of(self, entry_ids: Sequence[str]) -> Sequence[Entry]:
        return [self._feed.store.by_id[id] for id in entry_ids if id in self._feed.store.by_id]
