"""The working time of a unit, over time: a country's holidays, its own hours, and single days that differ from both."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.period import EVER, Period, succeeded
from tas.contracts.staff import UnitCalendarSet
from tas.core.calendar import Calendar, DayHours


@dataclass(frozen=True, slots=True)
class WorkTime:
    """`weekdays` are ISO numbers, `hours` spans as `09:00-12:00`. `days_off` and `days_on` come before the rest, and
    `special`, days with hours of their own, before these."""

    country: str
    zone: str
    weekdays: tuple[int, ...]
    hours: tuple[str, ...]
    days_off: tuple[date, ...]
    days_on: tuple[date, ...]
    period: Period = EVER
    special: tuple[DayHours, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """`times` is empty before the first event: the unit keeps the calendar of the one above."""

    unit_id: str
    times: tuple[WorkTime, ...] = ()


def applied(time: WorkTime, country: Calendar, name: str) -> Calendar:
    """The working calendar: the country's, with what the unit does otherwise."""
    off, on = frozenset(time.days_off), frozenset(time.days_on)
    return replace(
        country,
        name=name,
        zone=time.zone,
        weekdays=time.weekdays,
        hours=time.hours,
        holidays=(country.holidays | off) - on,
        workdays=(country.workdays | on) - off,
        special=time.special,
    )


def evolve(state: WorkCalendar, event: Any, entry: Entry) -> WorkCalendar:
    """The unit's working time after an event."""
    if isinstance(event, UnitCalendarSet):
        time = WorkTime(
            event.country, event.zone, event.weekdays, event.hours, event.days_off, event.days_on,
            Period(event.first_day), event.special,
        )  # fmt: skip
        return WorkCalendar(state.unit_id, succeeded(state.times, time))
    return state


WORK_CALENDAR: AggregateType[WorkCalendar] = AggregateType("work-calendar", WorkCalendar, WorkCalendar, evolve)
