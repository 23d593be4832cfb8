"""The clock of the machine, and the company's working calendar."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from kit.calendar import country_calendar
from tas.core.calendar import Calendar

YEARS_AHEAD = 1
"""A chain carries the holidays of its own year and the next; one that lives longer has only weekends from there."""


def now() -> datetime:
    return datetime.now(UTC)


def company_calendar(country: str, zone: str) -> Callable[[datetime], Calendar]:
    """The calendar that a chain submitted at some moment counts in. Raises Invalid CALENDAR_UNKNOWN at once for a
    country without holiday data."""

    @cache
    def of_year(year: int) -> Calendar:
        return country_calendar(country, zone, range(year, year + YEARS_AHEAD + 1))

    of_year(now().year)
    return lambda at: of_year(at.year)
