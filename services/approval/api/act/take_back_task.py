"""Take back 拿回: your approval, or a delegation."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_task
from services.approval.app.command import read_comment
from tas.chain.decide import TakeBack


@strawberry.input(description="A decision or delegation to take back.")
class TakeBackTaskInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    task_id: strawberry.ID = strawberry.field(description="The task.")
    comment: str = strawberry.field(default="", description="Why, at most 2000 characters.")


async def take_back_task(
    info: Info,
    input: Annotated[TakeBackTaskInput, strawberry.argument(description="A decision or delegation to take back.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = TakeBack(str(input.task_id), read_comment(input.comment))
        return await act_on_task(context.app.acting, context.actor, str(input.command_id), str(input.task_id), act)

    return await answer(info, work, str(input.task_id))
