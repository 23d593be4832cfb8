"""A journal and its feed in MongoDB as verification reads them: everything, gaps included, and nothing is written. For
operators only: what all entries are is a scan."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from kit.journal.entry import Entry
from kit.journal.port import FeedRow
from kit.journal.seal import entry_from_json
from kit.mongo.client import Database, answering
from kit.mongo.feed import FEED, read_row
from kit.mongo.journal import JOURNAL


class MongoAudit:
    """`kit.journal.port.AuditStore` over one database."""

    def __init__(self, database: Database) -> None:
        self._journal = database[JOURNAL]
        self._feed = database[FEED]

    async def last_position(self) -> int:
        async with answering():
            found = await self._feed.find({}, {"_id": 1}).sort("_id", -1).limit(1).to_list(1)
        return int(found[0]["_id"]) if found else 0

    async def rows(self, first: int, last: int) -> Sequence[tuple[FeedRow, Entry | None]]:
        positions = list(range(first, last + 1))
        async with answering():
            found = await self._feed.find({"_id": {"$in": positions}}).to_list(len(positions))
        rows = sorted((row for row in map(_feed_row, found) if row), key=lambda row: row.position)
        entries = await self._by_id([row.entry_id for row in rows])
        return [(row, entries.get(row.entry_id)) for row in rows]

    async def entry_ids(self) -> AsyncIterator[tuple[str, bool]]:
        async with answering():
            async for row in self._journal.find({}, {"_id": 1, "fed": 1}):
                yield str(row["_id"]), bool(row["fed"])

    async def named(self, entry_id: str) -> bool:
        async with answering():
            return await self._feed.find_one({"entryId": entry_id}) is not None

    async def entries_of(self, entry_ids: Sequence[str]) -> Sequence[Entry]:
        found = await self._by_id(entry_ids)
        return [found[id] for id in entry_ids if id in found]

    async def _by_id(self, entry_ids: Sequence[str]) -> dict[str, Entry]:
        if not entry_ids:
            return {}
        async with answering():
            rows = await self._journal.find({"_id": {"$in": list(entry_ids)}}).to_list(len(entry_ids))
        return {str(row["_id"]): entry for row in rows if (entry := _entry(row))}


def _feed_row(document: Mapping[str, Any]) -> FeedRow | None:
    try:
        return read_row(document)
    except (KeyError, ValueError, TypeError):
        return None


def _entry(row: Mapping[str, Any]) -> Entry | None:
    """None when the row holds no entry, or says of itself what its entry does not say."""
    try:
        entry = entry_from_json(row["entry"])
        same = (row["commandKey"], row["version"]) == (entry.command_key, entry.version)
    except (KeyError, ValueError, TypeError):
        return None
    return entry if same else None
