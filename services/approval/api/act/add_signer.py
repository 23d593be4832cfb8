"""Add signer 加签."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.act.person import employees
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_task
from services.approval.app.command import read_comment
from tas.chain.act_event import Place
from tas.chain.decide import AddSigner
from tas.flows.definition import Mode


@strawberry.input(description="Signers to add at your seat.")
class AddSignerInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    task_id: strawberry.ID = strawberry.field(description="The task.")
    people: list[strawberry.ID] = strawberry.field(description="The employees, at most five.")
    place: Place = strawberry.field(description="When they sign.")
    mode: Mode = strawberry.field(default=Mode.ALL, description="How they sign: SEQUENTIAL, ALL or ANY.")
    comment: str = strawberry.field(default="", description="Why, at most 2000 characters.")


async def add_signer(
    info: Info,
    input: Annotated[AddSignerInput, strawberry.argument(description="Signers to add at your seat.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = AddSigner(
            str(input.task_id), employees(input.people), input.place, input.mode, read_comment(input.comment)
        )
        return await act_on_task(context.app.acting, context.actor, str(input.command_id), str(input.task_id), act)

    return await answer(info, work, str(input.task_id))
