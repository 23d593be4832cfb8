"""The order of changes to the group structure: all of them pass through one aggregate, `account-group/company`.

It holds the last change only, as the entry that is to stand on its account: whoever makes the next change sees to it
first that the last one stands there, or that it is dropped where the account refuses it.
"""

from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.group import GroupChangeDropped, GroupChangeOrdered

COMPANY = "company"


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """The last change; None before the first, and when it was dropped."""

    key: str
    last: GroupChangeOrdered | None = None


def evolve(state: GroupOrder, event: Any, entry: Entry) -> GroupOrder:
    """The order after an event."""
    match event:
        case GroupChangeOrdered():
            return GroupOrder(state.key, event)
        case GroupChangeDropped(command_key=key) if state.last is not None and state.last.command_key == key:
            return GroupOrder(state.key)
    return state


GROUP_ORDER: AggregateType[GroupOrder] = AggregateType("account-group", GroupOrder, GroupOrder, evolve)
