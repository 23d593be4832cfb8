"""Builds the language's working calendar from the maintained library `holidays`: public holidays of a country and,
where it substitutes working weekends (调休, China), those too. An operator may edit the result: it is plain data."""

from collections.abc import Iterable

from holidays import country_holidays

from tas.core.calendar import Calendar
from tas.core.errors import Invalid


def country_calendar(country: str, zone: str, years: Iterable[int], name: str | None = None) -> Calendar:
    """The calendar of an ISO 3166 country for these years, Monday to Friday with the default hours; years whose
    official plan is not published yet have only the holidays that the law fixes. Raises Invalid(CALENDAR_UNKNOWN)."""
    wanted = sorted(set(years))
    try:
        found = country_holidays(country, years=wanted)
    except NotImplementedError as error:
        raise Invalid("CALENDAR_UNKNOWN", country=country) from error
    return Calendar(
        name or country.lower(),
        zone,
        holidays=frozenset(day for day in found if day.year in wanted),
        workdays=frozenset(day for day in getattr(found, "weekend_workdays", ()) if day.year in wanted),
    )
