"""An operator gives a seat to somebody else."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.act.person import employee_id
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_task
from services.approval.app.command import read_comment
from tas.chain.act_event import OperatorReason
from tas.chain.decide import Reassign


@strawberry.input(description="A task to give to somebody else.")
class ReassignTaskInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    task_id: strawberry.ID = strawberry.field(description="The task.")
    to: strawberry.ID = strawberry.field(description="The employee.")
    reason: OperatorReason = strawberry.field(description="Why, as a code.")
    comment: str = strawberry.field(description="Why: at least 10 characters, at most 2000.")


async def reassign_task(
    info: Info,
    input: Annotated[ReassignTaskInput, strawberry.argument(description="A task to give to somebody else.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = Reassign(str(input.task_id), employee_id(str(input.to)), input.reason, read_comment(input.comment))
        return await act_on_task(context.app.acting, context.actor, str(input.command_id), str(input.task_id), act)

    return await answer(info, work, str(input.task_id))
