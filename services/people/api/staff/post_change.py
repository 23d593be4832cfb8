"""Giving and ending posts."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.staff.payload import StaffPayload, answer
from services.people.app import post_change as app
from services.people.domain.staff import Post


@strawberry.input(description="A post to give for a time.")
class AssignPostInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    employee_id: strawberry.ID = strawberry.field(description="Who gets it.")
    post: str = strawberry.field(description="The role code, such as SD.")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="For one unit; null: company-wide.")
    first_day: date = strawberry.field(description="From when.")
    last_day: date | None = strawberry.field(default=None, description="The last day; null: until further notice.")


@strawberry.input(description="A post to end.")
class EndPostInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    employee_id: strawberry.ID = strawberry.field(description="Who holds it.")
    post: str = strawberry.field(description="The role code.")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="The unit it is held for.")
    last_day: date = strawberry.field(description="The last day.")


async def assign_post(
    info: Info, input: Annotated[AssignPostInput, strawberry.argument(description="The post to give.")]
) -> StaffPayload:
    unit = str(input.unit_id) if input.unit_id else None
    given = app.PostGiven(str(input.employee_id), input.post, unit, input.first_day, input.last_day)
    body = [given.employee_id, given.post, unit, str(given.first_day), str(given.last_day)]
    return await answer(info, input.command_id, body, lambda people, command: app.assign_post(people, given, command))


async def end_post(
    info: Info, input: Annotated[EndPostInput, strawberry.argument(description="The post to end.")]
) -> StaffPayload:
    id, post = str(input.employee_id), Post(input.post, str(input.unit_id) if input.unit_id else None)
    body = [id, post.code, post.unit_id, str(input.last_day)]
    return await answer(
        info, input.command_id, body, lambda people, command: app.end_post(people, id, post, input.last_day, command)
    )
