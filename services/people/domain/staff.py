"""Our own organisation: employees with their posts and line heads, and organisation units with theirs."""

from dataclasses import dataclass, replace
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.people import EmployeeRecorded, PostAssigned, UnitRecorded

POSTS = (
    "AM", "SM", "DM", "LE", "SVM", "SD", "VP", "SOLD", "DD", "PRM", "PE", "LAB", "COM", "FIN", "LEG", "CMP",
    "MDS", "FO", "CHM", "BID", "SEAL", "OC", "ADM", "AUD",
)  # fmt: skip
"""Role codes an employee may hold; PTN is a partner user's and never an employee's."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post held; `unit_id` None means company-wide."""

    code: str
    unit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """`login` is empty before the first event."""

    id: str
    login: str = ""
    name: str = ""
    unit_id: str | None = None
    head_employee_id: str | None = None
    active: bool = False
    posts: tuple[Post, ...] = ()

    @property
    def exists(self) -> bool:
        return bool(self.login)


@dataclass(frozen=True, slots=True)
class Unit:
    """`name` is empty before the first event."""

    id: str
    name: str = ""
    region: str | None = None
    parent_unit_id: str | None = None
    head_employee_ids: tuple[str, ...] = ()

    @property
    def exists(self) -> bool:
        return bool(self.name)


def evolve_employee(state: Employee, event: Any, entry: Entry) -> Employee:
    """The employee after an event."""
    if isinstance(event, EmployeeRecorded):
        return replace(
            state,
            login=event.login,
            name=event.name,
            unit_id=event.unit_id,
            head_employee_id=event.head_employee_id,
            active=event.active,
        )
    if isinstance(event, PostAssigned):
        held = Post(event.post, event.unit_id)
        return state if held in state.posts else replace(state, posts=(*state.posts, held))
    return state


def evolve_unit(state: Unit, event: Any, entry: Entry) -> Unit:
    """The unit after an event."""
    if isinstance(event, UnitRecorded):
        return Unit(state.id, event.name, event.region, event.parent_unit_id, event.head_employee_ids)
    return state


def seat_of(code: str, unit_id: str | None) -> str:
    """A post and what it is held for, as one word to look it up by; `CHM@` is company-wide."""
    return f"{code}@{unit_id or ''}"


def view_employee(state: Employee) -> dict[str, Any]:
    """What queries sort and filter by. A post held for several units is listed once; who left holds none."""
    held = state.posts if state.active else ()
    return {
        "sortName": state.name.casefold(),
        "posts": sorted({post.code for post in held}),
        "seats": sorted({seat_of(post.code, post.unit_id) for post in held}),
        "listed": state.exists,
    }


EMPLOYEE: AggregateType[Employee] = AggregateType("employee", Employee, Employee, evolve_employee, view_employee)
UNIT: AggregateType[Unit] = AggregateType("unit", Unit, Unit, evolve_unit)
