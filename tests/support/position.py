"""The fakes of a consumer's position store and of an owner's feed."""

import asyncio
from collections.abc import Sequence

from kit.journal.entry import Entry
from kit.journal.port import Parked
from tests.support.journal import MemoryFeed


class MemoryPositions:
    """Holds the contract of `kit.journal.port.PositionStore`."""

    def __init__(self) -> None:
        self.versions: dict[tuple[str, str], int] = {}
        self.places: dict[str, int] = {}
        self.lot: dict[tuple[str, str], Parked] = {}
        self.newest: dict[tuple[str, str], int] = {}

    async def handled(self, consumer: str, aggregate: str) -> int:
        await asyncio.sleep(0)
        return self.versions.get((consumer, aggregate), 0)

    async def record_handled(self, consumer: str, aggregate: str, version: int) -> None:
        await asyncio.sleep(0)
        self.versions[consumer, aggregate] = max(version, self.versions.get((consumer, aggregate), 0))

    async def position(self, consumer: str) -> int:
        return self.places.get(consumer, 0)

    async def record_position(self, consumer: str, position: int) -> None:
        self.places[consumer] = max(position, self.places.get(consumer, 0))

    async def park(self, parked: Parked) -> None:
        key = parked.consumer, parked.aggregate
        self.lot[key], self.newest[key] = parked, max(parked.version, self.newest.get(key, 0))

    async def wait_behind(self, consumer: str, aggregate: str, version: int) -> bool:
        key = consumer, aggregate
        if key in self.lot:
            self.newest[key] = max(version, self.newest[key])
        return key in self.lot

    async def unpark(self, consumer: str, aggregate: str, upto: int) -> bool:
        key = consumer, aggregate
        if self.newest.get(key, 0) <= upto:
            self.lot.pop(key, None)
            self.newest.pop(key, None)
        return key not in self.lot

    async def parked(self, consumer: str, first: int) -> Sequence[Parked]:
        return [one for (name, _), one in sorted(self.lot.items()) if name == consumer][:first]


class DirectOwner:
    """An owner's feed read from its memory."""

    def __init__(self, feed: MemoryFeed) -> None:
        self._feed = feed

    async def entries(self, aggregate: str, after: int, first: int) -> Sequence[Entry]:
        return await self._feed.store.entries(aggregate, after, first)

    async def feed(self, after: int, first: int) -> Sequence[tuple[int, Entry]]:
        return [(row.position, entry) for row, entry in await self._feed.feed(after, first)]
