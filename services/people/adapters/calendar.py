"""Working calendars of countries: public holidays and working weekends of the years around today."""

from collections.abc import Callable
from datetime import datetime

from kit.calendar import country_calendar
from tas.core.calendar import Calendar, round_the_clock
from tas.core.errors import Invalid, Missing

COMPANY = "company"
ROUND_THE_CLOCK = "round-the-clock"
YEARS_BACK, YEARS_AHEAD = 1, 2


class CountryCalendars:
    """Holds `app.port.CalendarSource`: `company` is the calendar of the company's own country, any other name an
    ISO 3166 country or `round-the-clock`. `zone` is where working hours are told."""

    def __init__(self, now: Callable[[], datetime], country: str = "CN", zone: str = "Asia/Shanghai") -> None:
        self._now = now
        self._country = country
        self._zone = zone

    def calendar(self, name: str) -> Calendar:
        if name == ROUND_THE_CLOCK:
            return round_the_clock(self._zone)
        country = self._country if name == COMPANY else name
        year = self._now().year
        years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
        try:
            return country_calendar(country, self._zone, years, name)
        except Invalid as unknown:
            raise Missing("CALENDAR_UNKNOWN", country=country[:40]) from unknown
