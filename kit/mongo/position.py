"""How far a consumer is, in MongoDB. Collections: `handled`, `position`, `parked`; all read by exact key."""

from collections.abc import Sequence
from typing import Any

from kit.journal.port import Parked
from kit.mongo.client import Collection, Database, DuplicateKey, answering
from tas.core.codec import from_json, to_json

SEPARATOR = "|"


class MongoPositions:
    """`kit.journal.port.PositionStore` over one database. A parked row's `newest` is the last version that is known to
    wait there."""

    def __init__(self, database: Database) -> None:
        self._handled = database["handled"]
        self._position = database["position"]
        self._parked = database["parked"]

    async def prepare(self) -> None:
        """Declares the indexes; harmless when they stand."""
        async with answering():
            await self._parked.create_index("consumer")

    async def handled(self, consumer: str, aggregate: str) -> int:
        return await _read(self._handled, consumer + SEPARATOR + aggregate)

    async def record_handled(self, consumer: str, aggregate: str, version: int) -> None:
        await _raise_to(self._handled, consumer + SEPARATOR + aggregate, version)

    async def position(self, consumer: str) -> int:
        return await _read(self._position, consumer)

    async def record_position(self, consumer: str, position: int) -> None:
        await _raise_to(self._position, consumer, position)

    async def park(self, parked: Parked) -> None:
        key = parked.consumer + SEPARATOR + parked.aggregate
        change = {"$set": to_json(parked), "$max": {"newest": parked.version}}
        async with answering():
            await self._parked.update_one({"_id": key}, change, upsert=True)

    async def wait_behind(self, consumer: str, aggregate: str, version: int) -> bool:
        key = consumer + SEPARATOR + aggregate
        async with answering():
            done = await self._parked.update_one({"_id": key}, {"$max": {"newest": version}})
        return bool(done.matched_count)

    async def unpark(self, consumer: str, aggregate: str, upto: int) -> bool:
        key = consumer + SEPARATOR + aggregate
        async with answering():
            await self._parked.delete_one({"_id": key, "newest": {"$not": {"$gt": upto}}})
            return await self._parked.find_one({"_id": key}) is None

    async def parked(self, consumer: str, first: int) -> Sequence[Parked]:
        async with answering():
            rows = await self._parked.find({"consumer": consumer}).limit(first).to_list(first)
        return sorted((from_json(Parked, row) for row in rows), key=_aggregate)


def _aggregate(parked: Parked) -> str:
    return parked.aggregate


async def _read(collection: Collection, key: str) -> int:
    async with answering():
        row: dict[str, Any] | None = await collection.find_one({"_id": key})
    return int(row["at"]) if row else 0


async def _raise_to(collection: Collection, key: str, at: int) -> None:
    """Raises the number under the key; a lower one changes nothing."""
    async with answering():
        done = await collection.update_one({"_id": key, "at": {"$lt": at}}, {"$set": {"at": at}})
        if done.matched_count:
            return
        try:
            await collection.insert_one({"_id": key, "at": at})
        except DuplicateKey:
            await collection.update_one({"_id": key, "at": {"$lt": at}}, {"$set": {"at": at}})
