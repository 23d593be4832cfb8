"""The part of the authorisation point that is about changing our own organisation: who may do what, decided from the
actor's posts and, where it counts, from the reporting line as it stands today."""

from services.people.app.container import People
from services.people.app.resolve_case import Case
from services.people.app.resolve_line import reports_to
from services.people.domain.account import ACCOUNT
from services.people.domain.contact.contact_map import CONTACT_MAP
from services.people.domain.deal_team import DealTeam, role_on
from services.people.domain.staff import EMPLOYEE, Employee
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Forbidden, Unauthenticated

STEWARD = "MDS"


def require_employee(actor: Actor) -> None:
    """Raises Unauthenticated(TOKEN_REQUIRED), Forbidden(STAFF_ONLY)."""
    if actor.kind is ActorKind.ANONYMOUS:
        raise Unauthenticated("TOKEN_REQUIRED")
    if actor.kind is not ActorKind.EMPLOYEE:
        raise Forbidden("STAFF_ONLY")


def require_administrator(actor: Actor) -> None:
    """The organisation is changed by who holds ADM. Raises Forbidden(ADM_ONLY) and what `require_employee` raises."""
    require_employee(actor)
    if not actor.holds("ADM"):
        raise Forbidden("ADM_ONLY")


def sees_reason(actor: Actor, employee: Employee) -> bool:
    """Why somebody is away is told to themselves and ADM."""
    return actor.kind is ActorKind.EMPLOYEE and (actor.id == employee.id or actor.holds("ADM"))


async def require_own_or_head(people: People, actor: Actor, employee: Employee) -> None:
    """Absences are recorded by the employee, anybody above them in the line, or ADM. Raises Forbidden(NOT_YOURS)."""
    require_employee(actor)
    case = Case(people, {}, people.today())
    if actor.id == employee.id or actor.holds("ADM"):
        return
    if not await reports_to(case, employee.on(case.day), actor.id):
        raise Forbidden("NOT_YOURS")


async def require_team(people: People, actor: Actor, team: DealTeam, role: str, employee_id: str) -> None:
    """Roles of a deal are given by its primary account manager, by who is above them, or by ADM. A deal without one is
    taken by an account manager, for themselves: whose team it is sees the account's hidden line, so where the account
    is somebody's, by them or who is above them only. Raises Forbidden(DEAL_TEAM_FORBIDDEN)."""
    require_employee(actor)
    if actor.holds("ADM"):
        return
    case = Case(people, {}, people.today())
    managers = [one.employee_id for one in role_on(team, "AM", case.day)]
    if not managers and role == "AM" and employee_id == actor.id and actor.holds("AM"):
        managers = await _owner_of(people, team.opportunity_id)
        if not managers:
            return
    for id in managers:
        if id == actor.id or await reports_to(case, await case.employee(id), actor.id):
            return
    raise Forbidden("DEAL_TEAM_FORBIDDEN")


async def _owner_of(people: People, opportunity_id: str) -> list[str]:
    """Who owns the account of a deal, as a list of one or none."""
    map = (await people.ledger.load(CONTACT_MAP, opportunity_id)).state
    account = (await people.ledger.load(ACCOUNT, map.account_id)).state if map.exists else None
    return [account.owner_employee_id] if account and account.owner_employee_id else []


async def require_owning(people: People, actor: Actor, owner_employee_id: str | None) -> None:
    """An account that is somebody's is given away by them, who is above them, or who keeps customers' data: with it go
    its hidden line and its people's contact details. Raises Forbidden(ACCOUNT_NOT_YOURS)."""
    if owner_employee_id is None or actor.id == owner_employee_id or actor.holds(STEWARD):
        return
    case = Case(people, {}, people.today())
    if not await reports_to(case, await case.employee(owner_employee_id), actor.id):
        raise Forbidden("ACCOUNT_NOT_YOURS")


async def require_serving(people: People, actor: Actor) -> None:
    """Whoever does not work here any more has no say, though their access token lives for a while. Raises
    Forbidden(EMPLOYEE_INACTIVE)."""
    if actor.kind is ActorKind.EMPLOYEE:
        employee = (await people.ledger.load(EMPLOYEE, actor.id)).state
        if employee.exists and not employee.on(people.today()).active:
            raise Forbidden("EMPLOYEE_INACTIVE")
