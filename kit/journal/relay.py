"""The relay: gives every entry a place in the service's feed and carries it to the broker, never losing one.

Order of the steps for each entry: feed row, publish, confirm, mark as fed. A crash anywhere leaves the entry unfed, so
it goes through them again: its row stands already and is kept, it is published twice, and that changes nothing, since
consumers pass over what they have. Versions of an aggregate enter the feed in order. Two relays for a moment (a
stalled one that wakes after its lease) meet on the unique position or entry and the slower one reads on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from kit.journal.command import canonical, sha256
from kit.journal.entry import Entry
from kit.journal.port import FeedRow, FeedStore, JournalStore, Publishing
from tas.core.errors import Unavailable
from tas.core.ids import entry_id

BATCH = 100
POSITION_ATTEMPTS = 1000
GIVE_BACK_SECONDS = 1.0
log = logging.getLogger("tas.relay")
Nudged = Sequence[tuple[str, int]]


class Relay:
    """One service's relay. `owner` names this replica; `lease_seconds` is how long its lease stands unrenewed."""

    def __init__(
        self,
        service: str,
        owner: str,
        journal: JournalStore,
        feed: FeedStore,
        publisher: Publishing,
        *,
        lease_seconds: float,
        sweep_seconds: float,
        pass_on: Callable[[Nudged], Awaitable[None]] | None = None,
        mend: Callable[[Sequence[Entry]], Awaitable[None]] | None = None,
    ) -> None:
        self._service = service
        self._owner = owner
        self._journal = journal
        self._feed = feed
        self._publisher = publisher
        self._lease_seconds = lease_seconds
        self._sweep_seconds = sweep_seconds
        self._pass_on = pass_on
        self._mend = mend
        self._woken = asyncio.Event()
        self._nudged: list[tuple[str, int]] = []
        self._mine: list[tuple[str, int]] = []
        self._end = FeedRow(0, "", "", "")
        self._placed: set[str] = set()

    def nudge(self, aggregate: str, version: int) -> None:
        """An entry of this process stands: carry it at once instead of at the next sweep, or have it carried."""
        if len(self._mine) < BATCH:
            self._mine.append((aggregate, version))
        self.hear(aggregate, version)

    def hear(self, aggregate: str, version: int) -> None:
        """An entry of another replica stands: carried with the lease, and never passed on again without it."""
        if len(self._nudged) < BATCH:
            self._nudged.append((aggregate, version))
        self._woken.set()

    async def run(self) -> None:
        """Carries what it is nudged about, and sweeps every `sweep_seconds` whatever happens. Ends when cancelled, and
        gives its lease back then: what comes after is another replica's at once, not when the lease has run out."""
        try:
            await self._run()
        finally:
            await self._give_back()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        sweep_at = 0.0
        while True:
            try:
                if loop.time() >= sweep_at:
                    sweep_at = loop.time() + self._sweep_seconds
                    while await self.sweep() == BATCH:
                        continue
                await self.carry_nudged()
            except Unavailable as problem:
                log.warning("relay of %s waits: %s", self._service, problem)
            except Exception:  # a fault of ours must not end the outbox: it is logged, and the next sweep tries again
                log.exception("relay of %s failed", self._service)
            try:
                await asyncio.wait_for(self._woken.wait(), max(0.01, sweep_at - loop.time()))
            except TimeoutError:
                continue

    async def sweep(self) -> int:
        """Finds what was missed: carries at most a batch of unfed entries; returns how many (0 without the lease)."""
        if not await self._leads():
            return 0
        entries = await self._feed.unfed(BATCH)
        try:
            await self._carry(entries)
        except Unavailable:
            await self._place_rest()
            raise
        self._placed.clear()
        return len(entries)

    async def carry_nudged(self) -> None:
        """Carries the entries that this process was nudged about, read by exact key; without the lease it passes the
        nudges on to the replica that has it."""
        self._woken.clear()
        nudged, self._nudged = self._nudged, []
        mine, self._mine = self._mine, []
        if not nudged:
            return
        if not await self._leads():
            if mine and self._pass_on is not None:
                await self._pass_on(mine)
            return
        found = [await self._journal.entry(aggregate, version) for aggregate, version in nudged]
        await self._carry([entry for entry in found if entry is not None])

    async def _leads(self) -> bool:
        return await self._feed.take_lease(self._service, self._owner, self._lease_seconds)

    async def _give_back(self) -> None:
        try:
            async with asyncio.timeout(GIVE_BACK_SECONDS):
                await self._feed.give_lease_back(self._service, self._owner)
        except (TimeoutError, Unavailable) as problem:
            log.warning("the lease of %s was not given back, it will run out: %r", self._service, problem)

    async def _carry(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        for entry in entries:
            await self._place_in_order(entry)
        await self._publisher.publish(entries)
        if self._mend is not None:
            await self._mend(entries)
        await self._feed.mark_fed([entry.id for entry in entries])

    async def _place_rest(self) -> None:
        """Gives everything that waits for the broker its place: the feed must bring it also while the broker is away,
        however much that is."""
        skip = BATCH
        while waiting := await self._feed.unfed(BATCH, skip):
            for entry in waiting:
                if entry.id not in self._placed:
                    await self._place_in_order(entry)
                    self._placed.add(entry.id)
            skip += len(waiting)

    async def _place_in_order(self, entry: Entry) -> None:
        """Gives the entry its row, after those of the aggregate's earlier versions that have none yet."""
        missing: list[str] = []
        for version in range(entry.version, 0, -1):
            id = entry_id(entry.aggregate, version)
            if await self._feed.position_of(id):
                break
            missing.append(id)
        for id in reversed(missing):
            await self._place(id)

    async def _place(self, id: str) -> None:
        for _ in range(POSITION_ATTEMPTS):
            end = await self._feed.feed_end(self._end.position) or FeedRow(0, "", "", "")
            self._end = end
            if await self._feed.add_row(next_row(end, id)) or await self._feed.position_of(id):
                return
        raise Unavailable("FEED_BUSY", service=self._service)


def next_row(end: FeedRow, id: str) -> FeedRow:
    """The row after `end`, chained to it by hash."""
    position = end.position + 1
    return FeedRow(position, id, end.hash, sha256(f"{end.hash}\n{canonical([position, id])}"))


def broken_at(rows: Sequence[FeedRow], before: FeedRow) -> int | None:
    """The first position at which a stretch of the feed is not what its hashes say, or None."""
    for row in rows:
        if next_row(before, row.entry_id) != row:
            return before.position + 1
        before = row
    return None
