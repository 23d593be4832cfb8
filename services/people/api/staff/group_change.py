"""Committees and the owners of core fields."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.staff.payload import StaffPayload, answer
from services.people.app import organise as app
from tas.contracts.staff import Vote


@strawberry.input(description="A member of a committee.")
class CommitteeVoteInput:
    employee_id: strawberry.ID = strawberry.field(description="The member.")
    weight: int = strawberry.field(default=1, description="What their vote weighs, 1 to 100.")


@strawberry.input(description="A committee and its members, from a day on.")
class RecordCommitteeInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    code: str = strawberry.field(description="Its code, such as OC.")
    name: str = strawberry.field(description="Its name.")
    members: list[CommitteeVoteInput] = strawberry.field(description="Its members; none: it does not sit any more.")
    first_day: date = strawberry.field(description="From when.")


@strawberry.input(description="The owner of a core field, from a day on.")
class NameFieldOwnerInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    field: str = strawberry.field(description="The core field, such as legalName.")
    employee_id: strawberry.ID | None = strawberry.field(default=None, description="Its owner; null: nobody.")
    first_day: date = strawberry.field(description="From when.")


async def record_committee(
    info: Info, input: Annotated[RecordCommitteeInput, strawberry.argument(description="The committee.")]
) -> StaffPayload:
    votes = [Vote(str(one.employee_id), one.weight) for one in input.members]
    body = [input.code, input.name, [[one.employee_id, one.weight] for one in votes], str(input.first_day)]
    return await answer(
        info,
        input.command_id,
        body,
        lambda people, command: app.record_committee(people, input.code, input.name, votes, input.first_day, command),
    )


async def name_field_owner(
    info: Info, input: Annotated[NameFieldOwnerInput, strawberry.argument(description="The field and its owner.")]
) -> StaffPayload:
    owner = str(input.employee_id) if input.employee_id else None
    return await answer(
        info,
        input.command_id,
        [input.field, owner, str(input.first_day)],
        lambda people, command: app.name_field_owner(people, input.field, owner, input.first_day, command),
    )
