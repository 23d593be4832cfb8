"""Which days of an employment can be: it ends no earlier than it begins, nothing is of a day to come, nothing is from
before living memory. Pure."""

from datetime import date

from services.people.domain.contact.person import Person
from tas.core.errors import Invalid

EARLIEST = date(1930, 1, 1)


def require_days(began_on: date | None, ended_on: date | None, today: date, field: str) -> None:
    """Raises Invalid(PERSON_DATES)."""
    days = [one for one in (began_on, ended_on) if one is not None]
    if days != sorted(days) or any(not EARLIEST <= one <= today for one in days):
        raise Invalid("PERSON_DATES", field=(field,), earliest=str(EARLIEST), latest=str(today))


def require_end(person: Person, ended_on: date, today: date, field: str) -> None:
    """The employment at their account may end on this day. Raises Invalid(PERSON_DATES)."""
    here = [one for one in person.employment if one.account_id == person.account_id and one.ended_on is None]
    require_days(here[-1].began_on if here else None, ended_on, today, field)
