"""Which working calendar a unit keeps on a day, and setting it. Who sets none keeps that of the unit above, and at the
top the company's."""

from dataclasses import dataclass
from datetime import date

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command
from services.people.app.access_staff import require_administrator
from services.people.app.container import People
from services.people.app.resolve_line import DEEPEST
from services.people.app.standing import unit_of
from services.people.domain.period import on
from services.people.domain.staff import UNIT
from services.people.domain.work_calendar import WORK_CALENDAR, WorkCalendar, WorkTime, applied
from tas.contracts.staff import UnitCalendarSet
from tas.core.calendar import Calendar, read_calendar, write_calendar
from tas.core.errors import Invalid

COMPANY = "company"
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class CalendarAsked:
    unit_id: str
    time: WorkTime
    first_day: date


async def calendar_of_unit(people: People, unit_id: str, day: date) -> Calendar:
    """The calendar that the unit keeps on the day; it is named after the unit that set it, or `company`."""
    above: str | None = unit_id
    for _ in range(DEEPEST):
        if above is None:
            break
        time = on((await people.ledger.load(WORK_CALENDAR, above)).state.times, day)
        if time is not None:
            return applied(time, people.calendars.calendar(time.country), above)
        above = (await people.ledger.load(UNIT, above)).state.on(day).parent_unit_id
    return people.calendars.calendar(COMPANY)


async def set_unit_calendar(people: People, asked: CalendarAsked, command: Command) -> Committed[WorkCalendar]:
    """Raises Forbidden(ADM_ONLY), Missing(UNIT_MISSING | CALENDAR_UNKNOWN), Invalid(CALENDAR_… | DAYS_TOO_MANY)."""
    require_administrator(command.actor)
    await unit_of(people, asked.unit_id, "unitId")
    time = asked.time
    if len(time.days_off) + len(time.days_on) + len(time.special) > MOST_DAYS:
        raise Invalid("DAYS_TOO_MANY", field=("daysOff",), most=MOST_DAYS)
    if not time.weekdays or not set(time.weekdays) <= set(range(1, 8)) or not time.hours:
        raise Invalid("CALENDAR_MALFORMED", field=("weekdays",), reason="weekdays 1-7 and hours")
    read_calendar(write_calendar(applied(time, people.calendars.calendar(time.country), asked.unit_id)))
    event = UnitCalendarSet(
        asked.unit_id, time.country, time.zone, tuple(sorted(set(time.weekdays))), time.hours,
        tuple(sorted(set(time.days_off))), tuple(sorted(set(time.days_on))), asked.first_day,
        tuple(sorted(time.special, key=lambda one: one.day)),
    )  # fmt: skip
    return await people.ledger.execute(
        WORK_CALENDAR, asked.unit_id, command, lambda _: Decided((event,), {"unitId": asked.unit_id})
    )
