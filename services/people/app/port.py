"""What the commands and queries of people ask of the world: look-ups that exact keys cannot answer, and calendars.

Implemented in `adapters` and by the fakes of the tests. Everything is bounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from services.people.domain.account import Account
from services.people.domain.staff import Employee
from tas.core.calendar import Calendar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Walk:
    """One page by (name, id), strictly between two keys; `backwards` takes the last ones."""

    size: int
    after: tuple[Any, str] | None = None
    before: tuple[Any, str] | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """What a walk found, each with its key, and whether more lie beyond in walking direction."""

    rows: tuple[tuple[tuple[Any, str], T], ...]
    more: bool


class Directory(Protocol):
    """The lists. They are read from state documents and may lag a moment behind the journal."""

    async def holders(self, post: str, first: int) -> Sequence[Employee]:
        """Active employees who hold the post, for any unit, by id."""

    async def accounts_named(self, name_key: str, first: int) -> Sequence[str]:
        """Ids of accounts whose compared name is this."""

    async def accounts(self, walk: Walk) -> Stretch[Account]: ...

    async def employees(self, walk: Walk) -> Stretch[Employee]: ...


class CalendarSource(Protocol):
    """Working calendars with the public holidays of their country."""

    def calendar(self, name: str) -> Calendar:
        """Raises Missing(CALENDAR_UNKNOWN)."""
