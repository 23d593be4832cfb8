"""Lists of registrations and opportunities from the state documents in the store, and the indexes that serve them."""

from itertools import combinations
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType
from kit.mongo.client import Database
from kit.mongo.index import Index, declare
from kit.mongo.query import key_of, page
from kit.page import Page, Window
from services.opportunity.app.port import OpportunityFilter, RegistrationFilter
from services.opportunity.domain.opportunity import OPPORTUNITY, Opportunity
from services.opportunity.domain.registration import LIVE, REGISTRATION, Registration
from tas.core.codec import from_json

S = TypeVar("S")
FILED_AT = "filedAt"
OPENED_AT = "openedAt"


def _declare(collection: str, filters: tuple[str, ...], sort: str) -> tuple[Index, ...]:
    """An index for every choice of filters, each ending in the sort."""
    chosen = [some for size in range(len(filters) + 1) for some in combinations(filters, size)]
    return tuple(declare(collection, [*some, sort, "_id"]) for some in chosen)


INDEXES = (
    *_declare("state_registration", ("partnerId", "status"), FILED_AT),
    *_declare("state_opportunity", ("partnerId", "stage"), OPENED_AT),
    declare("state_registration", ["accountId", "status", FILED_AT, "_id"]),
    declare("state_registration", ["accountId", FILED_AT, "_id"]),
    declare("state_opportunity", ["accountId", OPENED_AT, "_id"]),
)


class StoredIndex:
    """Holds `app.port.DealIndex`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def registrations(self, wanted: RegistrationFilter, window: Window) -> Page[Registration]:
        where = _where(wanted.partner_id, "status", wanted.statuses)
        return await self._page(REGISTRATION, where, FILED_AT, window)

    async def opportunities(self, wanted: OpportunityFilter, window: Window) -> Page[Opportunity]:
        where = _where(wanted.partner_id, "stage", wanted.stages)
        return await self._page(OPPORTUNITY, where, OPENED_AT, window)

    async def live_registrations_of(self, account_id: str, first: int) -> Page[Registration]:
        where = {"accountId": account_id, "status": {"$in": sorted(one.value for one in LIVE)}}
        return await self._page(REGISTRATION, where, FILED_AT, Window(first))

    async def registrations_of(self, account_id: str, window: Window) -> Page[Registration]:
        return await self._page(REGISTRATION, {"accountId": account_id}, FILED_AT, window)

    async def opportunities_of(self, account_id: str, window: Window) -> Page[Opportunity]:
        return await self._page(OPPORTUNITY, {"accountId": account_id}, OPENED_AT, window)

    async def _page(self, kind: AggregateType[S], where: dict[str, Any], sort: str, window: Window) -> Page[S]:
        found = await page(
            self._database,
            kind.name,
            where,
            sort=sort,
            descending=True,
            size=window.size,
            after=window.after,
            before=window.before,
            backwards=window.backwards,
        )
        items: tuple[S, ...] = tuple(from_json(kind.state, row["state"]) for row in found.rows)
        return Page(items, tuple(key_of(row, sort) for row in found.rows), found.more)


def _where(partner_id: str | None, name: str, values: tuple[str, ...]) -> dict[str, Any]:
    where: dict[str, Any] = {} if partner_id is None else {"partnerId": partner_id}
    if values:
        where[name] = {"$in": sorted(values)}
    return where
