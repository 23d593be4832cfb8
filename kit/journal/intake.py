"""The intake of a consumer: every entry of the aggregates it is bound to, once each, in version order.

Entries arrive in any order, twice, or never: from the broker (fast), from a dead-letter replay (late) and from the
owner's feed (the guarantee). An entry is handled only if it is the next version of its aggregate; an older one is
passed over; a gap is read from the owner. A version is recorded as handled after all its effects. An aggregate that
keeps failing is parked: the others go on and an operator sees it. What is parked is kept in the store, so whoever
polls next (a restart, another replica) tries it once a turn; after `GIVE_UP` tries only an operator's replay does. What
comes behind it is passed over, since the feed has it, and noted there: else a replica that sets the aggregate going
could end with the lot emptied and the latest version handled by nobody.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from kit.journal.entry import Entry
from kit.journal.port import OwnerFeed, Parked, PositionStore
from tas.core.errors import TasError, Unavailable

Handler = Callable[[Entry], Awaitable[None]]

STRETCH = 100
LOCKS = 256
"""Aggregates share this many locks: bounded, and two that meet on one only wait for each other."""
ATTEMPTS = 5
"""How often an entry is tried before its aggregate is parked."""
GIVE_UP = 100
"""How often in all, once a poll after the first tries. A service that restarts is back long before."""
LOT = 1000
"""How many parked aggregates are looked at in one turn."""
FIRST_PAUSE = 0.1
"""Seconds before the second try; each pause is twice the one before."""
log = logging.getLogger("tas.intake")


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a service takes from an owner: a handler for each aggregate type it is bound to."""

    name: str
    owner: str
    handlers: Mapping[str, Handler]

    @property
    def consumer(self) -> str:
        return f"{self.name}<{self.owner}"

    @property
    def place(self) -> str:
        """Where the feed position is kept: bound to another type, the consumer reads the feed from its beginning."""
        return f"{self.consumer}:{','.join(sorted(self.handlers))}"


class Intake:
    """Takes the entries of one subscription. Safe to call at the same time for the same aggregate."""

    def __init__(
        self,
        subscription: Subscription,
        positions: PositionStore,
        owner: OwnerFeed,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._subscription = subscription
        self._consumer = subscription.consumer
        self._positions = positions
        self._owner = owner
        self._pause = pause
        self._locks = tuple(asyncio.Lock() for _ in range(LOCKS))
        self._stopped: set[str] = set()

    async def take(self, entry: Entry) -> bool:
        """Handles the entry and what lies before it. False when its aggregate is parked."""
        if entry.type not in self._subscription.handlers:
            return True
        if entry.aggregate in self._stopped:
            if await self._positions.wait_behind(self._consumer, entry.aggregate, entry.version):
                return False
            self._stopped.discard(entry.aggregate)  # another replica has set it going
        async with self._lock(entry.aggregate):
            return await self._catch_up(entry)

    async def read_on(self) -> int:
        """Reads the owner's feed from the stored position to its end; returns the position reached."""
        position = await self._positions.position(self._subscription.place)
        while stretch := await self._owner.feed(position, STRETCH):
            for at, entry in stretch:
                await self.take(entry)
                position = at
            await self._positions.record_position(self._subscription.place, position)
        return position

    async def resume(self) -> None:
        """Goes on with every parked aggregate, whoever parked it, and with those that were taken out of the lot."""
        lot = await self._positions.parked(self._consumer, LOT)
        for parked in lot:
            if parked.attempts < GIVE_UP:
                await self._go_on(parked.aggregate, parked)
        for aggregate in sorted(self._stopped - {parked.aggregate for parked in lot}):
            await self._go_on(aggregate, None)

    async def _go_on(self, aggregate: str, parked: Parked | None) -> None:
        async with self._lock(aggregate):
            self._stopped.discard(aggregate)
            if await self._read_gap(aggregate, None, parked) and parked is not None:
                handled = await self._positions.handled(self._consumer, aggregate)
                await self._positions.unpark(self._consumer, aggregate, handled)

    def _lock(self, aggregate: str) -> asyncio.Lock:
        return self._locks[hash(aggregate) % LOCKS]

    async def _catch_up(self, entry: Entry) -> bool:
        handled = await self._positions.handled(self._consumer, entry.aggregate)
        if entry.version <= handled:
            return True
        if entry.version == handled + 1:
            return await self._handle(entry)
        return await self._read_gap(entry.aggregate, entry.version)

    async def _read_gap(self, aggregate: str, upto: int | None, parked: Parked | None = None) -> bool:
        """Handles what the owner has after the handled version, up to a version or to the end. Raises Unavailable when
        the owner names a later version but does not give it: then it is asked again."""
        handled = await self._positions.handled(self._consumer, aggregate)
        while upto is None or handled < upto:
            missing = await self._owner.entries(aggregate, handled, STRETCH)
            if not missing:
                if upto is None:
                    return True
                raise Unavailable("ENTRIES_MISSING", aggregate=aggregate, after=handled)
            for entry in missing:
                if not await self._handle(entry, parked):
                    return False
                handled = entry.version
        return True

    async def _handle(self, entry: Entry, parked: Parked | None = None) -> bool:
        """Tries the handler: some times at first, once a turn where the entry is what its aggregate is parked at."""
        tried = parked.attempts if parked is not None and parked.version == entry.version else 0
        last = tried + (1 if tried else ATTEMPTS)
        for attempt in range(tried + 1, last + 1):
            problem = await self._attempt(entry)
            if problem is None:
                await self._positions.record_handled(self._consumer, entry.aggregate, entry.version)
                return True
            log.warning("%s failed on %s (%d): %r", self._consumer, entry.id, attempt, problem)
            if attempt < last:
                await self._pause(FIRST_PAUSE * 2 ** (attempt - 1))
                continue
            reason = problem.code if isinstance(problem, TasError) else repr(problem)[:200]
            await self._positions.park(Parked(self._consumer, entry.aggregate, entry.version, reason, attempt))
            self._stopped.add(entry.aggregate)
        return False

    async def _attempt(self, entry: Entry) -> Exception | None:
        """What the handler raised: whatever it is must stop its own aggregate only."""
        handler = self._subscription.handlers[entry.type]
        try:
            await handler(entry)
        except Exception as problem:
            return problem
        return None


async def replay(positions: PositionStore, parked: Parked) -> None:
    """An operator's replay: whichever process polls next tries the aggregate again, from the first count."""
    await positions.park(replace(parked, attempts=0))
