"""The cursor of a change, and waiting until this service has reached it. Cursors of lists are `kit.page`'s."""

import asyncio
import base64
import binascii
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from kit.journal.intake import Subscription
from kit.journal.port import JournalStore, PositionStore
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Invalid, Unavailable
from tas.core.ids import split_aggregate

MOST_CURSORS = 8
LONGEST_CURSOR = 400
WAIT_SECONDS = 5.0
PAUSE_SECONDS = 0.02
LONGEST_PAUSE = 0.25
INSIDE = (ActorKind.EMPLOYEE, ActorKind.SERVICE)
_TYPE = re.compile("[a-z][a-z-]{0,39}")


@dataclass(frozen=True, slots=True)
class ChangeCursor:
    """A change: version `version` of `aggregate` (`type/key`) in the journal of `service`."""

    service: str
    aggregate: str
    version: int


class Positions(Protocol):
    """Answers 'am I there yet'."""

    async def reached(self, cursor: ChangeCursor) -> bool: ...


class JournalPositions:
    """A service's own changes are reached when its state document is; those of an owner that it consumes, once they
    are recorded as handled; any other's at once, because nothing here depends on them."""

    def __init__(
        self, service: str, store: JournalStore, positions: PositionStore, subscriptions: Sequence[Subscription] = ()
    ) -> None:
        self._service = service
        self._store = store
        self._positions = positions
        self._subscriptions = tuple(subscriptions)

    async def reached(self, cursor: ChangeCursor) -> bool:
        type, key = split_aggregate(cursor.aggregate)
        if cursor.service == self._service:
            document = await self._store.document(type, key)
            return document is not None and int(document["version"]) >= cursor.version
        for subscription in self._subscriptions:
            if subscription.owner == cursor.service and type in subscription.handlers:
                handled = await self._positions.handled(subscription.consumer, cursor.aggregate)
                if handled < cursor.version:
                    return False
        return True


def write_cursor(service: str, aggregate: str, version: int) -> str:
    """The opaque cursor of a change, as a mutation's payload carries it."""
    return base64.urlsafe_b64encode(f"{service}:{aggregate}:{version}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> ChangeCursor:
    """Raises Invalid CURSOR_MALFORMED."""
    try:
        if len(text) > LONGEST_CURSOR:
            raise ValueError(text)
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        service, rest = plain.split(":", 1)
        aggregate, version = rest.rsplit(":", 1)
        cursor = ChangeCursor(service, aggregate, int(version))
    except (ValueError, binascii.Error):
        raise Invalid("CURSOR_MALFORMED", field=("after",)) from None
    type, key = split_aggregate(cursor.aggregate)
    if not _TYPE.fullmatch(type) or not key or not service or cursor.version < 1:
        raise Invalid("CURSOR_MALFORMED", field=("after",))
    return cursor


def read_cursors(header: str) -> tuple[ChangeCursor, ...]:
    """The cursors of a `tas-after` header, by commas. Raises Invalid CURSOR_MALFORMED, also for more than eight."""
    texts = [text.strip() for text in header.split(",") if text.strip()]
    if len(texts) > MOST_CURSORS:
        raise Invalid("CURSOR_MALFORMED", field=("after",))
    return tuple(read_cursor(text) for text in texts)


def waited_for(cursors: Sequence[ChangeCursor], actor: Actor, told: Collection[str]) -> tuple[ChangeCursor, ...]:
    """Those that are waited for when this actor asks. A cursor can be made up, and how long it is waited for tells
    whether the thing is there: so for whoever is not of the company only changes of the types `told` are, whose keys
    nobody can work out."""
    if actor.kind in INSIDE:
        return tuple(cursors)
    return tuple(cursor for cursor in cursors if split_aggregate(cursor.aggregate)[0] in told)


async def wait_for(cursors: Sequence[ChangeCursor], positions: Positions, seconds: float = WAIT_SECONDS) -> None:
    """Returns once every cursor is reached. Raises Unavailable AFTER_TIMEOUT, naming the service, after `seconds`."""
    waiting = list(cursors)
    try:
        async with asyncio.timeout(seconds):
            pause = PAUSE_SECONDS
            while waiting:
                if await positions.reached(waiting[0]):
                    waiting.pop(0)
                    continue
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
    except TimeoutError:
        raise Unavailable("AFTER_TIMEOUT", service=waiting[0].service, field=("after",)) from None
