"""Things that a command names, which must exist, and whether an actor still is who their token says. What a command may
do with them is decided elsewhere."""

from services.people.app.container import People
from services.people.domain.partner import PARTNER, PARTNER_USER
from services.people.domain.staff import EMPLOYEE, UNIT, Employee, Unit
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Missing


async def employee_of(people: People, id: str, field: str) -> Employee:
    """Raises Missing(EMPLOYEE_UNKNOWN) about the input field."""
    employee = (await people.ledger.load(EMPLOYEE, id)).state
    if not employee.exists:
        raise Missing("EMPLOYEE_UNKNOWN", field=(field,), id=id[:60])
    return employee


async def unit_of(people: People, id: str, field: str) -> Unit:
    """Raises Missing(UNIT_MISSING) about the input field."""
    unit = (await people.ledger.load(UNIT, id)).state
    if not unit.exists:
        raise Missing("UNIT_MISSING", field=(field,), id=id[:60])
    return unit


async def actor_stands(people: People, actor: Actor) -> bool:
    """Whether whoever holds a token still works here, or logs in for that partner, and the partner is active. Those
    who are not known here (not imported yet) stand: their token says all there is of them."""
    if actor.kind is ActorKind.EMPLOYEE:
        employee = (await people.ledger.load(EMPLOYEE, actor.id)).state
        return not employee.exists or employee.on(people.today()).active
    if actor.kind is not ActorKind.PARTNER:
        return True
    user = (await people.ledger.load(PARTNER_USER, actor.id)).state
    partner = (await people.ledger.load(PARTNER, actor.partner or "")).state
    if partner.exists and not partner.active:
        return False
    return not user.exists or (user.active and user.partner_id == actor.partner)
