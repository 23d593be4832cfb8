"""A service's journal and state documents in MongoDB. Collections: `journal` and `state_<aggregate type>`.

An entry's `_id` is its place (`type/key@version`) and `commandKey` is unique: a lost race and a retry are both
duplicate keys, told apart by one look-up. Everything is read by exact key.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kit.journal.entry import Entry
from kit.journal.port import CommandTaken, VersionTaken
from kit.journal.seal import entry_from_json, entry_to_json
from kit.mongo.client import UNKNOWN_OUTCOME, Collection, Database, DuplicateKey, answering
from tas.core.errors import Unavailable
from tas.core.ids import entry_id

JOURNAL = "journal"


class MongoStore:
    """`kit.journal.port.JournalStore` over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._journal = database[JOURNAL]

    async def prepare(self) -> None:
        """Declares the journal's indexes; harmless when they stand."""
        async with answering():
            await self._journal.create_index("commandKey", unique=True)
            await self._journal.create_index("fed")

    async def append(self, entry: Entry) -> None:
        try:
            await self._journal.insert_one(_to_row(entry))
        except DuplicateKey:
            await self._tell_apart(entry)
        except UNKNOWN_OUTCOME:
            await self._look_up(entry)

    async def by_command(self, command_key: str) -> Entry | None:
        async with answering():
            return _from_row(await self._journal.find_one({"commandKey": command_key}))

    async def entry(self, aggregate: str, version: int) -> Entry | None:
        async with answering():
            return _from_row(await self._journal.find_one({"_id": entry_id(aggregate, version)}))

    async def entries(self, aggregate: str, after: int, first: int) -> Sequence[Entry]:
        """One read when there is nothing newer, which is the rule on the command path; else one more for the rest."""
        head = await self.entry(aggregate, after + 1)
        if head is None or first == 1:
            return [head] if head else []
        wanted = [entry_id(aggregate, version) for version in range(after + 2, after + first + 1)]
        async with answering():
            rows = await self._journal.find({"_id": {"$in": wanted}}).to_list(first)
        by_version = {int(row["version"]): row for row in rows}
        found = [head]
        for version in range(after + 2, after + first + 1):
            if version not in by_version:
                break
            found.append(_entry(by_version[version]))
        return found

    async def document(self, type: str, key: str) -> Mapping[str, Any] | None:
        async with answering():
            return await self._states(type).find_one({"_id": key})

    async def documents(self, type: str, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        if not keys:
            return []
        wanted = sorted(set(keys))
        async with answering():
            return await self._states(type).find({"_id": {"$in": wanted}}).to_list(len(wanted))

    async def replace_document(self, type: str, key: str, seen: int, document: Mapping[str, Any]) -> bool:
        async with answering():
            if seen:
                done = await self._states(type).replace_one({"_id": key, "version": seen}, dict(document))
                return bool(done.matched_count)
            try:
                await self._states(type).insert_one({"_id": key, **document})
            except DuplicateKey:
                return False
            return True

    def _states(self, type: str) -> Collection:
        return self._database[f"state_{type}"]

    async def _tell_apart(self, entry: Entry) -> None:
        """A duplicate key: the command stands already (this very insert, sent twice, perhaps), or the version does."""
        stands = await self.by_command(entry.command_key)
        if stands is None:
            raise VersionTaken(entry.aggregate)
        if stands.hash != entry.hash:
            raise CommandTaken(entry.command_key)

    async def _look_up(self, entry: Entry) -> None:
        """The outcome is unknown: say success only if the entry is found, else that the caller must ask again."""
        stands = await self.by_command(entry.command_key)
        if stands is None:
            raise Unavailable("STORE_UNAVAILABLE", reason="outcome unknown")
        if stands.hash != entry.hash:
            raise CommandTaken(entry.command_key)


def _to_row(entry: Entry) -> dict[str, Any]:
    body = entry_to_json(entry)
    return {"_id": entry.id, "commandKey": entry.command_key, "version": entry.version, "fed": False, "entry": body}


def _entry(row: Mapping[str, Any]) -> Entry:
    return entry_from_json(row["entry"])


def _from_row(row: Mapping[str, Any] | None) -> Entry | None:
    return None if row is None else _entry(row)
