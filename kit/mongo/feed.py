"""The relay's side of a journal in MongoDB. Collections: `journal` (field `fed`), `feed`, `lease`.

A feed row's `_id` is its position and `entryId` is unique. Positions are gapless, so the end is found, and a stretch
is read, by exact keys. A lease is a row per epoch, inserted and never changed; an old epoch is pruned.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from kit.journal.entry import Entry
from kit.journal.port import FeedRow
from kit.journal.seal import entry_from_json
from kit.mongo.client import Database, DuplicateKey, answering
from kit.mongo.journal import JOURNAL
from tas.core.errors import Unavailable

FEED = "feed"
OVER = datetime.fromtimestamp(0, UTC)
"""When a lease that was given back has run out, by every replica's clock."""


class MongoFeed:
    """`kit.journal.port.FeedStore` over one database."""

    def __init__(self, database: Database) -> None:
        self._journal = database[JOURNAL]
        self._feed = database[FEED]
        self._lease = database["lease"]
        self._known_epoch = 0

    async def prepare(self) -> None:
        """Declares the indexes; harmless when they stand."""
        async with answering():
            await self._feed.create_index("entryId", unique=True)

    async def unfed(self, first: int, skip: int = 0) -> Sequence[Entry]:
        async with answering():
            rows = await self._journal.find({"fed": False}).skip(skip).limit(first).to_list(first)
        return sorted((entry_from_json(row["entry"]) for row in rows), key=lambda entry: entry.version)

    async def mark_fed(self, entry_ids: Sequence[str]) -> None:
        async with answering():
            await self._journal.update_many({"_id": {"$in": list(entry_ids)}}, {"$set": {"fed": True}})

    async def position_of(self, entry_id: str) -> FeedRow | None:
        async with answering():
            return _row(await self._feed.find_one({"entryId": entry_id}))

    async def feed_end(self, at_least: int) -> FeedRow | None:
        """Doubles its step until a position is absent, then halves it: a dozen reads at the first call, one later."""
        last, step = at_least, 1
        while await self._at(last + step):
            last, step = last + step, step * 2
        while step > 1:
            step //= 2
            if await self._at(last + step):
                last += step
        found = await self._at(last)
        if found is None and last:  # the store was put back to an earlier moment: a row after `last` would leave a gap
            return await self.feed_end(0)
        return found

    async def add_row(self, row: FeedRow) -> bool:
        document = {"_id": row.position, "entryId": row.entry_id, "prevHash": row.prev_hash, "hash": row.hash}
        async with answering():
            try:
                await self._feed.insert_one(document)
            except DuplicateKey:
                return False
        return True

    async def feed(self, after: int, first: int) -> Sequence[tuple[FeedRow, Entry]]:
        async with answering():
            wanted = list(range(after + 1, after + first + 1))
            found = await self._feed.find({"_id": {"$in": wanted}}).to_list(first)
            rows = sorted((row for row in map(_row, found) if row), key=lambda row: row.position)
            ids = [row.entry_id for row in rows]
            entries = await self._journal.find({"_id": {"$in": ids}}).to_list(first) if ids else []
        by_id = {str(one["_id"]): entry_from_json(one["entry"]) for one in entries}
        if lacking := set(ids) - set(by_id):
            raise Unavailable("STORE_FAILED", reason=f"the feed names {min(lacking)}, which is not in the journal")
        return [(row, by_id[row.entry_id]) for n, row in enumerate(rows, after + 1) if row.position == n]

    async def take_lease(self, service: str, owner: str, seconds: float) -> bool:
        now = datetime.now(UTC)
        epoch, stands = await self._newest_lease(service)
        if stands is not None and stands["until"] > now:
            if stands["owner"] != owner:
                return False
            if stands["until"] > now + timedelta(seconds=seconds / 2):
                return True
        return await self._insert_lease(service, epoch + 1, owner, now + timedelta(seconds=seconds))

    async def give_lease_back(self, service: str, owner: str) -> None:
        epoch, stands = await self._newest_lease(service)
        if stands is not None and stands["owner"] == owner:
            await self._insert_lease(service, epoch + 1, owner, OVER)

    async def _newest_lease(self, service: str) -> tuple[int, dict[str, Any] | None]:
        epoch, stands = self._known_epoch, None
        async with answering():
            if epoch:
                stands = await self._lease.find_one({"_id": f"{service}@{epoch}"})
            if stands is None:  # nothing known, or this process slept until what it knew was pruned
                rows = await self._lease.find({"service": service}).to_list(100)
                stands = max(rows, key=lambda row: int(row["epoch"]), default=None)
                epoch = int(stands["epoch"]) if stands else 0
            while newer := await self._lease.find_one({"_id": f"{service}@{epoch + 1}"}):
                epoch, stands = epoch + 1, newer
        self._known_epoch = epoch
        return epoch, stands

    async def _insert_lease(self, service: str, epoch: int, owner: str, until: datetime) -> bool:
        row = {"_id": f"{service}@{epoch}", "service": service, "epoch": epoch, "owner": owner, "until": until}
        async with answering():
            try:
                await self._lease.insert_one(row)
            except DuplicateKey:
                return False
            await self._lease.delete_one({"_id": f"{service}@{epoch - 10}"})
        self._known_epoch = epoch
        return True

    async def _at(self, position: int) -> FeedRow | None:
        async with answering():
            return _row(await self._feed.find_one({"_id": position})) if position else None


def read_row(document: Mapping[str, Any]) -> FeedRow:
    return FeedRow(int(document["_id"]), document["entryId"], document["prevHash"], document["hash"])


def _row(document: Mapping[str, Any] | None) -> FeedRow | None:
    return None if document is None else read_row(document)
