"""One question for approvers: the day it is about, the facts of the case, and what was found so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.people.app.container import People
from services.people.domain.staff import EMPLOYEE, UNIT, Employee, Unit

HIGHEST = 10
"""The highest level of a line manager that a rule may name."""
Facts = Mapping[str, Any]
Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """An approver: `why` in words, `hops` the ids passed on the way. `post` is what they act under, where they do;
    `weight` counts in a committee; `instead_of` is whom they stand in for."""

    employee: Employee
    why: str
    hops: tuple[str, ...] = ()
    post: str | None = None
    weight: int = 1
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    people: People
    facts: Facts
    day: date

    async def employee(self, id: str) -> Employee:
        """As they stand on the day."""
        return (await self.people.ledger.load(EMPLOYEE, id)).state.on(self.day)

    async def unit(self, id: str) -> Unit:
        return (await self.people.ledger.load(UNIT, id)).state.on(self.day)

    def text(self, name: str) -> str | None:
        """A fact that is a text, and not an empty one."""
        return text(self.facts.get(name))


def text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def texts(value: Any) -> tuple[str, ...]:
    """One text or a list of them, in their order, each once."""
    given = value if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(one for one in given if isinstance(one, str) and one))
