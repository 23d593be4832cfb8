"""Where somebody works and whom they report to; units and who heads them."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.staff.payload import StaffPayload, answer
from services.people.app import organise as app
from services.people.app.place import Place


@strawberry.input(description="A place in the reporting line, from a day on.")
class PlaceEmployeeInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    employee_id: strawberry.ID = strawberry.field(description="Who is placed.")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="The unit they work in.")
    head_employee_id: strawberry.ID | None = strawberry.field(
        default=None, description="Whom they report to; null: the heads of their unit."
    )
    first_day: date = strawberry.field(description="From when.")


@strawberry.input(description="A new unit, from a day on.")
class RecordUnitInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    name: str = strawberry.field(description="Its name, by which it is known; no other unit has it.")
    region: str | None = strawberry.field(default=None, description="The sales region it works in; null for none.")
    parent_unit_id: strawberry.ID | None = strawberry.field(default=None, description="The unit above; null: none.")
    head_employee_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="Who heads it.")
    first_day: date = strawberry.field(description="From when.")


@strawberry.input(description="Who heads a unit, from a day on.")
class HeadUnitInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    unit_id: strawberry.ID = strawberry.field(description="The unit.")
    parent_unit_id: strawberry.ID | None = strawberry.field(default=None, description="The unit above; null: none.")
    head_employee_ids: list[strawberry.ID] = strawberry.field(description="Who heads it.")
    first_day: date = strawberry.field(description="From when.")


async def place_employee(
    info: Info, input: Annotated[PlaceEmployeeInput, strawberry.argument(description="The place.")]
) -> StaffPayload:
    unit, head = (str(one) if one else None for one in (input.unit_id, input.head_employee_id))
    place = Place(str(input.employee_id), unit, head, input.first_day)
    body = [place.employee_id, unit, head, str(input.first_day)]
    return await answer(info, input.command_id, body, lambda people, command: app.move_employee(people, place, command))


async def head_unit(
    info: Info, input: Annotated[HeadUnitInput, strawberry.argument(description="The unit and its heads.")]
) -> StaffPayload:
    id, parent = str(input.unit_id), str(input.parent_unit_id) if input.parent_unit_id else None
    heads = [str(one) for one in input.head_employee_ids]
    return await answer(
        info,
        input.command_id,
        [id, parent, heads, str(input.first_day)],
        lambda people, command: app.head_unit(people, id, parent, heads, input.first_day, command),
    )


async def record_unit(
    info: Info, input: Annotated[RecordUnitInput, strawberry.argument(description="The unit.")]
) -> StaffPayload:
    above = str(input.parent_unit_id) if input.parent_unit_id else None
    heads = [str(one) for one in input.head_employee_ids]
    return await answer(
        info,
        input.command_id,
        [input.name, input.region, above, heads, str(input.first_day)],
        lambda people, command: app.record_unit(
            people, input.name, input.region, above, heads, input.first_day, command
        ),
    )
