"""The group structure of customers: an account's parent exists and is not below it."""

from services.people.app.account import survivor
from services.people.app.container import People
from services.people.domain.core_value import wrong
from tas.contracts.account import CoreField
from tas.core.errors import Conflict

HIGHEST = 32
"""Levels of a group; a higher one is refused as a circle would be."""


async def refuse_circle(people: People, account_id: str, parent_id: str) -> None:
    """Raises Invalid(CORE_VALUE_WRONG) for a parent that does not exist, Conflict(GROUP_CIRCLE) for one that is the
    account itself or lies below it, or too far from the top."""
    above: str | None = parent_id
    for _ in range(HIGHEST):
        if above is None:
            return
        parent = await survivor(people, above)
        if not parent.exists:
            raise wrong(CoreField.PARENT, parent_id)
        if parent.id == account_id:
            break
        above = parent.parent_account_id
    raise Conflict("GROUP_CIRCLE", field=("changes", CoreField.PARENT.value), parent=parent_id)
