"""The fake journal store: one process's memory, with a yield at every step so that races can happen."""

import asyncio
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from kit.journal.entry import Entry
from kit.journal.port import CommandTaken, VersionTaken
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
