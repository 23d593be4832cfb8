"""An organisation unit of a customer: a department, a plant, a board. Pure state and its event."""

from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.contact import CustomerUnitRecorded


@dataclass(frozen=True, slots=True)
class CustomerUnit:
    """`account_id` is empty before the first event."""

    id: str
    account_id: str = ""
    name: str = ""
    parent_id: str | None = None
    function: str = ""
    head_person_id: str | None = None

    @property
    def exists(self) -> bool:
        return bool(self.account_id)


def evolve(state: CustomerUnit, event: Any, entry: Entry) -> CustomerUnit:
    """The unit after an event."""
    if isinstance(event, CustomerUnitRecorded):
        return CustomerUnit(
            state.id, event.account_id, event.name, event.parent_id, event.function, event.head_person_id
        )
    return state


def view(state: CustomerUnit) -> dict[str, Any]:
    """What queries filter and sort by."""
    return {"accountId": state.account_id, "sortName": state.name.casefold()}


CUSTOMER_UNIT: AggregateType[CustomerUnit] = AggregateType("customer-unit", CustomerUnit, CustomerUnit, evolve, view)
