"""Who is in a deal's team, in which role and from when. The deal itself is another service's: only its id is known."""

from dataclasses import dataclass
from datetime import date

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command
from services.people.app.access_staff import require_team
from services.people.app.container import People
from services.people.app.standing import employee_of
from services.people.domain.deal_team import DEAL_TEAM, ROLES, DealTeam, after, separate
from services.people.domain.period import Period
from tas.contracts.staff import DealRoleEnded, DealRoleTaken, Phase
from tas.core.errors import Conflict, Invalid, Missing
from tas.core.ids import kind_of

LONGEST_REASON = 300
CAREFUL = ("A", "B")


@dataclass(frozen=True, slots=True)
class RoleAsked:
    """`grade` is the deal's, where whoever asks knows it: account, solution and delivery manager of an A or B deal are
    three people."""

    opportunity_id: str
    employee_id: str
    role: str
    phase: Phase
    primary: bool
    allocation_percent: int
    first_day: date
    reason: str
    grade: str | None = None


async def take_deal_role(people: People, asked: RoleAsked, command: Command) -> Committed[DealTeam]:
    """Raises Forbidden(DEAL_TEAM_FORBIDDEN), Missing(EMPLOYEE_UNKNOWN | OPPORTUNITY_MISSING), Invalid(ROLE_INVALID |
    ALLOCATION_INVALID | REASON_TOO_LONG), Conflict(EMPLOYEE_GONE | TEAM_NOT_SEPARATE)."""
    _check(asked)
    team = (await people.ledger.load(DEAL_TEAM, asked.opportunity_id)).state
    await require_team(people, command.actor, team, asked.role, asked.employee_id)
    employee = await employee_of(people, asked.employee_id, "employeeId")
    if not employee.on(asked.first_day).active:
        raise Conflict("EMPLOYEE_GONE", field=("employeeId",), name=employee.name)
    event = DealRoleTaken(
        asked.opportunity_id, employee.id, asked.role, asked.phase, asked.primary, asked.allocation_percent,
        asked.first_day, asked.reason,
    )  # fmt: skip

    def decide(state: DealTeam) -> Decided:
        if asked.grade in CAREFUL and asked.primary and not separate(after(state, event), asked.first_day):
            raise Conflict("TEAM_NOT_SEPARATE", field=("employeeId",))
        return Decided((event,), {"opportunityId": state.opportunity_id})

    return await people.ledger.execute(DEAL_TEAM, asked.opportunity_id, command, decide)


async def end_deal_role(
    people: People, opportunity_id: str, employee_id: str, role: str, last_day: date, reason: str, command: Command
) -> Committed[DealTeam]:
    """Raises Forbidden(DEAL_TEAM_FORBIDDEN), Conflict(ROLE_NOT_HELD | TEAM_WITHOUT_AM)."""
    team = (await people.ledger.load(DEAL_TEAM, opportunity_id)).state
    await require_team(people, command.actor, team, role, employee_id)
    event = DealRoleEnded(opportunity_id, employee_id, role, last_day, reason[:LONGEST_REASON])

    def decide(state: DealTeam) -> Decided:
        held = [one for one in state.members if (one.employee_id, one.role) == (employee_id, role)]
        if not any(not one.period.meet(Period(last_day)).empty for one in held):
            raise Conflict("ROLE_NOT_HELD", field=("role",), role=role[:20])
        if role == "AM" and any(one.primary and one.period.last is None for one in held):
            raise Conflict("TEAM_WITHOUT_AM", field=("role",))
        return Decided((event,), {"opportunityId": state.opportunity_id})

    return await people.ledger.execute(DEAL_TEAM, opportunity_id, command, decide)


def _check(asked: RoleAsked) -> None:
    if kind_of(asked.opportunity_id) != "opportunity":
        raise Missing("OPPORTUNITY_MISSING", field=("opportunityId",), id=asked.opportunity_id[:60])
    if asked.role not in ROLES:
        raise Invalid("ROLE_INVALID", field=("role",), role=asked.role[:20], roles=", ".join(ROLES))
    if not 0 < asked.allocation_percent <= 100:
        raise Invalid("ALLOCATION_INVALID", field=("allocationPercent",))
    if len(asked.reason) > LONGEST_REASON:
        raise Invalid("REASON_TOO_LONG", field=("reason",), most=LONGEST_REASON)
