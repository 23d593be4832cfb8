"""An approver's word on a task."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import decide_task as decide
from tas.chain.event import Verdict


@strawberry.input(description="A decision on a task.")
class DecideTaskInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    task_id: strawberry.ID = strawberry.field(description="The task.")
    verdict: Verdict = strawberry.field(description="What is said.")
    comment: str = strawberry.field(
        default="", description="Why: at least 10 characters unless it is an approval, at most 2000."
    )


async def decide_task(
    info: Info, input: Annotated[DecideTaskInput, strawberry.argument(description="The decision.")]
) -> ChainPayload:
    context, task_id = info.context, str(input.task_id)
    return await answer(
        info,
        lambda: decide(context.app.acting, context.actor, str(input.command_id), task_id, input.verdict, input.comment),
        task_id,
    )
