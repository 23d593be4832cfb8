"""What the commands and queries of people ask of the world: look-ups that exact keys cannot answer, and calendars.

Implemented in `adapters` and by the fakes of the tests. Everything is bounded.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from kit.journal.aggregate import AggregateType
from kit.page import Page, Window
from services.people.domain.account import Account
from services.people.domain.staff import Employee
from tas.core.calendar import Calendar

S = TypeVar("S")


class Directory(Protocol):
    """The lists. They are read from state documents and may lag a moment behind the journal."""

    async def holders(self, post: str, unit_id: str | None, day: date, first: int) -> Sequence[Employee]:
        """Employees, as they stand on the day, who hold the post then for this unit or company-wide, for any unit when
        None; by id."""

    async def held_posts(self, day: date) -> frozenset[str]:
        """Every post that an employee holds on the day."""

    async def accounts_named(self, name_key: str, first: int) -> Sequence[str]:
        """Ids of accounts whose compared name is this."""

    async def mentioning(self, kind: AggregateType[S], field: str, id: str, first: int) -> Sequence[S]:
        """The things of a kind of whose declared field this id is the value, or one of the values; by id."""

    async def accounts(self, window: Window) -> Page[Account]:
        """A page by (name, id)."""

    async def employees(self, window: Window) -> Page[Employee]:
        """A page by (name, id)."""


class CalendarSource(Protocol):
    """Working calendars with the public holidays of their country."""

    def calendar(self, name: str) -> Calendar:
        """Raises Missing(CALENDAR_UNKNOWN)."""
