"""The group structure of customers as a whole: on no day is an account above itself. Pure; the accounts above one are
given by `app.group`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.people.domain.account_state import Account, value_now
from services.people.domain.core_history import of_field, periods
from services.people.domain.period import EVER, Period, before
from tas.contracts.account import CoreField

HIGHEST = 32
"""Levels of a group; a higher one is refused as a circle would be."""


@dataclass(frozen=True, slots=True)
class Above:
    """The parent of an account for a time."""

    parent_id: str
    period: Period


def parents_of(account: Account) -> tuple[Above, ...]:
    """Every parent that an account had, has, or is to have, each for its days."""
    known = periods(of_field(account.history, CoreField.PARENT), value_now(account, CoreField.PARENT))
    return tuple(
        Above(one.value, Period(one.since, None if one.until is None else before(one.until)))
        for one in known
        if one.value is not None
    )


def days_from(account: Account, first: date) -> Period:
    """The days for which a parent that is recorded now would hold from its first day on: up to the next change that
    is known."""
    later = [one.effective_on for one in of_field(account.history, CoreField.PARENT) if one.effective_on > first]
    return Period(first, before(min(later)) if later else None)


def reaches(above: Mapping[str, Sequence[Above]], start: str, target: str, days: Period = EVER) -> bool:
    """Whether on any of the days the target is the start or above it, or the way up is longer than HIGHEST. Each
    account of `above`, which names those that stand, has its parents as they stand."""
    level = {(start, days)}
    for _ in range(HIGHEST):
        if any(id == target for id, _ in level):
            return True
        level = {
            (one.parent_id, both)
            for id, period in level
            for one in above.get(id, ())
            if not (both := one.period.meet(period)).empty
        }
        if not level:
            return False
    return True
