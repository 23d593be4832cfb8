"""Working time: days keep their local time, hours count hours, neither becomes the other; clocks may change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.calendar import country_calendar
from tas.core.calendar import Calendar, DayHours, add, between, read_calendar, round_the_clock, write_calendar
from tas.core.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = country_calendar("CN", "Asia/Shanghai", [2025, 2026])
PLAIN = Calendar("plain", "Asia/Shanghai")
BERLIN = Calendar("berlin", "Europe/Berlin", hours=("00:00-24:00",), weekdays=(1, 2, 3, 4, 5, 6, 7))
HALF = Calendar(  # half of Friday, and a Sunday morning
    "half", "Asia/Shanghai", holidays=frozenset({date(2026, 3, 8)}),
    special=(DayHours(date(2026, 3, 6), ("09:00-12:00",)), DayHours(date(2026, 3, 8), ("10:00-12:00",))),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
CALENDARS = st.sampled_from([PLAIN, HALF, CHINA, BERLIN, round_the_clock()])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("calendar", "start", "duration", "percent", "end"),
    [
        (PLAIN, "2026-03-02T10:00", "1wd", 100, "2026-03-03T10:00"),
        (PLAIN, "2026-03-06T10:00", "1wd", 100, "2026-03-09T10:00"),
        (HALF, "2026-03-06T11:00", "2wh", 100, "2026-03-08T11:00"),
        (HALF, "2026-03-06T10:00", "8wh", 100, "2026-03-09T14:00"),
        (HALF, "2026-03-06T10:00", "1wd", 100, "2026-03-08T10:00"),
        (HALF, "2026-03-06T10:00", "1wd", 50, "2026-03-06T11:00"),
        (PLAIN, "2026-03-07T10:00", "1wd", 100, "2026-03-09T10:00"),
        (PLAIN, "2026-03-06T22:00", "1wd", 100, "2026-03-09T22:00"),
        (PLAIN, "2026-03-02T10:00", "1wd", 50, "2026-03-02T15:00"),
        (PLAIN, "2026-03-06T10:00", "1wd", 150, "2026-03-09T15:00"),
        (PLAIN, "2026-03-06T10:00", "1wd", 200, "2026-03-10T10:00"),
        (PLAIN, "2026-03-06T10:00", "3wd", 50, "2026-03-09T15:00"),
        (PLAIN, "2026-03-02T11:30", "1wh", 100, "2026-03-02T13:30"),
        (PLAIN, "2026-03-06T17:30", "1wh", 100, "2026-03-09T09:30"),
        (PLAIN, "2026-03-06T10:00", "8wh", 100, "2026-03-09T10:00"),
        (PLAIN, "2026-03-02T10:00", "9wh", 100, "2026-03-03T11:00"),
        (CHINA, "2026-02-13T10:00", "1wd", 100, "2026-02-14T10:00"),
        (CHINA, "2026-02-14T10:00", "1wd", 100, "2026-02-24T10:00"),
        (CHINA, "2026-02-14T17:30", "1wh", 100, "2026-02-24T09:30"),
        (CHINA, "2026-09-30T10:00", "1wd", 100, "2026-10-08T10:00"),
        (round_the_clock(), "2026-03-07T10:00", "1wd", 100, "2026-03-08T10:00"),
        (round_the_clock(), "2026-03-07T10:00", "10s", 50, "2026-03-07T10:00:05"),
        (round_the_clock(), "2026-03-07T10:00", "30m", 150, "2026-03-07T10:45"),
    ],
)
def test_durations_end_where_people_expect(
    calendar: Calendar, start: str, duration: str, percent: int, end: str
) -> None:
    assert add(calendar, at(start), duration, percent) == at(end)


def test_a_day_over_a_change_of_clocks_keeps_its_local_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 28, 2, 30, tzinfo=berlin)
    leapt_over = add(BERLIN, start, "1wd")
    assert leapt_over == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert add(BERLIN, datetime(2026, 3, 28, 12, tzinfo=berlin), "1wd").astimezone(berlin).hour == 12
    assert between(BERLIN, datetime(2026, 3, 29, tzinfo=berlin), datetime(2026, 3, 30, tzinfo=berlin)) == timedelta(
        hours=23
    )


@given(CALENDARS, MOMENTS, st.integers(1, 400), st.integers(1, 200))
def test_hours_added_are_hours_measured(calendar: Calendar, start: datetime, hours: int, percent: int) -> None:
    end = add(calendar, start, f"{hours}wh", percent)
    assert between(calendar, start, end) == timedelta(hours=hours) * percent / 100
    assert between(calendar, end, start) == -between(calendar, start, end)


@given(CALENDARS, MOMENTS, st.integers(1, 20), st.lists(st.integers(1, 300), min_size=2, max_size=4))
def test_a_later_share_is_never_earlier(calendar: Calendar, start: datetime, days: int, shares: list[int]) -> None:
    ends = [add(calendar, start, f"{days}wd", share) for share in sorted(shares)]
    assert ends == sorted(ends)
    assert all(end >= start for end in ends)


@given(MOMENTS, st.integers(1, 20), st.integers(1, 20))
def test_days_keep_their_local_time_on_a_working_day(start: datetime, first: int, second: int) -> None:
    end = add(CHINA, start, f"{first}wd").astimezone(SHANGHAI)
    assert end.time() == start.astimezone(SHANGHAI).time()
    assert CHINA.works_on(end.date())
    assert add(CHINA, end, f"{second}wd") == add(CHINA, start, f"{first + second}wd")


@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(calendar: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    assert between(calendar, a, b) + between(calendar, b, c) == between(calendar, a, c)


@pytest.mark.parametrize("calendar", [PLAIN, HALF, CHINA, BERLIN, round_the_clock()])
def test_a_calendar_comes_back_from_its_json(calendar: Calendar) -> None:
    assert read_calendar(write_calendar(calendar)) == calendar


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"zone": "Mars/Base"}, "CALENDAR_ZONE"),
        ({"zone": "../etc"}, "CALENDAR_ZONE"),
        ({"hours": ["09:00-25:00"]}, "CALENDAR_HOURS"),
        ({"hours": ["12:00-09:00"]}, "CALENDAR_HOURS"),
        ({"hours": ["09:00-12:00", "11:00-18:00"]}, "CALENDAR_HOURS"),
        ({"hours": ["09:00-24:30"]}, "CALENDAR_HOURS"),
        ({"kind": "LUNAR"}, "CALENDAR_MALFORMED"),
        ({"special": [{"day": "2026-03-06", "hours": ["12:00-09:00"]}]}, "CALENDAR_HOURS"),
        ({"special": [{"day": "2026-03-06", "hours": []}]}, "CALENDAR_MALFORMED"),
        ({"special": [{"day": "2026-03-06", "hours": ["09:00-12:00"]}] * 2}, "CALENDAR_MALFORMED"),
        ({"weekdays": "12345"}, "CALENDAR_MALFORMED"),
    ],
)
def test_what_is_no_calendar_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_calendar({**write_calendar(PLAIN), **change})
    assert refusal.value.code == code


@pytest.mark.parametrize("text", ["", "1", "wd", "0wd", "-1wd", "1.5wd", "1d", "100000wd", "1wd "])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="DURATION_MALFORMED"):
        add(PLAIN, at("2026-03-02T10:00"), text)


def test_seconds_have_no_meaning_in_working_time() -> None:
    with pytest.raises(Invalid, match="CALENDAR_UNIT"):
        add(PLAIN, at("2026-03-02T10:00"), "5s")


@pytest.mark.parametrize("duration", ["1wd", "1wh"])
def test_a_calendar_without_working_days_ends(duration: str) -> None:
    with pytest.raises(Invalid, match="CALENDAR_EXHAUSTED"):
        add(Calendar("never", "UTC", weekdays=()), at("2026-03-02T10:00"), duration)


def test_an_unknown_country_has_no_calendar() -> None:
    with pytest.raises(Invalid, match="CALENDAR_UNKNOWN"):
        country_calendar("XX", "UTC", [2026])
    assert date(2026, 2, 14) in CHINA.workdays
