"""Recording a customer's organisation units."""

from dataclasses import dataclass

from kit.journal.command import user_command
from services.people.app.contact.change_line import change_line, complete_customer_line
from services.people.app.contact.command import Changed, answered, tidy_text
from services.people.app.contact.record_person import seen_person
from services.people.app.contact.sight import require_employee, sight_of
from services.people.app.container import People
from services.people.domain.account import ACCOUNT
from services.people.domain.contact.customer_line import require_above
from services.people.domain.contact.picture import Picture
from tas.contracts.contact import CustomerLineChanged, CustomerUnitRecorded
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
    PERSON_UNKNOWN), Invalid(CUSTOMER_UNIT_CIRCLE | CUSTOMER_UNIT_DEEP | PERSON_NOT_THERE | PERSON_TEXT_INVALID),
    Forbidden(CONTACT_FORBIDDEN)."""
    require_employee(actor)
    body = [unit_id, told.account_id, told.name, told.parent_id, told.function, told.head_person_id]
    command = user_command(actor, command_id, body, people.now())
    done = await answered(people, command)
    if done:
        await complete_customer_line(people, told.account_id)
        return done
    sight = await sight_of(people, actor)
    if not (await people.ledger.load(ACCOUNT, told.account_id)).state.exists:
        raise Missing("ACCOUNT_UNKNOWN", field=("accountId",), id=told.account_id[:50])
    if not sight.writes_account(told.account_id):
        raise Forbidden("CONTACT_FORBIDDEN")
    id = unit_id or caused_id("customer-unit", command.key, "record")
    if told.head_person_id is not None:
        head = await seen_person(people, sight, told.head_person_id)
        if head.account_id != told.account_id:
            raise Invalid("PERSON_NOT_THERE", field=("headPersonId",), id=head.id)
    name = tidy_text(told.name, "name", LONGEST_UNIT, "name")
    function = tidy_text(told.function, "function", LONGEST_UNIT, "function") if told.function.strip() else ""
    event = CustomerUnitRecorded(id, told.account_id, name, told.parent_id, function, told.head_person_id)

    def check(picture: Picture) -> None:
        _require_place(picture, id, unit_id is not None, told)

    return await change_line(people, told.account_id, command, CustomerLineChanged(None, event), check)


def _require_place(picture: Picture, id: str, known: bool, told: UnitTold) -> None:
    """It is a unit of this account, or new, and lies below one of this account that does not lie below it."""
    unit = picture.customer_unit.get(id)
    if (unit.account_id if unit else "") != (told.account_id if known else ""):
        raise Missing("CUSTOMER_UNIT_UNKNOWN", field=("customerUnitId",), id=id[:50])
    above = picture.customer_unit.get(told.parent_id) if told.parent_id is not None else None
    if told.parent_id is not None and (above is None or above.account_id != told.account_id):
        raise Missing("CUSTOMER_UNIT_UNKNOWN", field=("parentId",), id=told.parent_id[:50])
    require_above(picture.customer_unit, id, told.parent_id)
