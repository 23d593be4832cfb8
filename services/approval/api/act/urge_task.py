"""Urge 催办."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_task
from tas.chain.decide import Urge


@strawberry.input(description="A task to remind its holder of.")
class UrgeTaskInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    task_id: strawberry.ID = strawberry.field(description="The task.")


async def urge_task(
    info: Info,
    input: Annotated[UrgeTaskInput, strawberry.argument(description="A task to remind its holder of.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = Urge(str(input.task_id))
        return await act_on_task(context.app.acting, context.actor, str(input.command_id), str(input.task_id), act)

    return await answer(info, work, str(input.task_id))
