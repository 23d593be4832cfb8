"""Recording a customer's organisation units."""

from dataclasses import dataclass
from typing import Any

from kit.journal.command import user_command
from services.people.app.contact.command import Changed, answered, carry_out, tidy_text
from services.people.app.contact.record_person import seen_person
from services.people.app.contact.sight import require_employee, sight_of
from services.people.app.container import People
from services.people.domain.account import ACCOUNT
from services.people.domain.contact.customer_unit import CUSTOMER_UNIT, CustomerUnit
from services.people.domain.contact.picture import HIGHEST
from tas.contracts.contact import CustomerUnitRecorded
from tas.core.actor import Actor
from tas.core.errors import Forbidden, Invalid, Missing
from tas.core.ids import caused_id

LONGEST_UNIT = 200


@dataclass(frozen=True, slots=True)
class UnitTold:
    """A unit of a customer as somebody tells of it."""

    account_id: str
    name: str
    parent_id: str | None = None
    function: str = ""
    head_person_id: str | None = None


async def record_unit(people: People, actor: Actor, command_id: str, unit_id: str | None, told: UnitTold) -> Changed:
    """Records a unit, new or known, as it stands from now on. Raises Missing(ACCOUNT_UNKNOWN | CUSTOMER_UNIT_UNKNOWN |
    PERSON_UNKNOWN), Invalid(CUSTOMER_UNIT_CIRCLE | PERSON_TEXT_INVALID), Forbidden(CONTACT_FORBIDDEN)."""
    require_employee(actor)
    body = [unit_id, told.account_id, told.name, told.parent_id, told.function, told.head_person_id]
    command = user_command(actor, command_id, body, people.now())
    done = await answered(people, command)
    if done:
        return done
    sight = await sight_of(people, actor)
    if not (await people.ledger.load(ACCOUNT, told.account_id)).state.exists:
        raise Missing("ACCOUNT_UNKNOWN", field=("accountId",), id=told.account_id[:50])
    if not sight.writes_account(told.account_id):
        raise Forbidden("CONTACT_FORBIDDEN")
    id = unit_id or caused_id("customer-unit", command.key, "record")
    if told.head_person_id is not None:
        await seen_person(people, sight, told.head_person_id)
    await _require_above(people, id, told)
    name = tidy_text(told.name, "name", LONGEST_UNIT, "name")
    event = CustomerUnitRecorded(
        id, told.account_id, name, told.parent_id, told.function[:LONGEST_UNIT], told.head_person_id
    )

    def decide(state: CustomerUnit) -> tuple[Any, ...]:
        if state.account_id != (told.account_id if unit_id else ""):
            raise Missing("CUSTOMER_UNIT_UNKNOWN", field=("customerUnitId",), id=id)
        return (event,)

    return await carry_out(people, CUSTOMER_UNIT, id, command, decide)


async def _require_above(people: People, unit_id: str, told: UnitTold) -> None:
    """The units above are of the same account, and none of them is the unit itself."""
    above = told.parent_id
    for _ in range(HIGHEST):
        if above is None:
            return
        if above == unit_id:
            break
        parent = (await people.ledger.load(CUSTOMER_UNIT, above)).state
        if parent.account_id != told.account_id:
            raise Missing("CUSTOMER_UNIT_UNKNOWN", field=("parentId",), id=above[:50])
        above = parent.parent_id
    raise Invalid("CUSTOMER_UNIT_CIRCLE", field=("parentId",))
