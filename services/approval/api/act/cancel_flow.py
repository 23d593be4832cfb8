"""An operator cancels a chain whose subject is no more."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_chain
from services.approval.app.command import read_comment
from tas.chain.act.rule import reasoned
from tas.chain.decide import Cancel


@strawberry.input(description="A chain to cancel.")
class CancelFlowInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    comment: str = strawberry.field(description="Why: at least 10 characters, at most 2000.")


async def cancel_flow(
    info: Info,
    input: Annotated[CancelFlowInput, strawberry.argument(description="A chain to cancel.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = Cancel(reasoned(read_comment(input.comment)))
        return await act_on_chain(context.app.acting, context.actor, str(input.command_id), str(input.chain_id), act)

    return await answer(info, work)
