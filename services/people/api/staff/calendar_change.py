"""Setting a unit's working time."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.staff.payload import StaffPayload, answer
from services.people.app import work_calendar as app
from services.people.domain.work_calendar import WorkTime
from tas.core.calendar import DayHours


@strawberry.input(description="A day with hours of its own, such as half a day.")
class SpecialDayInput:
    day: date = strawberry.field(description="The day; it is worked, whatever else is said of it.")
    hours: list[str] = strawberry.field(description="Its hours, such as 09:00-12:00.")


@strawberry.input(description="A unit's working time, from a day on.")
class SetUnitCalendarInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    unit_id: strawberry.ID = strawberry.field(description="The unit; units below keep it unless they set their own.")
    country: str = strawberry.field(description="ISO 3166 country whose holidays and working weekends count.")
    zone: str = strawberry.field(description="The time zone of its hours, such as Asia/Shanghai.")
    weekdays: list[int] = strawberry.field(description="Working days of the week, Monday 1.")
    hours: list[str] = strawberry.field(description="Working hours, such as 09:00-12:00.")
    days_off: list[date] = strawberry.field(default_factory=list, description="Days off beside the holidays.")
    days_on: list[date] = strawberry.field(default_factory=list, description="Days worked whatever else says.")
    special_days: list[SpecialDayInput] = strawberry.field(
        default_factory=list, description="Days with hours of their own."
    )
    first_day: date = strawberry.field(description="From when.")


async def set_unit_calendar(
    info: Info, input: Annotated[SetUnitCalendarInput, strawberry.argument(description="The unit's working time.")]
) -> StaffPayload:
    time = WorkTime(
        input.country, input.zone, tuple(input.weekdays), tuple(input.hours), tuple(input.days_off),
        tuple(input.days_on), special=tuple(DayHours(one.day, tuple(one.hours)) for one in input.special_days),
    )  # fmt: skip
    asked = app.CalendarAsked(str(input.unit_id), time, input.first_day)
    days = [[str(one) for one in some] for some in (input.days_off, input.days_on)]
    own = [[str(one.day), list(one.hours)] for one in time.special]
    body = [
        asked.unit_id,
        time.country,
        time.zone,
        list(time.weekdays),
        list(time.hours),
        days,
        str(input.first_day),
        *own,
    ]
    return await answer(
        info, input.command_id, body, lambda people, command: app.set_unit_calendar(people, asked, command)
    )
