"""Units' heads, committees and owners of core fields, each from a day on. For ADM."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command
from services.people.app.access_staff import require_administrator
from services.people.app.container import People
from services.people.app.place import Place, place_employee
from services.people.app.place_unit import UnitPlace, place_unit
from services.people.app.standing import employee_of
from services.people.domain.committee import COMMITTEE, Committee
from services.people.domain.field_owner import FIELD_OWNER, FieldOwner
from services.people.domain.name import tidy, unit_id_of
from tas.contracts.staff import CommitteeRecorded, FieldOwnerNamed, Vote
from tas.core.errors import Invalid

MOST_MEMBERS = 50
HEAVIEST = 100
LONGEST_NAME = 100


async def move_employee(people: People, place: Place, command: Command) -> Committed[Any]:
    """Where somebody works and whom they report to. Raises Forbidden(ADM_ONLY) and what `place_employee` raises."""
    require_administrator(command.actor)
    return await place_employee(people, place, command)


async def record_unit(
    people: People,
    name: str,
    region: str | None,
    parent_unit_id: str | None,
    heads: Sequence[str],
    first_day: date,
    command: Command,
) -> Committed[Any]:
    """A new unit, known by its name. Raises Forbidden(ADM_ONLY), Invalid(NAME_INVALID | MEMBERS_INVALID),
    Missing(UNIT_MISSING | EMPLOYEE_UNKNOWN), Conflict(UNIT_STANDS)."""
    require_administrator(command.actor)
    for field, value in (("name", tidy(name)), ("region", tidy(region or "-"))):
        if not value or len(value) > LONGEST_NAME or not value.isprintable():
            raise Invalid("NAME_INVALID", field=(field,), longest=LONGEST_NAME)
    await _check_people(people, heads, "headEmployeeIds")
    shown, place = tidy(name), tidy(region or "") or None
    asked = UnitPlace(unit_id_of(shown), shown, place, parent_unit_id, tuple(heads), first_day)
    return await place_unit(people, asked, command)


async def head_unit(
    people: People, unit_id: str, parent_unit_id: str | None, heads: Sequence[str], first_day: date, command: Command
) -> Committed[Any]:
    """Who heads the unit and what lies above it. Raises Forbidden(ADM_ONLY), Missing(UNIT_MISSING |
    EMPLOYEE_UNKNOWN), Invalid(MEMBERS_INVALID), Conflict(UNIT_CIRCLE | LINE_TOO_LONG)."""
    require_administrator(command.actor)
    await _check_people(people, heads, "headEmployeeIds")
    return await place_unit(people, UnitPlace(unit_id, "", None, parent_unit_id, tuple(heads), first_day), command)


async def record_committee(
    people: People, code: str, name: str, members: Sequence[Vote], first_day: date, command: Command
) -> Committed[Committee]:
    """Raises Forbidden(ADM_ONLY), Invalid(NAME_INVALID | MEMBERS_INVALID | WEIGHT_INVALID), Missing."""
    require_administrator(command.actor)
    for field, value, longest in (("code", code, 40), ("name", name, LONGEST_NAME)):
        if not value.strip() or len(value) > longest or not value.isprintable():
            raise Invalid("NAME_INVALID", field=(field,), longest=longest)
    await _check_people(people, [one.employee_id for one in members], "members")
    if any(not 1 <= one.weight <= HEAVIEST for one in members):
        raise Invalid("WEIGHT_INVALID", field=("members",), most=HEAVIEST)
    event = CommitteeRecorded(code, name, tuple(members), first_day)
    return await people.ledger.execute(COMMITTEE, code, command, lambda _: Decided((event,), {"code": code}))


async def name_field_owner(
    people: People, field: str, employee_id: str | None, first_day: date, command: Command
) -> Committed[FieldOwner]:
    """Raises Forbidden(ADM_ONLY), Invalid(NAME_INVALID), Missing(EMPLOYEE_UNKNOWN)."""
    require_administrator(command.actor)
    if not field.isidentifier() or len(field) > 60:
        raise Invalid("NAME_INVALID", field=("field",), longest=60)
    if employee_id is not None:
        await employee_of(people, employee_id, "employeeId")
    event = FieldOwnerNamed(field, employee_id, first_day)
    return await people.ledger.execute(FIELD_OWNER, field, command, lambda _: Decided((event,), {"field": field}))


async def _check_people(people: People, ids: Sequence[str], field: str) -> None:
    if len(ids) > MOST_MEMBERS or len(set(ids)) != len(ids):
        raise Invalid("MEMBERS_INVALID", field=(field,), most=MOST_MEMBERS)
    for id in ids:
        await employee_of(people, id, field)
