"""A working calendar as the graph shows it."""

from datetime import date

from strawberry import federation

from tas.core import calendar as core


@federation.type(description="A day with hours of its own, such as half a day.")
class SpecialDay:
    day: date = federation.field(description="The day; it is worked.")
    hours: list[str] = federation.field(description="Its hours.")


@federation.type(description="Which days and hours are working time.")
class WorkCalendar:
    name: str = federation.field(description="Whose it is: the id of the unit that set it, or company.")
    zone: str = federation.field(description="The time zone that its hours are told in.")
    weekdays: list[int] = federation.field(description="Working days of the week, Monday 1.")
    hours: list[str] = federation.field(description="Working hours, such as 09:00-12:00.")
    holidays: list[date] = federation.field(description="Days off, of the years around today.")
    workdays: list[date] = federation.field(description="Days worked whatever their weekday.")
    special_days: list[SpecialDay] = federation.field(description="Days with hours of their own, such as half days.")


def show_calendar(calendar: core.Calendar) -> WorkCalendar:
    """A calendar as a GraphQL object."""
    return WorkCalendar(
        name=calendar.name,
        zone=calendar.zone,
        weekdays=list(calendar.weekdays),
        hours=list(calendar.hours),
        holidays=sorted(calendar.holidays),
        workdays=sorted(calendar.workdays),
        special_days=[
            SpecialDay(day=one.day, hours=list(one.hours))
            for one in sorted(calendar.special, key=lambda special: special.day)
        ],
    )
