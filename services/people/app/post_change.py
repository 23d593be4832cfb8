"""Giving a post for a time, and ending it. For ADM."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command
from services.people.app.access_staff import require_administrator
from services.people.app.container import People
from services.people.app.standing import unit_of
from services.people.domain.period import Period
from services.people.domain.staff import EMPLOYEE, POSTS, Employee, Post
from tas.contracts.people import PostAssigned
from tas.contracts.staff import PostEnded
from tas.core.errors import Conflict, Invalid, Missing


@dataclass(frozen=True, slots=True)
class PostGiven:
    """`last_day` None: until further notice."""

    employee_id: str
    post: str
    unit_id: str | None
    first_day: date
    last_day: date | None


async def assign_post(people: People, given: PostGiven, command: Command) -> Committed[Employee]:
    """Raises Forbidden, Missing(EMPLOYEE_UNKNOWN | UNIT_MISSING), Invalid(POST_INVALID | DAYS_REVERSED),
    Conflict(EMPLOYEE_GONE | POST_HELD)."""
    require_administrator(command.actor)
    if given.unit_id is not None:
        await unit_of(people, given.unit_id, "unitId")
    return await people.ledger.execute(EMPLOYEE, given.employee_id, command, lambda state: _assign(state, given))


async def end_post(
    people: People, employee_id: str, post: Post, last_day: date, command: Command
) -> Committed[Employee]:
    """Raises Forbidden, Missing(EMPLOYEE_UNKNOWN), Conflict(POST_NOT_HELD)."""
    require_administrator(command.actor)

    def decide(state: Employee) -> Decided:
        _require(state)
        if not any(one.post == post and not one.period.meet(Period(last_day)).empty for one in state.holdings):
            raise Conflict("POST_NOT_HELD", field=("post",), post=post.code, name=state.name)
        return Decided((PostEnded(state.id, post.code, post.unit_id, last_day),), _answer(state))

    return await people.ledger.execute(EMPLOYEE, employee_id, command, decide)


def _assign(state: Employee, given: PostGiven) -> Decided:
    _require(state)
    period = Period(given.first_day, given.last_day)
    if given.post not in POSTS:
        raise Invalid("POST_INVALID", field=("post",), post=given.post[:20])
    if period.empty:
        raise Invalid("DAYS_REVERSED", field=("lastDay",))
    if not state.on(given.first_day).active:
        raise Conflict("EMPLOYEE_GONE", field=("employeeId",), name=state.name)
    post = Post(given.post, given.unit_id)
    if any(one.post == post and one.period.meet(period) == period for one in state.holdings):
        raise Conflict("POST_HELD", field=("post",), post=given.post, name=state.name)
    event = PostAssigned(state.id, given.post, given.unit_id, given.first_day, given.last_day)
    return Decided((event,), _answer(state))


def _require(state: Employee) -> None:
    if not state.exists:
        raise Missing("EMPLOYEE_UNKNOWN", field=("employeeId",), id=state.id[:60])


def _answer(state: Employee) -> dict[str, Any]:
    return {"employeeId": state.id}
