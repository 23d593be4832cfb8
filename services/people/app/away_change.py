"""Recording an absence or a delegation, and ending it early. For the employee, who is above them, and ADM."""

from dataclasses import dataclass
from datetime import date, timedelta

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command
from services.people.app.access_staff import require_own_or_head
from services.people.app.container import People
from services.people.app.resolve_away import MOST_HOPS
from services.people.app.standing import employee_of
from services.people.domain.away import LONGEST_DAYS, Away
from services.people.domain.period import Period
from services.people.domain.staff import EMPLOYEE, POSTS, Employee
from tas.contracts.staff import AwayEnded, AwayKind, AwayRecorded
from tas.core.errors import Conflict, Invalid, Missing
from tas.core.ids import derive

MOST = 100
"""Absences and delegations that one employee has, past ones included in their period's year."""
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class AwayAsked:
    employee_id: str
    kind: AwayKind
    posts: tuple[str, ...]
    substitute_id: str | None
    first_day: date
    last_day: date
    reason: str


async def record_away(people: People, asked: AwayAsked, command: Command) -> Committed[Employee]:
    """Answers {employeeId, awayId}. Raises Forbidden(NOT_YOURS), Missing(EMPLOYEE_UNKNOWN), Invalid(DAYS_REVERSED |
    AWAY_TOO_LONG | AWAY_PAST | POST_INVALID | SUBSTITUTE_MISSING | SUBSTITUTE_SELF), Conflict(AWAY_OVERLAPS |
    AWAY_CIRCLE | EMPLOYEE_GONE)."""
    employee = await employee_of(people, asked.employee_id, "employeeId")
    await require_own_or_head(people, command.actor, employee)
    _check(asked, people.today())
    away = Away(
        str(derive("away", command.key)), asked.kind, asked.posts, asked.substitute_id,
        Period(asked.first_day, asked.last_day), asked.reason,
    )  # fmt: skip
    if asked.substitute_id is not None:
        await _check_substitute(people, employee, asked.substitute_id, away)

    def decide(state: Employee) -> Decided:
        if len(state.aways) >= MOST or any(one.collides(away) for one in state.aways):
            raise Conflict("AWAY_OVERLAPS", field=("firstDay",))
        event = AwayRecorded(
            state.id,
            away.id,
            asked.kind,
            asked.posts,
            asked.substitute_id,
            asked.first_day,
            asked.last_day,
            asked.reason,
        )
        return Decided((event,), {"employeeId": state.id, "awayId": away.id})

    return await people.ledger.execute(EMPLOYEE, employee.id, command, decide)


async def end_away(
    people: People, employee_id: str, away_id: str, last_day: date, command: Command
) -> Committed[Employee]:
    """The last day comes earlier; before the first one: it never was. What has passed stays as it was. Raises
    Forbidden(NOT_YOURS), Missing(EMPLOYEE_UNKNOWN | AWAY_UNKNOWN), Invalid(AWAY_PAST)."""
    employee = await employee_of(people, employee_id, "employeeId")
    await require_own_or_head(people, command.actor, employee)
    if last_day < people.today() - timedelta(days=1):
        raise Invalid("AWAY_PAST", field=("lastDay",))

    def decide(state: Employee) -> Decided:
        if not any(one.id == away_id for one in state.aways):
            raise Missing("AWAY_UNKNOWN", field=("awayId",))
        return Decided((AwayEnded(state.id, away_id, last_day),), {"employeeId": state.id, "awayId": away_id})

    return await people.ledger.execute(EMPLOYEE, employee.id, command, decide)


def _check(asked: AwayAsked, today: date) -> None:
    if asked.last_day < asked.first_day:
        raise Invalid("DAYS_REVERSED", field=("lastDay",))
    if (asked.last_day - asked.first_day).days >= LONGEST_DAYS:
        raise Invalid("AWAY_TOO_LONG", field=("lastDay",), most=LONGEST_DAYS)
    if asked.last_day < today:
        raise Invalid("AWAY_PAST", field=("lastDay",))
    for post in asked.posts:
        if post not in POSTS:
            raise Invalid("POST_INVALID", field=("posts",), post=post[:20])
    if len(asked.reason) > LONGEST_REASON:
        raise Invalid("REASON_TOO_LONG", field=("reason",), most=LONGEST_REASON)
    if asked.kind is AwayKind.DELEGATION and asked.substitute_id is None:
        raise Invalid("SUBSTITUTE_MISSING", field=("substituteId",))


async def _check_substitute(people: People, employee: Employee, substitute_id: str, away: Away) -> None:
    """Refuses a circle that shows now; one that races past this is found when approvers are."""
    if substitute_id == employee.id:
        raise Invalid("SUBSTITUTE_SELF", field=("substituteId",))
    substitute = await employee_of(people, substitute_id, "substituteId")
    if not substitute.on(away.period.first or date.min).active:
        raise Conflict("EMPLOYEE_GONE", field=("substituteId",), name=substitute.name)
    waiting, seen = [(substitute, away.period)], {substitute_id}
    for _ in range(MOST_HOPS * MOST):
        if not waiting:
            return
        one, period = waiting.pop()
        for other in one.aways:
            both = other.period.meet(period)
            if other.substitute_id is None or both.empty or not _same_posts(other, away):
                continue
            if other.substitute_id == employee.id:
                raise Conflict("AWAY_CIRCLE", field=("substituteId",), name=one.name)
            if other.substitute_id not in seen:
                seen.add(other.substitute_id)
                waiting.append(((await people.ledger.load(EMPLOYEE, other.substitute_id)).state, both))


def _same_posts(one: Away, other: Away) -> bool:
    return not one.posts or not other.posts or bool(set(one.posts) & set(other.posts))
