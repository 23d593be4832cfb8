"""Taking and leaving roles in deals."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.enumeration import Phase
from services.people.api.staff.payload import StaffPayload, answer
from services.people.app import deal_role as app


@strawberry.input(description="A role in a deal, from a day on.")
class TakeDealRoleInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    opportunity_id: strawberry.ID = strawberry.field(description="The deal.")
    employee_id: strawberry.ID = strawberry.field(description="Who takes the role.")
    role: str = strawberry.field(description="AM, SM, DM, SVM or LE.")
    phase: Phase = strawberry.field(description="The phase of the deal.")
    primary: bool = strawberry.field(default=True, description="Whether they answer for it; relieves who does now.")
    allocation_percent: int = strawberry.field(default=100, description="How much of their time, 1 to 100.")
    first_day: date = strawberry.field(description="From when.")
    reason: str = strawberry.field(default="", description="Why.")
    grade: str | None = strawberry.field(
        default=None, description="The deal's grade, where known: on A and B the three managers are three people."
    )


@strawberry.input(description="A role in a deal that ends.")
class EndDealRoleInput:
    command_id: strawberry.ID = strawberry.field(description="A UUID that the client makes; a retry repeats it.")
    opportunity_id: strawberry.ID = strawberry.field(description="The deal.")
    employee_id: strawberry.ID = strawberry.field(description="Who has the role.")
    role: str = strawberry.field(description="The role.")
    last_day: date = strawberry.field(description="The last day.")
    reason: str = strawberry.field(default="", description="Why.")


async def take_deal_role(
    info: Info, input: Annotated[TakeDealRoleInput, strawberry.argument(description="The role.")]
) -> StaffPayload:
    asked = app.RoleAsked(
        str(input.opportunity_id), str(input.employee_id), input.role, input.phase, input.primary,
        input.allocation_percent, input.first_day, input.reason, input.grade,
    )  # fmt: skip
    body = [
        asked.opportunity_id, asked.employee_id, asked.role, asked.phase.value, asked.primary,
        asked.allocation_percent, str(asked.first_day), asked.reason, asked.grade,
    ]  # fmt: skip
    return await answer(
        info, input.command_id, body, lambda people, command: app.take_deal_role(people, asked, command)
    )


async def end_deal_role(
    info: Info, input: Annotated[EndDealRoleInput, strawberry.argument(description="The role.")]
) -> StaffPayload:
    deal, who = str(input.opportunity_id), str(input.employee_id)
    return await answer(
        info,
        input.command_id,
        [deal, who, input.role, str(input.last_day), input.reason],
        lambda people, command: app.end_deal_role(people, deal, who, input.role, input.last_day, input.reason, command),
    )
