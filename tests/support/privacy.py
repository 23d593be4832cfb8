"""The lists of exports, erasures and persons that are due, over a store in memory."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType
from kit.page import Key, Page, Window
from services.people.domain.contact.erasure import ERASURE, Erasure, ErasureStatus
from services.people.domain.contact.export import EXPORT, Export
from services.people.domain.contact.person import PERSON, Person
from tas.core.codec import from_json
from tests.support.journal import MemoryStore

S = TypeVar("S")


class MemoryPrivacyIndex:
    """Holds the contract of `services.people.app.privacy.port.PrivacyIndex`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def exports_of(self, person_ids: Sequence[str], window: Window) -> Page[Export]:
        return self._page(EXPORT, lambda row: set(row["personIds"]) & {*person_ids}, "_id", window)

    async def due(self, day: date, window: Window) -> Page[Person]:
        return self._page(PERSON, lambda row: row["dueOn"] <= day.isoformat(), "dueOn", window)

    async def erasures(self, status: ErasureStatus, window: Window) -> Page[Erasure]:
        return self._page(ERASURE, lambda row: row["status"] == status.value, "at", window)

    def _page(self, kind: AggregateType[S], test: Callable[[dict[str, Any]], Any], sort: str, asked: Window) -> Page[S]:
        rows = [row for (type, _), row in self._store.states.items() if type == kind.name and test(row)]
        found: list[tuple[Key, dict[str, Any]]] = sorted(
            (((row[sort], row["_id"]), row) for row in rows), key=lambda one: one[0]
        )
        inside = [
            one
            for one in found
            if (asked.after is None or one[0] > asked.after) and (asked.before is None or one[0] < asked.before)
        ]
        kept = inside[-asked.size :] if asked.backwards else inside[: asked.size]
        items: tuple[S, ...] = tuple(from_json(kind.state, row["state"]) for _, row in kept)
        return Page(items, tuple(key for key, _ in kept), len(inside) > asked.size)
