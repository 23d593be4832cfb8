"""Two operators pass a step over: the first asks, the second confirms."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_chain
from services.approval.app.command import read_comment
from tas.chain.act_event import OperatorReason
from tas.chain.decide import Skip


@strawberry.input(description="A step to pass over.")
class SkipNodeInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    node: str = strawberry.field(description="The step's key.")
    reason: OperatorReason = strawberry.field(description="Why, as a code.")
    comment: str = strawberry.field(description="Why: at least 10 characters, at most 2000.")


async def skip_node(
    info: Info,
    input: Annotated[SkipNodeInput, strawberry.argument(description="A step to pass over.")],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = Skip(input.node, input.reason, read_comment(input.comment))
        return await act_on_chain(context.app.acting, context.actor, str(input.command_id), str(input.chain_id), act)

    return await answer(info, work)
