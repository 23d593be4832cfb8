"""The picture of everybody, kept in memory: filled once from the state documents, then brought up to date from the
service's own feed and what is not fed yet: a question about thousands of people costs two small store queries."""

import asyncio
from collections.abc import Mapping
from typing import Any

from kit.journal.aggregate import AggregateType, Loaded
from kit.journal.entry import Entry
from kit.journal.ledger import Ledger, fold
from kit.journal.port import FeedStore
from kit.mongo.client import Database
from kit.mongo.query import whole
from services.people.domain.account import ACCOUNT
from services.people.domain.contact.contact_map import CONTACT_MAP
from services.people.domain.contact.customer_unit import CUSTOMER_UNIT
from services.people.domain.contact.person import PERSON
from services.people.domain.contact.picture import Picture
from services.people.domain.contact.tie import TIE
from services.people.domain.deal_team import DEAL_TEAM
from services.people.domain.staff import EMPLOYEE, UNIT
from tas.core.codec import from_json
from tas.core.ids import split_aggregate

SHOWN: Mapping[str, AggregateType[Any]] = {
    "person": PERSON,
    "customer_unit": CUSTOMER_UNIT,
    "tie": TIE,
    "map": CONTACT_MAP,
    "employee": EMPLOYEE,
    "unit": UNIT,
    "team": DEAL_TEAM,
    "account": ACCOUNT,
}
"""The picture's parts and what they are made of."""
STRETCH = 500
"""Feed rows in one query."""
BREATH = 200
"""Documents after which others get their turn while a picture is filled."""


class StoredMirror:
    """Holds `app.contact.port.Mirror`. One for a process; calls wait for each other."""

    def __init__(self, database: Database, feed: FeedStore, ledger: Ledger) -> None:
        self._database = database
        self._feed = feed
        self._ledger = ledger
        self._lock = asyncio.Lock()
        self._known: dict[str, dict[str, Loaded[Any]]] = {}
        self._position = 0
        self._picture: Picture | None = None

    async def read(self) -> Picture:
        async with self._lock:
            changed = await self._fill() if self._picture is None else False
            changed |= await self._follow()
            if changed or self._picture is None:
                self._picture = self._drawn()
            return self._picture

    async def _fill(self) -> bool:
        """From the documents, each at least as new as the feed is now."""
        end = await self._feed.feed_end(1)
        for kind in SHOWN.values():
            known = self._known[kind.name] = {}
            for number, row in enumerate(await whole(self._database, kind.name)):
                state: Any = from_json(kind.state, row["state"])
                known[str(row["_id"])] = Loaded(state, int(row["version"]), str(row["hash"]))
                if number % BREATH == 0:
                    await asyncio.sleep(0)
        self._position = end.position if end else 0
        return True

    async def _follow(self) -> bool:
        """What the feed has more, and what is not fed yet; whether anything of the picture was in it. Who looks at the
        unfed first misses nothing: what is fed meanwhile is in the feed then."""
        unfed = await self._feed.unfed(STRETCH)
        changed = await self._follow_feed()
        for entry in unfed:
            changed |= await self._take(entry)
        return changed

    async def _follow_feed(self) -> bool:
        changed = False
        while True:  # bounded by the feed's end
            rows = await self._feed.feed(self._position, STRETCH)
            for row, entry in rows:
                changed |= await self._take(entry)
                self._position = row.position
            if len(rows) < STRETCH:
                return changed

    async def _take(self, entry: Entry) -> bool:
        type, key = split_aggregate(entry.aggregate)
        kind = next((one for one in SHOWN.values() if one.name == type), None)
        if kind is None:
            return False
        seen = self._known[type].get(key) or Loaded(kind.initial(key), 0, "")
        if entry.version <= seen.version:
            return False
        if entry.version == seen.version + 1:
            self._known[type][key] = fold(kind, seen, (entry,))
        else:  # the document that it was filled from was behind
            self._known[type][key] = await self._ledger.load(kind, key)
        return True

    def _drawn(self) -> Picture:
        parts = {
            part: {key: loaded.state for key, loaded in self._known[kind.name].items()} for part, kind in SHOWN.items()
        }
        return Picture(self._picture.revision + 1 if self._picture else 1, **parts)
