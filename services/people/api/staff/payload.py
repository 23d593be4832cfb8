"""What every mutation of our own organisation answers."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.error import UserError, run
from kit.journal.aggregate import Committed
from kit.journal.command import Command, user_command
from services.people.api.employee import Employee, show_employee
from services.people.api.staff.committee import Committee, show_committee
from services.people.api.staff.deal_team import DealTeam, show_team
from services.people.api.unit import Unit, show_unit
from services.people.app.access import visible
from services.people.app.access_staff import require_serving
from services.people.app.container import SERVICE, People
from services.people.domain.committee import COMMITTEE
from services.people.domain.deal_team import DEAL_TEAM
from services.people.domain.staff import EMPLOYEE, UNIT
from tas.core.errors import Invalid
from tas.core.ids import split_aggregate

Work = Callable[[People, Command], Awaitable[Committed[Any]]]


@federation.type(description="What a change of our organisation came to: the thing after it, or why it was refused.")
class StaffPayload:
    employee: Employee | None = federation.field(default=None, description="The employee, where it is about one.")
    unit: Unit | None = federation.field(default=None, description="The unit, where it is about one.")
    committee: Committee | None = federation.field(default=None, description="The committee, where it is about one.")
    deal_team: DealTeam | None = federation.field(default=None, description="The deal's team, where it is about one.")
    away_id: strawberry.ID | None = federation.field(default=None, description="The absence or delegation.")
    errors: list[UserError] = federation.field(description="Why it was refused; empty when it was not.")
    cursor: str | None = federation.field(default=None, description="The change: a reader can wait for it.")


async def answer(info: Info, command_id: str, body: Any, work: Work) -> StaffPayload:
    """Does the work as a command of whoever asks; an expected refusal is data. `body` is what a retry must repeat."""
    people: People = info.context.app

    async def do() -> Committed[Any]:
        await require_serving(people, info.context.actor)
        command = user_command(info.context.actor, _unique(command_id), body, people.now())
        done = await people.ledger.answered(command)  # first: what was right then may not be any more
        return done if done is not None else await work(people, command)

    done, errors = await run(do, info.context.locale)
    if done is None:
        return StaffPayload(errors=errors)
    payload = StaffPayload(errors=[], cursor=write_cursor(SERVICE, done.aggregate, done.version))
    payload.away_id = done.answer.get("awayId")
    await _show(info, people, done, payload)
    return payload


async def _show(info: Info, people: People, done: Committed[Any], payload: StaffPayload) -> None:
    actor, id = info.context.actor, split_aggregate(done.aggregate)[1]
    if "employeeId" in done.answer:
        employee = visible(actor, (await people.ledger.load(EMPLOYEE, done.answer["employeeId"])).state)
        payload.employee = show_employee(employee) if employee else None
    if "unitId" in done.answer:
        unit = visible(actor, (await people.ledger.load(UNIT, done.answer["unitId"])).state)
        payload.unit = show_unit(unit) if unit else None
    if "code" in done.answer:
        payload.committee = show_committee((await people.ledger.load(COMMITTEE, id)).state, people.today())
    if "opportunityId" in done.answer:
        payload.deal_team = show_team((await people.ledger.load(DEAL_TEAM, id)).state, people.today())


def _unique(command_id: str) -> str:
    """Raises Invalid(COMMAND_ID_INVALID)."""
    try:
        return str(UUID(command_id))
    except ValueError:
        raise Invalid("COMMAND_ID_INVALID", field=("commandId",)) from None
