"""Recording that an employee leaves."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.staff.payload import StaffPayload, answer
from services.people.app import leave as app


@strawberry.input(description="Somebody's last day.")
class RecordLeavingInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    employee_id: strawberry.ID = strawberry.field(description="Who leaves.")
    last_day: date = strawberry.field(description="Their last day; their posts end with it.")


async def record_leaving(
    info: Info, input: Annotated[RecordLeavingInput, strawberry.argument(description="Who leaves, and when.")]
) -> StaffPayload:
    id, last = str(input.employee_id), input.last_day
    return await answer(
        info, input.command_id, [id, str(last)], lambda people, command: app.record_leaving(people, id, last, command)
    )
