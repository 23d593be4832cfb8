"""An employee who leaves: their last day, with which their posts end, and what somebody must take over.

Their open approval seats are the approval service's: it is told by the event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command
from services.people.app.access_staff import require_administrator, require_own_or_head
from services.people.app.container import People
from services.people.app.standing import employee_of
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.committee import COMMITTEE
from services.people.domain.deal_team import DEAL_TEAM, Member
from services.people.domain.field_owner import FIELD_OWNER
from services.people.domain.period import D, Period, on
from services.people.domain.staff import EMPLOYEE, UNIT, Employee, Holding, Unit
from tas.contracts.staff import EmployeeLeft
from tas.core.actor import Actor
from tas.core.errors import Conflict, Missing

MOST = 500
"""Of each kind of thing that is listed."""


@dataclass(frozen=True, slots=True)
class DealRole:
    opportunity_id: str
    member: Member


@dataclass(frozen=True, slots=True)
class HandOver:
    """What an employee has from a day on that somebody must take over; each list holds up to 500."""

    employee: Employee
    accounts: Sequence[Account]
    posts: Sequence[Holding]
    deal_roles: Sequence[DealRole]
    reports: Sequence[Employee]
    units: Sequence[Unit]
    committees: Sequence[str]
    fields: Sequence[str]


async def record_leaving(people: People, employee_id: str, last_day: date, command: Command) -> Committed[Employee]:
    """Raises Forbidden(ADM_ONLY), Missing(EMPLOYEE_UNKNOWN), Conflict(EMPLOYEE_GONE)."""
    require_administrator(command.actor)

    def decide(state: Employee) -> Decided:
        if not state.exists:
            raise Missing("EMPLOYEE_UNKNOWN", field=("employeeId",), id=state.id[:60])
        if not state.on(last_day).active:
            raise Conflict("EMPLOYEE_GONE", field=("lastDay",), name=state.name)
        return Decided((EmployeeLeft(state.id, last_day),), {"employeeId": state.id})

    return await people.ledger.execute(EMPLOYEE, employee_id, command, decide)


async def hand_over(people: People, actor: Actor, employee_id: str) -> HandOver:
    """What the employee has today or later. For themselves, who is above them, and ADM. Raises Forbidden(NOT_YOURS),
    Missing(EMPLOYEE_UNKNOWN)."""
    employee = await employee_of(people, employee_id, "employeeId")
    await require_own_or_head(people, actor, employee)
    today, listed = people.today(), people.directory.mentioning
    left = Period(today)
    teams = await listed(DEAL_TEAM, "members", employee_id, MOST)
    below = [one.on(today) for one in await listed(EMPLOYEE, "heads", employee_id, MOST)]
    units = [one.on(today) for one in await listed(UNIT, "heads", employee_id, MOST)]
    committees = await listed(COMMITTEE, "members", employee_id, MOST)
    fields = await listed(FIELD_OWNER, "owners", employee_id, MOST)
    return HandOver(
        employee=employee.on(today),
        accounts=await listed(ACCOUNT, "state.owner_employee_id", employee_id, MOST),
        posts=_open(employee.holdings, left),
        deal_roles=[
            DealRole(team.opportunity_id, member)
            for team in teams
            for member in _open(team.members, left)
            if member.employee_id == employee_id
        ],
        reports=[one for one in below if one.active and one.head_employee_id == employee_id],
        units=[one for one in units if employee_id in one.head_employee_ids],
        committees=[
            one.code for one in committees
            if (seats := on(one.seatings, today)) and any(vote.employee_id == employee_id for vote in seats.members)
        ],
        fields=[one.field for one in fields if (owner := on(one.owners, today)) and owner.employee_id == employee_id],
    )  # fmt: skip


def _open(series: Sequence[D], left: Period) -> list[D]:
    return [one for one in series if one.period.overlaps(left)]
