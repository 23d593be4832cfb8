"""The people that an act names, read from a request; and the names of what acts are made of."""

from collections.abc import Sequence

import strawberry

from tas.chain.act_event import OperatorReason, Place
from tas.core.errors import Invalid
from tas.core.ids import kind_of
from tas.flows.definition import Mode, ReturnPolicy

strawberry.enum(Place, name="SignerPlace", description="When an added signer signs: before, after or beside the seat.")
strawberry.enum(OperatorReason, name="OperatorReason", description="Why an operator steps in.")
strawberry.enum(Mode, name="NodeMode", description="When a step is done.")
strawberry.enum(ReturnPolicy, name="ReturnPolicy", description="What runs again after a return.")


def employee_id(id: str) -> str:
    """Raises Invalid PERSON_NO_EMPLOYEE."""
    if kind_of(id) != "employee":
        raise Invalid("PERSON_NO_EMPLOYEE", field=("to",), person=id)
    return id


def employees(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(employee_id(str(id)) for id in ids)
