"""The history of core fields: whatever is recorded when, every day has one value, and the account agrees with it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.people.domain.account_state import Account, on_day, value_now, value_on
from services.people.domain.core_history import CoreChange, of_field, period_on, periods
from tas.contracts.account import CoreField

START = date(2026, 1, 1)
FIELD = CoreField.INDUSTRY
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
changes = st.lists(st.tuples(days, days, st.sampled_from(["a", "b", "c", None])), max_size=12)


def history(told: list[tuple[date, date, str | None]]) -> Account:
    """An account to which changes (recorded on, effective on, value) are recorded one after the other."""
    account = Account("acc_1", "Acme")
    for recorded, effective, new in sorted(told, key=lambda one: one[0]):
        at = datetime(recorded.year, recorded.month, recorded.day, 9, tzinfo=UTC)
        change = CoreChange(FIELD, value_on(account, FIELD, effective), new, effective, at)
        grown = Account("acc_1", "Acme", history=(*account.history, change))
        account = Account("acc_1", "Acme", industry=value_on(grown, FIELD, recorded), history=grown.history)
    return account


def as_said(told: list[tuple[date, date, str | None]], day: date) -> str | None:
    """By going through the days: of what took effect by then, the latest day's last word."""
    value: str | None = None
    at: date | None = None
    for _, effective, new in sorted(told, key=lambda one: one[0]):
        if effective <= day and (at is None or effective >= at):
            value, at = new, effective
    return value


@given(changes)
def test_periods_never_overlap_and_leave_no_gap(told: list[tuple[date, date, str | None]]) -> None:
    found = periods(of_field(history(told).history, FIELD), None)
    assert found[0].since is None and found[-1].until is None
    for before, after in pairwise(found):
        assert before.until == after.since and after.since is not None
        assert before.since is None or before.since < after.since


@given(changes, days)
def test_history_periods_and_values_agree_for_every_day(told: list[tuple[date, date, str | None]], day: date) -> None:
    account = history(told)
    known = periods(of_field(account.history, FIELD), value_now(account, FIELD))
    assert value_on(account, FIELD, day) == period_on(known, day).value == as_said(told, day)
    last = max((recorded for recorded, _, _ in told), default=START)
    later = max(day, last)
    assert on_day(account, later).industry == as_said(told, later)


@given(changes, changes)
def test_nothing_recorded_is_ever_lost(
    told: list[tuple[date, date, str | None]], more: list[tuple[date, date, str | None]]
) -> None:
    before = history(told)
    late = [(START + timedelta(days=60), effective, new) for _, effective, new in more]
    after = history([*told, *late])
    assert after.history[: len(before.history)] == before.history


def test_a_late_correction_of_an_early_day_ends_where_the_next_began() -> None:
    account = history([(START, START, "a"), (date(2026, 1, 10), date(2026, 1, 10), "c"), (date(2026, 1, 20), date(2026, 1, 5), "b")])  # fmt: skip # noqa: E501
    told = [(one.value, one.since) for one in periods(of_field(account.history, FIELD), None)]
    assert told == [(None, None), ("a", START), ("b", date(2026, 1, 5)), ("c", date(2026, 1, 10))]


@pytest.mark.parametrize("day", [START - timedelta(days=1), START, date(2030, 1, 1)])
def test_a_field_without_history_has_the_value_that_stands(day: date) -> None:
    assert value_on(Account("acc_1", "Acme", industry="retail"), FIELD, day) == "retail"
