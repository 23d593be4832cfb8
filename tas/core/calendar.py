"""Working time: which days and hours count, and adding and measuring durations in them.

A calendar is data and travels whole inside a chain's first event. Holiday dates come from `kit.calendar`, never from
here. All results are UTC; days and hours are read in the calendar's own zone, so a change of clocks moves nothing.

Durations: `1wd` is the same local time on the next working day, `1wh` is one hour of working time, and neither is
ever made from the other; `5s`, `5m` (minutes) are for round-the-clock calendars only. A share of working days (50 %
of `1wd`) goes the whole days first; what is left divides the *working time that really lies* between that point and
one working day later, so half of 10:00 Monday → 10:00 Tuesday is found by the hours of these two days.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from tas.core.codec import Json, from_json, to_json
from tas.core.errors import Invalid

ONE_DAY = timedelta(days=1)
HORIZON_DAYS = 12_000
"""How far ahead a due date is looked for; a calendar without working days ends here instead of never."""
_DURATION = re.compile(r"([1-9][0-9]{0,4})(wd|wh|s|m)")
_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]|24):([0-5][0-9])")


class CalendarKind(StrEnum):
    WORKING = "WORKING"
    ROUND_THE_CLOCK = "ROUND_THE_CLOCK"


@dataclass(frozen=True, slots=True)
class DayHours:
    """A day with hours of its own, such as half a day: worked for these, whatever else is said of it."""

    day: date
    hours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """`weekdays` are ISO numbers (Monday 1); `workdays` (调休) count whatever their weekday, and before `holidays`.
    `special` are days with hours of their own, each once; their spans are no part of `hours`."""

    name: str
    zone: str
    kind: CalendarKind = CalendarKind.WORKING
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    hours: tuple[str, ...] = ("09:00-12:00", "13:00-18:00")
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    special: tuple[DayHours, ...] = ()

    def hours_on(self, day: date) -> tuple[str, ...]:
        """The hours of a working day."""
        return next((one.hours for one in self.special if one.day == day), self.hours)

    def works_on(self, day: date) -> bool:
        """Whether this local date is a working day."""
        if self.kind is CalendarKind.ROUND_THE_CLOCK or day in self.workdays:
            return True
        if any(one.day == day for one in self.special):
            return True
        return day.isoweekday() in self.weekdays and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Duration:
    """`amount` of `unit`: wd, wh, m or s."""

    amount: int
    unit: str


def round_the_clock(zone: str = "Asia/Shanghai") -> Calendar:
    """The calendar in which every hour of every day counts."""
    return Calendar("round-the-clock", zone, CalendarKind.ROUND_THE_CLOCK)


def read_calendar(data: Json) -> Calendar:
    """A calendar from its JSON form. Raises Invalid(CALENDAR_MALFORMED | CALENDAR_ZONE | CALENDAR_HOURS)."""
    try:
        calendar: Calendar = from_json(Calendar, data)
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("CALENDAR_MALFORMED", reason=str(error)) from error
    try:
        ZoneInfo(calendar.zone)
    except (KeyError, ValueError, OSError) as error:
        raise Invalid("CALENDAR_ZONE", zone=calendar.zone) from error
    for hours in (calendar.hours, *(one.hours for one in calendar.special)):
        _spans(hours)
    days = [one.day for one in calendar.special]
    if len(set(days)) != len(days) or not all(one.hours for one in calendar.special):
        raise Invalid("CALENDAR_MALFORMED", reason="a day with hours of its own stands once, with hours")
    return calendar


def write_calendar(calendar: Calendar) -> dict[str, Json]:
    """The JSON form, as it stands in a chain's first event."""
    data: dict[str, Json] = to_json(calendar)
    return data


