"""Recording absences and delegations, and ending them early."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.enumeration import AwayKind
from services.people.api.staff.payload import StaffPayload, answer
from services.people.app import away_change as app


@strawberry.input(description="An absence, or posts to hand over, for a time.")
class RecordAwayInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    employee_id: strawberry.ID = strawberry.field(description="Who is away.")
    kind: AwayKind = strawberry.field(description="Whether they are not there, or hand over posts.")
    posts: list[str] = strawberry.field(default_factory=list, description="The posts it is about; empty: everything.")
    substitute_id: strawberry.ID | None = strawberry.field(
        default=None, description="Who acts; null for an absence: the line head."
    )
    first_day: date = strawberry.field(description="The first day.")
    last_day: date = strawberry.field(description="The last day.")
    reason: str = strawberry.field(default="", description="Why; told to themselves and ADM.")


@strawberry.input(description="An absence or delegation that ends early.")
class EndAwayInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    employee_id: strawberry.ID = strawberry.field(description="Who is away.")
    away_id: strawberry.ID = strawberry.field(description="The absence or delegation.")
    last_day: date = strawberry.field(description="The last day; before the first one: it never was.")


async def record_away(
    info: Info, input: Annotated[RecordAwayInput, strawberry.argument(description="The absence or delegation.")]
) -> StaffPayload:
    substitute = str(input.substitute_id) if input.substitute_id else None
    asked = app.AwayAsked(
        str(input.employee_id), input.kind, tuple(dict.fromkeys(input.posts)), substitute, input.first_day,
        input.last_day, input.reason,
    )  # fmt: skip
    days = [str(asked.first_day), str(asked.last_day)]
    body = [asked.employee_id, asked.kind.value, list(asked.posts), substitute, *days, asked.reason]
    return await answer(info, input.command_id, body, lambda people, command: app.record_away(people, asked, command))


async def end_away(
    info: Info, input: Annotated[EndAwayInput, strawberry.argument(description="What ends early.")]
) -> StaffPayload:
    id, away, last = str(input.employee_id), str(input.away_id), input.last_day
    return await answer(
        info,
        input.command_id,
        [id, away, str(last)],
        lambda people, command: app.end_away(people, id, away, last, command),
    )
