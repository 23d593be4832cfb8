"""An operator puts a chain on hold."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_chain
from services.approval.app.command import read_comment
from tas.chain.act_event import OperatorReason
from tas.chain.decide import Hold


@strawberry.input(description="A chain to put on hold.")
class HoldFlowInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    reason: OperatorReason = strawberry.field(description="Why, as a code.")
    comment: str = strawberry.field(default="", description="Why, at most 2000 characters.")


async def hold_flow(
    info: Info,
    input: Annotated[HoldFlowInput, strawberry.argument(description="A chain to put on hold.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = Hold(input.reason, read_comment(input.comment))
        return await act_on_chain(context.app.acting, context.actor, str(input.command_id), str(input.chain_id), act)

    return await answer(info, work)