def parse_duration(text: str) -> Duration:
    """`2wd`, `8wh`, `30m`, `5s`. Raises Invalid(DURATION_MALFORMED)."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise Invalid("DURATION_MALFORMED", value=text)
    return Duration(int(match[1]), match[2])


def add(calendar: Calendar, start: datetime, duration: str | Duration, percent: int = 100) -> datetime:
    """The moment `percent` of `duration` after `start`, in UTC. Raises Invalid(CALENDAR_UNIT) for seconds or minutes
    on a working calendar and Invalid(CALENDAR_EXHAUSTED) when no working time is found within the horizon."""
    if start.tzinfo is None:
        raise TypeError("a naive datetime has no place in working time")
    given = parse_duration(duration) if isinstance(duration, str) else duration
    share = Fraction(given.amount * percent, 100)
    if given.unit == "wd":
        return _add_days(calendar, start, share)
    if given.unit == "wh":
        return _add_time(calendar, start, _seconds(share * 3600))
    if calendar.kind is not CalendarKind.ROUND_THE_CLOCK:
        raise Invalid("CALENDAR_UNIT", unit=given.unit, calendar=calendar.name)
    return start.astimezone(UTC) + _seconds(share * (60 if given.unit == "m" else 1))


def after(calendar: Calendar, start: datetime, length: timedelta) -> datetime:
    """The moment at which `length` of working time has passed since `start`, in UTC; `start` itself for none."""
    return _add_time(calendar, start, length)


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The working time from `start` to `end`; negative when `end` is the earlier one."""
    if end < start:
        return -between(calendar, end, start)
    if calendar.kind is CalendarKind.ROUND_THE_CLOCK:
        return end.astimezone(UTC) - start.astimezone(UTC)
    day, last, total = _local(calendar, start).date(), _local(calendar, end).date(), timedelta()
    while day <= last:
        for opens, closes in _periods(calendar, day):
            total += max(timedelta(), min(closes, end.astimezone(UTC)) - max(opens, start.astimezone(UTC)))
        day += ONE_DAY
    return total


def _add_days(calendar: Calendar, start: datetime, days: Fraction) -> datetime:
    whole, rest = divmod(days, 1)
    floor = _same_time(calendar, start, int(whole))
    if not rest:
        return floor
    day_long = between(calendar, floor, _same_time(calendar, start, int(whole) + 1))
    return _add_time(calendar, floor, _seconds(rest * Fraction(round(day_long.total_seconds() * 1_000_000), 1_000_000)))


def _same_time(calendar: Calendar, start: datetime, days: int) -> datetime:
    if days == 0:
        return start.astimezone(UTC)
    local = _local(calendar, start)
    day, left = local.date(), days
    for _ in range(HORIZON_DAYS):
        day += ONE_DAY
        left -= calendar.works_on(day)
        if left == 0:
            return _instant(calendar, day, local.time())
    raise Invalid("CALENDAR_EXHAUSTED", calendar=calendar.name)


def _add_time(calendar: Calendar, start: datetime, length: timedelta) -> datetime:
    begin = start.astimezone(UTC)
    if calendar.kind is CalendarKind.ROUND_THE_CLOCK or not length:
        return begin + length
    day, left = _local(calendar, start).date(), length
    for _ in range(HORIZON_DAYS):
        for opens, closes in _periods(calendar, day):
            here = max(timedelta(), closes - max(opens, begin))
            if here >= left:
                return max(opens, begin) + left
            left -= here
        day += ONE_DAY
    raise Invalid("CALENDAR_EXHAUSTED", calendar=calendar.name)


def _periods(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    if not calendar.works_on(day):
        return []
    return [
        (_instant(calendar, day, opens), _instant(calendar, day + ONE_DAY, time()) if closes is None
         else _instant(calendar, day, closes))
        for opens, closes in _spans(calendar.hours_on(day))
    ]  # fmt: skip


@lru_cache(maxsize=64)
def _spans(hours: tuple[str, ...]) -> tuple[tuple[time, time | None], ...]:
    """Opening and closing times, ascending; None closes at midnight. Raises Invalid(CALENDAR_HOURS)."""
    minutes: list[tuple[int, int]] = []
    for text in hours:
        match = _SPAN.fullmatch(text)
        if match is None:
            raise Invalid("CALENDAR_HOURS", hours=text)
        minutes.append((int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])))
    flat = [edge for span in minutes for edge in span]
    if any(a >= b for a, b in minutes) or any(a > b for a, b in pairwise(flat)) or max(flat, default=0) > 1440:
        raise Invalid("CALENDAR_HOURS", hours=", ".join(hours))
    return tuple((time(a // 60, a % 60), None if b == 1440 else time(b // 60, b % 60)) for a, b in minutes)


def _local(calendar: Calendar, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(calendar.zone))


def _instant(calendar: Calendar, day: date, at: time) -> datetime:
    """A local time as an instant. One that the clocks leap over is read with the offset before the leap (PEP 495)."""
    return datetime.combine(day, at.replace(fold=0, tzinfo=None), tzinfo=ZoneInfo(calendar.zone)).astimezone(UTC)


def _seconds(seconds: Fraction) -> timedelta:
    return timedelta(microseconds=round(seconds * 1_000_000))
