"""What the commands and queries of people ask of the world: look-ups that exact keys cannot answer, and calendars.

Implemented in `adapters` and by the fakes of the tests. Everything is bounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from kit.journal.aggregate import AggregateType
from kit.page import Page, Window
from services.people.domain.account import Account
from services.people.domain.duplicate import Known
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

    async def accounts_like(self, grams: Sequence[str], first: int) -> Sequence[Known]:
        """Accounts whose name, or one that it is to have, holds any of these pieces (`domain.duplicate.grams`)."""

    async def accounts_at(self, domain: str, first: int) -> Sequence[Known]:
        """Accounts whose website is at this domain."""

    async def children(self, parent_ids: Sequence[str], first: int) -> Sequence[str]:
        """Ids of the accounts that are subsidiaries of any of these."""

    async def mentioning(self, kind: AggregateType[S], field: str, id: str, first: int) -> Sequence[S]:
        """The things of a kind of whose declared field this id is the value, or one of the values; by id."""

    async def accounts(self, window: Window) -> Page[Account]:
        """A page by (name, id)."""

    async def employees(self, window: Window) -> Page[Employee]:
        """A page by (name, id)."""


@dataclass(frozen=True, slots=True)
class DealStanding:
    """What the opportunity service says of an account: ids of its live registrations and of its opportunities (`more`
    when there are more than it names), and how many live scopes it holds."""

    registrations: tuple[str, ...] = ()
    opportunities: tuple[str, ...] = ()
    live_scopes: int = 0
    more: bool = False


class DealSource(Protocol):
    """The opportunity service. Every call has a timeout and raises Unavailable beyond it."""

    async def of_accounts(self, account_ids: Sequence[str]) -> Mapping[str, DealStanding]:
        """One for each of the accounts."""


class ChainSource(Protocol):
    """The approval service. Every call has a timeout and raises Unavailable beyond it."""

    async def running(self, subject_type: str, subject_ids: Sequence[str]) -> Sequence[str]:
        """Ids of the chains about any of these that have not ended."""

    async def approved(self, subject_type: str, subject_ids: Sequence[str]) -> Sequence[str]:
        """Ids of the chains about any of these that were approved."""


class ContractSource(Protocol):
    """Whoever holds the contracts with customers."""

    async def of_accounts(self, account_ids: Sequence[str], first: int) -> Sequence[str]:
        """Ids of the contracts with any of the accounts. Raises Unavailable."""


class CalendarSource(Protocol):
    """Working calendars with the public holidays of their country."""

    def calendar(self, name: str) -> Calendar:
        """Raises Missing(CALENDAR_UNKNOWN)."""
