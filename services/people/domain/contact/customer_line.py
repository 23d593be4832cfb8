"""Lines at customers as a whole: on no day does a person report to themselves, and no unit ever lies below itself.

All changes of persons' reporting lines pass through one aggregate, `customer-line/persons`, and those of an account's
units through `customer-line/ACCOUNT`, each in one order. It holds the last change only: whoever makes the next one sees
to it first that the last stands with its tie or unit.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.contact.customer_unit import CustomerUnit
from services.people.domain.contact.tie import Tie
from services.people.domain.period import Period
from tas.contracts.contact import CustomerLineChanged
from tas.contracts.contact_term import TieKind
from tas.core.errors import Conflict, Invalid

PERSONS = "persons"
MOST_STEPS = 2000
"""Heads and periods that are looked at for one change."""
DEEPEST = 100
"""Units from the top of a customer down to the lowest."""


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """The last change and the event that made it; None before the first."""

    key: str
    last: CustomerLineChanged | None = None
    event_id: str = ""


def closes_circle(
    ties: Iterable[Tie], from_id: str, to_id: str, period: Period, same: Callable[[str], str] = str
) -> bool:
    """Whether `from_id`, reporting to `to_id` for this period, would on any day of it report to themselves, over
    however many steps. `same` gives the one id of a person who has several. Raises Conflict(LINE_TOO_LONG)."""
    heads: dict[str, list[tuple[str, Period]]] = defaultdict(list)
    for tie in ties:
        if tie.exists and tie.kind is TieKind.REPORTS_TO:
            heads[same(tie.from_id)].append((same(tie.to_id), Period(tie.valid_from, tie.valid_to)))
    waiting = [(same(to_id), period)]
    seen = set(waiting)
    while waiting:
        if len(seen) > MOST_STEPS:
            raise Conflict("LINE_TOO_LONG", field=("toId",), most=MOST_STEPS)
        id, days = waiting.pop()
        if id == same(from_id):
            return True
        for head, held in heads[id]:
            following = (head, held.meet(days))
            if not following[1].empty and following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def require_above(units: Mapping[str, CustomerUnit], unit_id: str, parent_id: str | None) -> None:
    """The unit may lie below this one. Raises Invalid(CUSTOMER_UNIT_CIRCLE | CUSTOMER_UNIT_DEEP)."""
    above, depth = parent_id, 1
    while above is not None:
        depth += 1
        if above == unit_id:
            raise Invalid("CUSTOMER_UNIT_CIRCLE", field=("parentId",))
        if depth > DEEPEST:
            raise Invalid("CUSTOMER_UNIT_DEEP", field=("parentId",), most=DEEPEST)
        unit = units.get(above)
        above = unit.parent_id if unit else None


def evolve(state: CustomerLine, event: Any, entry: Entry) -> CustomerLine:
    """The state after an event."""
    if isinstance(event, CustomerLineChanged):
        return CustomerLine(state.key, event, entry.event_id(len(entry.events) - 1))
    return state


CUSTOMER_LINE: AggregateType[CustomerLine] = AggregateType("customer-line", CustomerLine, CustomerLine, evolve)
