"""An operator gives a task more time."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_task
from services.approval.app.command import read_comment
from tas.chain.act_event import OperatorReason
from tas.chain.decide import Extend


@strawberry.input(description="A task to give more time.")
class ExtendTaskInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    task_id: strawberry.ID = strawberry.field(description="The task.")
    duration: str = strawberry.field(description="Working time to add, such as 1wd or 4wh.")
    reason: OperatorReason = strawberry.field(description="Why, as a code.")
    comment: str = strawberry.field(description="Why: at least 10 characters, at most 2000.")


async def extend_task(
    info: Info,
    input: Annotated[ExtendTaskInput, strawberry.argument(description="A task to give more time.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = Extend(str(input.task_id), input.duration, input.reason, read_comment(input.comment))
        return await act_on_task(context.app.acting, context.actor, str(input.command_id), str(input.task_id), act)

    return await answer(info, work, str(input.task_id))
