"""Events of the people service about our own organisation over time. Aggregate types: `employee`, `unit` (see
`tas.contracts.people`), `reporting-line` (keys `company` and `units`), `committee` (key: its code), `field-owner` (key:
the field), `deal-team` (key: opportunity id), `work-calendar` (key: unit id), `directory-group` (key: its id).

Days are calendar dates of the company; both ends belong to a period, None leaves an end open.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tas.core.calendar import DayHours
from tas.core.codec import Json
from tas.core.event import event, upcaster


class AwayKind(StrEnum):
    """ABSENCE: not there at all. DELEGATION: there, and somebody else acts for these posts."""

    ABSENCE = "ABSENCE"
    DELEGATION = "DELEGATION"


class Phase(StrEnum):
    """The three phases of the operating model: 获客, 打单, 交付售后."""

    ACQUIRE = "ACQUIRE"
    PURSUE = "PURSUE"
    DELIVER = "DELIVER"


@event(version=1)
@dataclass(frozen=True, slots=True)
class PostEnded:
    """The employee holds the post until this day."""

    employee_id: str
    post: str
    unit_id: str | None
    last_day: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class LineChanged:
    """Whom an employee reports to, and where they work, from a day on. All changes of the company's reporting lines
    pass through this one aggregate, so that two at once cannot close a circle; the employee's own entry follows."""

    employee_id: str
    unit_id: str | None
    head_employee_id: str | None
    first_day: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class UnitLineChanged:
    """What lies above a unit and who heads it, from a day on. All such changes pass through one aggregate, as those of
    `LineChanged` do; the unit's own entry follows. `name` is a new unit's, and empty for one that stands."""

    unit_id: str
    name: str
    region: str | None
    parent_unit_id: str | None
    head_employee_ids: tuple[str, ...]
    first_day: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class EmployeePlaced:
    """The employee works in this unit under this line head from a day on, until said otherwise."""

    employee_id: str
    unit_id: str | None
    head_employee_id: str | None
    first_day: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class EmployeeLeft:
    """The employee's last day; their posts end with it. The approval service moves their open seats because of it."""

    employee_id: str
    last_day: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class AwayRecorded:
    """The employee is away, or hands over posts, for a period. `posts` empty: everything they act as. Without a
    substitute their line head acts."""

    employee_id: str
    away_id: str
    kind: AwayKind
    posts: tuple[str, ...]
    substitute_id: str | None
    first_day: date
    last_day: date
    reason: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class AwayEnded:
    """The employee is back after this day, earlier than recorded; before the first day means that it never was."""

    employee_id: str
    away_id: str
    last_day: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class UnitHeaded:
    """Who heads the unit, and what lies above it, from a day on."""

    unit_id: str
    parent_unit_id: str | None
    head_employee_ids: tuple[str, ...]
    first_day: date


@dataclass(frozen=True, slots=True)
class Vote:
    """A member of a committee and the weight of their vote, 1 or more."""

    employee_id: str
    weight: int = 1


@event(version=1)
@dataclass(frozen=True, slots=True)
class CommitteeRecorded:
    """The committee's name and members from a day on; no members: dissolved."""

    code: str
    name: str
    members: tuple[Vote, ...]
    first_day: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class FieldOwnerNamed:
    """Who answers for a field of the customers' core data from a day on; None: nobody."""

    field: str
    employee_id: str | None
    first_day: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class DealRoleTaken:
    """The employee takes a role in a deal from a day on. A primary one relieves the primary of the same role."""

    opportunity_id: str
    employee_id: str
    role: str
    phase: Phase
    primary: bool
    allocation_percent: int
    first_day: date
    reason: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class DealRoleEnded:
    """The employee has the role in the deal until this day."""

    opportunity_id: str
    employee_id: str
    role: str
    last_day: date
    reason: str


@event(version=2)
@dataclass(frozen=True, slots=True)
class UnitCalendarSet:
    """The unit's working time from a day on: a country's holidays, its own hours, and days that differ from both, some
    with hours of their own."""

    unit_id: str
    country: str
    zone: str
    weekdays: tuple[int, ...]
    hours: tuple[str, ...]
    days_off: tuple[date, ...]
    days_on: tuple[date, ...]
    first_day: date
    special: tuple[DayHours, ...] = ()


@upcaster("UnitCalendarSet", 1)
def _without_special_days(data: dict[str, Json]) -> dict[str, Json]:
    """Half days were not known."""
    return {**data, "special": []}


@event(version=1)
@dataclass(frozen=True, slots=True)
class EmployeeNamed:
    """The employee's name from now on."""

    employee_id: str
    name: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class EmployeeHired:
    """The employee works here (again) from a day on."""

    employee_id: str
    first_day: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class EmployeeLinked:
    """What the company's directory calls the employee. `listed` False: it has taken them out of its users."""

    employee_id: str
    external_id: str
    listed: bool


@event(version=1)
@dataclass(frozen=True, slots=True)
class DirectoryGroupRecorded:
    """A group of the company's directory whose members hold a post, as it stands from now on. `added` and `removed`
    are the difference to before; the employees' own entries follow. `listed` False: the group is gone."""

    group_id: str
    post: str
    unit_id: str | None
    display_name: str
    external_id: str
    member_ids: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    day: date
    listed: bool = True
