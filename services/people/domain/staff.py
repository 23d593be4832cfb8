"""Our own organisation: employees with their posts and line heads, and organisation units with theirs, over time.

A state's plain fields are what held on the day of its last entry; `on(day)` gives the same for any day.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.away import Away, after_away
from services.people.domain.period import EVER, Period, all_on, before, ended, on, succeeded
from tas.contracts.people import EmployeeRecorded, PostAssigned, UnitRecorded
from tas.contracts.staff import (
    AwayEnded,
    AwayRecorded,
    EmployeeHired,
    EmployeeLeft,
    EmployeeLinked,
    EmployeeNamed,
    EmployeePlaced,
    PostEnded,
    UnitHeaded,
)

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
class Holding:
    """A post and when it is held."""

    post: Post
    period: Period = EVER


@dataclass(frozen=True, slots=True)
class Placement:
    """Where somebody works and whom they report to, for a time."""

    unit_id: str | None
    head_employee_id: str | None
    period: Period = EVER


@dataclass(frozen=True, slots=True)
class Employment:
    """A time for which somebody works here."""

    period: Period = EVER


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
    placements: tuple[Placement, ...] = ()
    holdings: tuple[Holding, ...] = ()
    employments: tuple[Employment, ...] = ()
    aways: tuple[Away, ...] = ()
    external_id: str = ""
    """What the company's directory calls them."""
    provisioned: bool = False
    """Whether they are among the users that the directory manages."""

    @property
    def exists(self) -> bool:
        return bool(self.login)

    def on(self, day: date) -> "Employee":
        """The employee as they stand on this day. One from before days were recorded stands as ever."""
        if not self.placements and not self.holdings and not self.employments:
            return self
        placed = on(self.placements, day)
        active = on(self.employments, day) is not None
        return replace(
            self,
            unit_id=placed.unit_id if placed else None,
            head_employee_id=placed.head_employee_id if placed else None,
            active=active,
            posts=tuple(one.post for one in all_on(self.holdings, day)) if active else (),
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """Who heads a unit and what lies above it, for a time."""

    parent_unit_id: str | None
    head_employee_ids: tuple[str, ...]
    period: Period = EVER


@dataclass(frozen=True, slots=True)
class Unit:
    """`name` is empty before the first event."""

    id: str
    name: str = ""
    region: str | None = None
    parent_unit_id: str | None = None
    head_employee_ids: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()

    @property
    def exists(self) -> bool:
        return bool(self.name)

    def on(self, day: date) -> "Unit":
        """The unit as it stands on this day."""
        found = on(self.headings, day)
        if found is None:
            return self if not self.headings else replace(self, parent_unit_id=None, head_employee_ids=())
        return replace(self, parent_unit_id=found.parent_unit_id, head_employee_ids=found.head_employee_ids)


def evolve_employee(state: Employee, event: Any, entry: Entry) -> Employee:
    """The employee after an event."""
    day = entry.at.astimezone(UTC).date()
    return _after(_dated(state), event, day).on(day)


def evolve_unit(state: Unit, event: Any, entry: Entry) -> Unit:
    """The unit after an event."""
    day = entry.at.astimezone(UTC).date()
    if isinstance(event, UnitRecorded):
        first = event.first_day or (day if state.exists else None)
        headings = succeeded(headings_of(state), Heading(event.parent_unit_id, event.head_employee_ids, Period(first)))
        return Unit(state.id, event.name, event.region, event.parent_unit_id, event.head_employee_ids, headings)
    if isinstance(event, UnitHeaded):
        heading = Heading(event.parent_unit_id, event.head_employee_ids, Period(event.first_day))
        return replace(state, headings=succeeded(headings_of(state), heading)).on(day)
    return state


def _after(state: Employee, event: Any, day: date) -> Employee:
    if isinstance(event, EmployeeRecorded):
        return _recorded(state, event, event.first_day or (day if state.exists else None))
    if isinstance(event, EmployeePlaced):
        placed = Placement(event.unit_id, event.head_employee_id, Period(event.first_day))
        return replace(state, placements=succeeded(state.placements, placed))
    if isinstance(event, PostAssigned):
        post, period = Post(event.post, event.unit_id), Period(event.first_day, event.last_day)
        return replace(state, holdings=_held(state.holdings, Holding(post, period)))
    if isinstance(event, PostEnded):
        post = Post(event.post, event.unit_id)
        kept = [ended([one], event.last_day) if one.post == post else (one,) for one in state.holdings]
        return replace(state, holdings=tuple(one for few in kept for one in few))
    if isinstance(event, EmployeeLeft | EmployeeHired):
        return _left(state, event.last_day) if isinstance(event, EmployeeLeft) else _hired(state, event.first_day)
    if isinstance(event, EmployeeNamed):
        return replace(state, name=event.name)
    if isinstance(event, EmployeeLinked):
        return replace(state, external_id=event.external_id, provisioned=event.listed)
    if isinstance(event, AwayRecorded | AwayEnded):
        return replace(state, aways=after_away(state.aways, event))
    return state


def _recorded(state: Employee, event: EmployeeRecorded, first: date | None) -> Employee:
    known = replace(state, login=event.login, name=event.name)
    if not event.active:
        known = _left(known, before(first)) if first is not None else known
    elif first is None or on(state.employments, first) is None:
        known = _hired(known, first)
    placed = Placement(event.unit_id, event.head_employee_id, Period(first))
    return replace(known, placements=succeeded(state.placements, placed))


def _held(holdings: tuple[Holding, ...], more: Holding) -> tuple[Holding, ...]:
    """One post's periods never overlap: a post that is given while it is held is held for both periods together."""
    same = [one for one in holdings if one.post == more.post and one.period.overlaps(more.period)]
    if not same:
        return (*holdings, more)
    joined = more.period
    for one in same:
        joined = _together(one.period, joined)
    kept = [replace(one, period=joined) if one is same[0] else one for one in holdings]
    return tuple(one for one in kept if not any(one is gone for gone in same[1:]))


def _together(one: Period, other: Period) -> Period:
    first = None if one.first is None or other.first is None else min(one.first, other.first)
    last = None if one.last is None or other.last is None else max(one.last, other.last)
    return Period(first, last)


def _hired(state: Employee, first: date | None) -> Employee:
    return replace(state, employments=succeeded(state.employments, Employment(Period(first))))


def _left(state: Employee, last: date) -> Employee:
    return replace(
        state,
        employments=ended(state.employments, last),
        holdings=ended(state.holdings, last),
    )


def placements_of(state: Employee) -> tuple[Placement, ...]:
    """Where the employee works and whom they report to, on any day."""
    return _dated(state).placements


def _dated(state: Employee) -> Employee:
    """A state from before days were recorded, with what it says as held since ever."""
    if not state.exists or state.placements:
        return state
    return replace(
        state,
        placements=(Placement(state.unit_id, state.head_employee_id),),
        holdings=tuple(Holding(post) for post in state.posts),
        employments=(Employment(),) if state.active else (),
    )


def headings_of(state: Unit) -> tuple[Heading, ...]:
    """Who heads the unit and what lies above it, on any day."""
    if state.headings or not state.exists:
        return state.headings
    return (Heading(state.parent_unit_id, state.head_employee_ids),)


def seat_of(code: str, unit_id: str | None) -> str:
    """A post and what it is held for, as one word to look it up by; `CHM@` is company-wide."""
    return f"{code}@{unit_id or ''}"


def holds(employee: Employee, code: str, unit_id: str | None) -> bool:
    """Whether the employee, as they stand, holds the post for the unit or company-wide; for any unit when None."""
    return employee.active and any(
        post.code == code and (unit_id is None or post.unit_id in (None, unit_id)) for post in employee.posts
    )


def view_employee(state: Employee) -> dict[str, Any]:
    """What queries sort and filter by: posts and seats of any day, and the posts that are held until further notice.
    A reader looks at the day (`Employee.on`). Who never worked here holds none."""
    held = state.holdings if state.employments else ()
    lasting = {one.post.code for one in held if one.period == EVER}
    return {
        "sortName": state.name.casefold(),
        "posts": sorted({one.post.code for one in held}),
        "seats": sorted({seat_of(one.post.code, one.post.unit_id) for one in held}),
        "openPosts": sorted(lasting),
        "datedPosts": sorted({one.post.code for one in held} - lasting),
        "heads": sorted({one.head_employee_id for one in state.placements if one.head_employee_id}),
        "listed": state.exists,
        "externalId": state.external_id,
        "provisioned": "yes" if state.provisioned else "no",
    }


def view_unit(state: Unit) -> dict[str, Any]:
    """By whom a unit is, was or will be headed."""
    return {"heads": sorted({id for one in state.headings for id in one.head_employee_ids})}


EMPLOYEE: AggregateType[Employee] = AggregateType("employee", Employee, Employee, evolve_employee, view_employee)
UNIT: AggregateType[Unit] = AggregateType("unit", Unit, Unit, evolve_unit, view_unit)
