"""Who answers for a field of the customers' core data, over time."""

from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.period import EVER, Period, succeeded
from tas.contracts.staff import FieldOwnerNamed


@dataclass(frozen=True, slots=True)
class Ownership:
    """The owner for a time; None: nobody."""

    employee_id: str | None
    period: Period = EVER


@dataclass(frozen=True, slots=True)
class FieldOwner:
    """`owners` is empty before the first event."""

    field: str
    owners: tuple[Ownership, ...] = ()


def evolve(state: FieldOwner, event: Any, entry: Entry) -> FieldOwner:
    """The field's owners after an event."""
    if isinstance(event, FieldOwnerNamed):
        return FieldOwner(state.field, succeeded(state.owners, Ownership(event.employee_id, Period(event.first_day))))
    return state


def view(state: FieldOwner) -> dict[str, Any]:
    """By whom has owned it at any time."""
    return {"owners": sorted({one.employee_id for one in state.owners if one.employee_id})}


FIELD_OWNER: AggregateType[FieldOwner] = AggregateType("field-owner", FieldOwner, FieldOwner, evolve, view)
