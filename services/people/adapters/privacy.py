"""Lists of exports, erasures and persons that are due, from the state documents in the store, and their indexes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType
from kit.mongo.client import Database
from kit.mongo.index import declare
from kit.mongo.query import key_of, page
from kit.page import Page, Window
from services.people.domain.contact.erasure import ERASURE, Erasure, ErasureStatus
from services.people.domain.contact.export import EXPORT, Export
from services.people.domain.contact.person import PERSON, Person
from tas.core.codec import from_json

S = TypeVar("S")

INDEXES = (
    declare("state_export", ["personIds", "_id"]),
    declare("state_person", ["dueOn", "_id"]),
    declare("state_erasure", ["status", "at", "_id"]),
)


class StoredPrivacyIndex:
    """Holds `app.privacy.port.PrivacyIndex`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def exports_of(self, person_ids: Sequence[str], window: Window) -> Page[Export]:
        where = {"personIds": {"$in": sorted(set(person_ids))}}
        return await self._page(EXPORT, where, "_id", window)

    async def due(self, day: date, window: Window) -> Page[Person]:
        return await self._page(PERSON, {"dueOn": {"$lte": day.isoformat()}}, "dueOn", window)

    async def erasures(self, status: ErasureStatus, window: Window) -> Page[Erasure]:
        return await self._page(ERASURE, {"status": status.value}, "at", window)

    async def _page(self, kind: AggregateType[S], where: Mapping[str, Any], sort: str, asked: Window) -> Page[S]:
        found = await page(
            self._database,
            kind.name,
            where,
            sort=sort,
            size=asked.size,
            after=asked.after,
            before=asked.before,
            backwards=asked.backwards,
        )
        items: tuple[S, ...] = tuple(from_json(kind.state, row["state"]) for row in found.rows)
        return Page(items, tuple(key_of(row, sort) for row in found.rows), found.more)
