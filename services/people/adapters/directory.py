"""Look-ups and lists of people from the state documents in the store, and the indexes that serve them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType
from kit.mongo.client import Database
from kit.mongo.index import declare
from kit.mongo.query import LARGEST_PAGE, Key, key_of, page, values
from kit.page import Page, Window
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.duplicate import Known
from services.people.domain.staff import EMPLOYEE, Employee, holds, seat_of
from tas.core.codec import from_json

S = TypeVar("S")
SORT = "sortName"
MOST_PAGES = 20
"""Pages of those who hold or have held a post that are looked through."""

INDEXES = (
    declare("state_account", ["listed", SORT, "_id"]),
    declare("state_account", ["nameGrams", "_id"]),
    declare("state_account", ["webDomain", "_id"]),
    declare("state_account", ["parentId", "_id"]),
    declare("state_employee", ["listed", SORT, "_id"]),
    declare("state_employee", ["posts", "_id"]),
    declare("state_employee", ["heads", "_id"]),
    declare("state_employee", ["externalId", "_id"]),
    declare("state_employee", ["provisioned", "_id"]),
    declare("state_directory-group", ["provisioned", "_id"]),
    declare("state_unit", ["heads", "_id"]),
    declare("state_account", ["state.owner_employee_id", "_id"]),
    declare("state_deal-team", ["members", "_id"]),
    declare("state_committee", ["members", "_id"]),
    declare("state_field-owner", ["owners", "_id"]),
    declare("state_employee", ["seats", "_id"]),
)


class StoredDirectory:
    """Holds `app.port.Directory`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def holders(self, post: str, unit_id: str | None, day: date, first: int) -> Sequence[Employee]:
        seats = {seat_of(post, unit_id), seat_of(post, None)}
        where = {"posts": post} if unit_id is None else {"seats": {"$in": sorted(seats)}}
        found: list[Employee] = []
        async for row in self._each(EMPLOYEE.name, where):
            employee: Employee = from_json(Employee, row["state"])
            standing = employee.on(day)
            if holds(standing, post, unit_id):
                found.append(standing)
            if len(found) == first:
                break
        return found

    async def held_posts(self, day: date) -> frozenset[str]:
        open_, dated = [
            await values(self._database, EMPLOYEE.name, field, {"listed": True})
            for field in ("openPosts", "datedPosts")
        ]
        now = [post for post in sorted(dated - open_) if await self.holders(post, None, day, 1)]
        return open_ | frozenset(now)

    async def _each(
        self, type: str, where: Mapping[str, Any], most_pages: int = MOST_PAGES
    ) -> AsyncIterator[Mapping[str, Any]]:
        """The state documents by id, page by page, up to a bound."""
        after: Key | None = None
        for _ in range(most_pages):
            rows = await page(self._database, type, where, size=LARGEST_PAGE, after=after)
            for row in rows.rows:
                yield row
            if not rows.more:
                return
            after = key_of(rows.rows[-1])

    async def accounts_like(self, grams: Sequence[str], first: int) -> Sequence[Known]:
        rows = await self._accounts({"nameGrams": {"$in": sorted(grams)}}, first) if grams else ()
        return [_known(row) for row in rows]

    async def accounts_at(self, domain: str, first: int) -> Sequence[Known]:
        return [_known(row) for row in await self._accounts({"webDomain": domain}, first)]

    async def children(self, parent_ids: Sequence[str], first: int) -> Sequence[str]:
        rows = await self._accounts({"parentId": {"$in": sorted(parent_ids)}}, first)
        return [str(row["_id"]) for row in rows]

    async def _accounts(self, where: Mapping[str, Any], first: int) -> Sequence[Mapping[str, Any]]:
        """State documents by id, page by page. Their states are not read: there may be hundreds."""
        found: list[Mapping[str, Any]] = []
        after: Key | None = None
        while len(found) < first:
            size = min(LARGEST_PAGE, first - len(found))
            rows = await page(self._database, ACCOUNT.name, where, size=size, after=after)
            found += rows.rows
            if not rows.more:
                break
            after = key_of(rows.rows[-1])
        return found

    async def mentioning(self, kind: AggregateType[S], field: str, id: str, first: int) -> Sequence[S]:
        found: list[S] = []
        async for row in self._each(kind.name, {field: id}, first // LARGEST_PAGE + 1):
            found.append(from_json(kind.state, row["state"]))
            if len(found) == first:
                break
        return found

    async def accounts(self, window: Window) -> Page[Account]:
        return await self._listed(ACCOUNT, window)

    async def employees(self, window: Window) -> Page[Employee]:
        return await self._listed(EMPLOYEE, window)

    async def _listed(self, kind: AggregateType[S], window: Window) -> Page[S]:
        found = await page(
            self._database,
            kind.name,
            {"listed": True},
            sort=SORT,
            size=window.size,
            after=window.after,
            before=window.before,
            backwards=window.backwards,
        )
        items: tuple[S, ...] = tuple(from_json(kind.state, row["state"]) for row in found.rows)
        return Page(items, tuple(key_of(row, SORT) for row in found.rows), found.more)


def _known(row: Mapping[str, Any]) -> Known:
    return Known(str(row["_id"]), tuple(row["names"]), str(row["webDomain"]))
