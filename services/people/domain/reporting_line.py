"""Reporting lines as a whole: on no day does anybody report to themselves, over however many heads, and no unit lies
above itself.

All changes of people pass through one aggregate, `reporting-line/company`, in one order, and those of units through
`reporting-line/units`. Each holds the last change only: whoever
makes the next one sees to it first that the last stands with its employee.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.period import Period
from services.people.domain.staff import Placement
from tas.contracts.staff import LineChanged, UnitLineChanged
from tas.core.errors import Conflict

COMPANY = "company"
UNITS = "units"
MOST_STEPS = 2000
"""Heads and periods that are looked at for one change."""


@dataclass(frozen=True, slots=True)
class ReportingLine:
    """The last change, of a person or a unit, and the event that made it; None before the first."""

    key: str
    last: LineChanged | None = None
    event_id: str = ""
    unit: UnitLineChanged | None = None


def circle_day(
    lines: Mapping[str, tuple[Placement, ...]], employee_id: str, head_id: str | None, period: Period
) -> date | None:
    """The first day found on which the employee, reporting to the head for this period, would report to themselves.
    `lines` are the placements of everybody above. Raises Conflict(LINE_TOO_LONG)."""
    waiting = [(head_id, period)] if head_id is not None else []
    seen = set(waiting)
    steps = 0
    while waiting:
        steps += 1
        if steps > MOST_STEPS:
            raise Conflict("LINE_TOO_LONG", most=MOST_STEPS)
        id, days = waiting.pop()
        if id == employee_id:
            return days.first or date.min
        for placed in lines.get(id, ()):
            both = placed.period.meet(days)
            following = (placed.head_employee_id, both)
            if placed.head_employee_id is not None and not both.empty and following not in seen:
                seen.add((placed.head_employee_id, both))
                waiting.append((placed.head_employee_id, both))
    return None


def evolve(state: ReportingLine, event: Any, entry: Entry) -> ReportingLine:
    """The state after an event."""
    if isinstance(event, LineChanged):
        return ReportingLine(state.key, event, entry.event_id(len(entry.events) - 1))
    if isinstance(event, UnitLineChanged):
        return ReportingLine(state.key, None, entry.event_id(len(entry.events) - 1), event)
    return state


REPORTING_LINE: AggregateType[ReportingLine] = AggregateType("reporting-line", ReportingLine, ReportingLine, evolve)
