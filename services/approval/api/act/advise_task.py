"""A delegate gives advice; the seat goes back to who delegated it."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_task
from services.approval.app.command import read_comment
from tas.chain.decide import Advise


@strawberry.input(description="Advice on a task.")
class AdviseTaskInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    task_id: strawberry.ID = strawberry.field(description="The task.")
    comment: str = strawberry.field(description="The advice: at least 10 characters, at most 2000.")


async def advise_task(
    info: Info,
    input: Annotated[AdviseTaskInput, strawberry.argument(description="Advice on a task.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = Advise(str(input.task_id), read_comment(input.comment))
        return await act_on_task(context.app.acting, context.actor, str(input.command_id), str(input.task_id), act)

    return await answer(info, work, str(input.task_id))
