"""The moment at which somebody is told: always in working time when it is quiet, a digest always at its time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.approval.domain.side.choice import Choice, release
from tas.contracts.side import Channel, NoticeKind, When
from tas.core.calendar import Calendar, between, round_the_clock

OFFICE = Calendar(
    "office",
    "Asia/Shanghai",
    holidays=frozenset({date(2026, 10, day) for day in range(1, 8)}),
    workdays=frozenset({date(2026, 10, 10)}),
)
BERLIN = Calendar("berlin", "Europe/Berlin")
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 500 * 86_400).map(lambda seconds: YEAR + timedelta(seconds=seconds))
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        ("2026-03-06T10:00", "2026-03-06T10:00"),
        ("2026-03-06T12:30", "2026-03-06T13:00"),
        ("2026-03-06T18:00", "2026-03-09T09:00"),
        ("2026-03-07T03:00", "2026-03-09T09:00"),
        ("2026-03-06T17:59:59", "2026-03-06T17:59:59"),
        ("2026-09-30T20:00", "2026-10-08T09:00"),
        ("2026-10-09T19:00", "2026-10-10T09:00"),
    ],
)
def test_quiet_hours_end_when_work_begins(happened: str, told: str) -> None:
    assert release(Choice("emp_1"), When.AT_ONCE, OFFICE, at(happened)) == at(told)
    loud = Choice("emp_1", quiet=False)
    assert release(loud, When.AT_ONCE, OFFICE, at(happened)) == at(happened)


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        ("2026-03-06T08:59", "2026-03-06T09:00"),
        ("2026-03-06T09:00", "2026-03-09T09:00"),
        ("2026-09-30T09:01", "2026-10-08T09:00"),
        ("2026-10-09T09:01", "2026-10-10T09:00"),
    ],
)
def test_a_digest_is_told_at_its_time_on_the_next_working_day(happened: str, told: str) -> None:
    assert release(Choice("emp_1"), When.DIGEST, OFFICE, at(happened)) == at(told)


@given(MOMENTS, st.sampled_from([OFFICE, BERLIN]))
def test_nothing_is_told_outside_working_time_or_later_than_its_first_moment(
    moment: datetime, office: Calendar
) -> None:
    told = release(Choice("emp_1"), When.AT_ONCE, office, moment)
    assert told >= moment
    assert between(office, told, told + SECOND) == SECOND or told == moment
    assert between(office, moment, told) == timedelta()


@given(MOMENTS, st.times())
def test_a_digest_comes_at_its_time_or_where_the_clocks_leap_over_it(moment: datetime, time: object) -> None:
    text = f"{time:%H:%M}"
    told = release(Choice("emp_1", digest_at=text), When.DIGEST, OFFICE, moment)
    local = told.astimezone(ZoneInfo("Asia/Shanghai"))
    assert told > moment and f"{local:%H:%M}" == text and OFFICE.works_on(local.date())


def test_round_the_clock_nothing_waits() -> None:
    moment = datetime(2026, 3, 7, 3, 0, tzinfo=UTC)
    assert release(Choice("emp_1"), When.AT_ONCE, round_the_clock(), moment) == moment


def test_what_holds_before_anybody_chose() -> None:
    choice = Choice("emp_1")
    assert choice.when(Channel.MAIL, NoticeKind.TASK_OPENED) is When.AT_ONCE
    assert choice.when(Channel.MAIL, NoticeKind.COPIED) is When.DIGEST
