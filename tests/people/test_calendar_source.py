"""Working calendars by name: the company's own, a country's, round the clock, and none."""

from datetime import UTC, date, datetime

import pytest

from services.people.adapters.calendar import CountryCalendars
from tas.core.calendar import CalendarKind
from tas.core.errors import Missing

SOURCE = CountryCalendars(lambda: datetime(2025, 6, 1, tzinfo=UTC))


def test_the_company_works_by_the_chinese_calendar() -> None:
    calendar = SOURCE.calendar("company")
    assert (calendar.name, calendar.zone) == ("company", "Asia/Shanghai")
    assert not calendar.works_on(date(2025, 10, 1))
    assert calendar.works_on(date(2025, 9, 28)), "a Sunday that is worked for the holiday"
    assert {day.year for day in calendar.holidays} == {2024, 2025, 2026, 2027}


def test_another_country_and_round_the_clock() -> None:
    assert not SOURCE.calendar("DE").works_on(date(2025, 10, 3))
    assert SOURCE.calendar("round-the-clock").kind is CalendarKind.ROUND_THE_CLOCK


@pytest.mark.parametrize("name", ["", "XX", "no such country" * 10])
def test_an_unknown_calendar_is_refused(name: str) -> None:
    with pytest.raises(Missing) as refused:
        SOURCE.calendar(name)
    assert refused.value.code == "CALENDAR_UNKNOWN"
