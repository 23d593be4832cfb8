"""The part of the authorisation point that is about changing our own organisation: who may do what, decided from the
actor's posts and, where it counts, from the reporting line as it stands today."""

from services.people.app.container import People
from services.people.app.resolve_case import Case
from services.people.app.resolve_line import reports_to
from services.people.domain.deal_team import DealTeam, role_on
from services.people.domain.staff import Employee
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Forbidden, Unauthenticated


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
    taken by an account manager, for themselves. Raises Forbidden(DEAL_TEAM_FORBIDDEN)."""
    require_employee(actor)
    if actor.holds("ADM"):
        return
    case = Case(people, {}, people.today())
    managers = [one.employee_id for one in role_on(team, "AM", case.day)]
    if not managers and role == "AM" and employee_id == actor.id and actor.holds("AM"):
        return
    for id in managers:
        if id == actor.id or await reports_to(case, await case.employee(id), actor.id):
            return
    raise Forbidden("DEAL_TEAM_FORBIDDEN")
