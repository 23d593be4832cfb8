"""Delegate 委派: somebody advises, the seat comes back."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.act.person import employee_id
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_task
from services.approval.app.command import read_comment
from tas.chain.decide import Delegate


@strawberry.input(description="A seat on which somebody is to advise.")
class DelegateTaskInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    task_id: strawberry.ID = strawberry.field(description="The task.")
    to: strawberry.ID = strawberry.field(description="The employee.")
    comment: str = strawberry.field(default="", description="Why, at most 2000 characters.")


async def delegate_task(
    info: Info,
    input: Annotated[DelegateTaskInput, strawberry.argument(description="A seat on which somebody is to advise.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = Delegate(str(input.task_id), employee_id(str(input.to)), read_comment(input.comment))
        return await act_on_task(context.app.acting, context.actor, str(input.command_id), str(input.task_id), act)

    return await answer(info, work, str(input.task_id))
