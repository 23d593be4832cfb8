"""The group structure of customers: on no day is an account above itself, whatever is scheduled or merged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.journal.command import user_command
from services.people.app.account import load_account
from services.people.app.describe import describe_account
from services.people.app.fact import account_facts
from services.people.app.merge import merge_accounts
from services.people.domain.account_change import Wanted
from services.people.domain.account_state import Account
from services.people.domain.core_history import CoreChange
from services.people.domain.group import HIGHEST, Above, days_from, parents_of, reaches
from services.people.domain.period import EVER, Period
from tas.contracts.account import CoreField
from tas.core.errors import Conflict
from tests.support.account import MDS, TODAY, asked, change, drafted, stands, verified
from tests.support.people import NOW, fake_people

DAY = timedelta(days=1)
Wish = tuple[int, int | None, int]


def on(days: int) -> date:
    return TODAY + days * DAY


def account(number: int, history: tuple[CoreChange, ...] = ()) -> Account:
    parent = next((one.new for one in reversed(history)), None)
    return Account(str(number), f"Number {number}", parent_account_id=parent, history=history)


def parent_on(one: Account, day: date) -> str | None:
    return next((up.parent_id for up in parents_of(one) if up.period.covers(day)), None)


def circles(accounts: Mapping[str, Account], day: date) -> bool:
    """Whether somebody is above themselves on the day, by walking up from everybody."""
    for start in accounts:
        above, steps = parent_on(accounts[start], day), 0
        while above is not None and above != start and steps <= len(accounts):
            above, steps = parent_on(accounts[above], day), steps + 1
        if above is not None:
            return True
    return False


WISHES = st.lists(
    st.tuples(st.integers(0, 4), st.none() | st.integers(0, 4), st.integers(-3, 3)).filter(lambda w: w[0] != w[1]),
    max_size=14,
)


@given(wishes=WISHES)
def test_what_is_let_through_never_closes_a_circle_and_what_is_refused_would(wishes: list[Wish]) -> None:
    accounts = {str(number): account(number) for number in range(5)}
    for at, (child, parent, days) in enumerate(wishes):
        one = accounts[str(child)]
        new = None if parent is None else str(parent)
        fresh = CoreChange(CoreField.PARENT, None, new, on(days), NOW + timedelta(seconds=at))
        after = accounts | {one.id: account(child, (*one.history, fresh))}
        above = {id: parents_of(other) for id, other in accounts.items()}
        refused = new is not None and reaches(above, new, one.id, days_from(one, on(days)))
        assert refused is any(circles(after, on(day)) for day in range(-4, 5))
        accounts = accounts if refused else after


def test_a_way_up_has_an_end() -> None:
    above = {str(n): (Above(str(n + 1), EVER),) for n in range(HIGHEST + 5)}
    assert reaches(above, "5", "x") and not reaches(above, str(HIGHEST), "x")
    past = {"a": (Above("b", Period(None, on(-1))),)}
    assert reaches(past, "a", "b") and not reaches(past, "a", "b", Period(TODAY))


async def test_two_scheduled_changes_close_no_circle_on_a_later_day() -> None:
    people, _ = fake_people()
    one, other = [await verified(people, name, n) for n, name in enumerate(("Alpha Works", "Beta Mills"))]
    await change(people, one, asked((CoreField.PARENT, other), on=on(10)))
    for first in (on(0), on(10), on(30)):
        with pytest.raises(Conflict, match="GROUP_CIRCLE"):
            await change(people, other, asked((CoreField.PARENT, one), on=first))
    assert (await stands(people, other)).history == (await load_account(people, other)).history


async def test_a_place_that_is_left_again_is_free_from_then_on() -> None:
    people, _ = fake_people()
    one, other = [await verified(people, name, n) for n, name in enumerate(("Alpha Works", "Beta Mills"))]
    await change(people, one, asked((CoreField.PARENT, other)))
    later = replace(people, now=lambda: NOW + 40 * DAY)
    await change(later, one, asked((CoreField.PARENT, None), on=on(50)))
    with pytest.raises(Conflict, match="GROUP_CIRCLE"):
        await change(later, other, asked((CoreField.PARENT, one), on=on(49)))
    account = await change(later, other, asked((CoreField.PARENT, one), on=on(50)))
    assert parent_on(account, on(50)) == one


@pytest.mark.parametrize("first", [0, 20])
async def test_a_subsidiary_does_not_absorb_who_is_above_it(first: int) -> None:
    people, _ = fake_people()
    top, middle, low = [await verified(people, n, i) for i, n in enumerate(("Top House", "Middle Yard", "Low Shed"))]
    await change(people, middle, asked((CoreField.PARENT, top), on=on(first)))
    await change(people, low, asked((CoreField.PARENT, middle)))
    for gone, stays in ((top, middle), (top, low), (middle, low)):
        with pytest.raises(Conflict, match="GROUP_CIRCLE"):
            await merge_accounts(people, user_command(MDS, f"{gone}{stays}", [], NOW), gone, stays, "one company")
        assert (await stands(people, gone)).merged_into is None
    await merge_accounts(people, user_command(MDS, "up", [], NOW), middle, top, "one company")
    assert (await load_account(people, low)).parent_account_id == middle
    with pytest.raises(Conflict, match="GROUP_CIRCLE"):
        await change(people, top, asked((CoreField.PARENT, low), on=on(40)))


async def test_a_draft_keeps_the_same_rule() -> None:
    people, _ = fake_people()
    draft, other = await drafted(people, "A draft", 1), await verified(people, "Beta Mills", 2)
    await change(people, other, asked((CoreField.PARENT, draft), on=on(5)))
    wanted = [Wanted(CoreField.PARENT, other)]
    with pytest.raises(Conflict, match="GROUP_CIRCLE"):
        await describe_account(people, user_command(MDS, "d", [], NOW), draft, wanted)


async def test_today_is_the_companys_day_for_commands_and_facts_too() -> None:
    night = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    people, _ = fake_people()
    people = replace(people, now=lambda: night)
    assert people.today() == night.date() + DAY, "in Shanghai the next day has begun"
    id = await verified(people)
    await change(people, id, asked((CoreField.BLACKLIST, "true"), on=people.today()))
    assert (await load_account(people, id)).blacklisted
    assert (await account_facts(people, id))["account.blacklisted"] is True
