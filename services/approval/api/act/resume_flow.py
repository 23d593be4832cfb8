"""An operator lets a held chain go on."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_chain
from services.approval.app.command import read_comment
from tas.chain.decide import Resume


@strawberry.input(description="A held chain to let go on.")
class ResumeFlowInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    comment: str = strawberry.field(default="", description="Why, at most 2000 characters.")


async def resume_flow(
    info: Info,
    input: Annotated[ResumeFlowInput, strawberry.argument(description="A held chain to let go on.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = Resume(read_comment(input.comment))
        return await act_on_chain(context.app.acting, context.actor, str(input.command_id), str(input.chain_id), act)

    return await answer(info, work)
