"""The group structure of customers: an account's parent exists and is not below it, on any day."""

from dataclasses import replace
from datetime import date

from services.people.app.account import survivor
from services.people.app.container import People
from services.people.domain.account_state import Account
from services.people.domain.core_value import wrong
from services.people.domain.group import Above, days_from, parents_of, reaches
from services.people.domain.period import Period
from tas.contracts.account import CoreField
from tas.core.errors import Conflict

WIDEST = 500
"""Accounts above one, on any day, that are looked at."""


async def refuse_circle(people: People, account: Account, parent_id: str, first: date) -> None:
    """Of a parent that is to hold from its first day on. Raises Invalid(CORE_VALUE_WRONG) for one that does not exist,
    Conflict(GROUP_CIRCLE) for one that on any of these days is the account itself or below it, or too far from the
    top."""
    parent = await survivor(people, parent_id)
    if not parent.exists:
        raise wrong(CoreField.PARENT, parent_id)
    if reaches(await _above(people, parent), parent.id, account.id, days_from(account, first)):
        raise Conflict("GROUP_CIRCLE", field=("changes", CoreField.PARENT.value), parent=parent_id)


async def refuse_merged_circle(people: People, gone: Account, stays: Account) -> None:
    """A subsidiary does not absorb who is above it, today or on a day to come: it would be above itself. Raises
    Conflict(GROUP_CIRCLE)."""
    if reaches(await _above(people, stays), stays.id, gone.id, Period(people.today())):
        raise Conflict("GROUP_CIRCLE", field=("intoId",), parent=gone.id)


async def _above(people: People, account: Account) -> dict[str, tuple[Above, ...]]:
    """The parents of the account and of everybody who is above it on any day, by the ids that stand now."""
    stands: dict[str, str] = {account.id: account.id}
    above: dict[str, tuple[Above, ...]] = {}
    seen, waiting = {account.id}, [account]
    while waiting:
        one = waiting.pop()
        parents = parents_of(one)
        for id in sorted({up.parent_id for up in parents} - set(stands)):
            found = await survivor(people, id)
            stands[id] = found.id
            if found.id not in seen:
                seen.add(found.id)
                waiting.append(found)
        if len(seen) > WIDEST:
            raise Conflict("GROUP_CIRCLE", field=("changes", CoreField.PARENT.value), parent=account.id)
        above[one.id] = tuple(replace(up, parent_id=stands[up.parent_id]) for up in parents)
    return above
