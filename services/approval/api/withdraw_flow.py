"""The starter takes a chain back."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import withdraw_flow as withdraw


@strawberry.input(description="A chain to take back.")
class WithdrawFlowInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    comment: str = strawberry.field(default="", description="Why, at most 2000 characters.")


async def withdraw_flow(
    info: Info, input: Annotated[WithdrawFlowInput, strawberry.argument(description="The chain to take back.")]
) -> ChainPayload:
    context = info.context
    return await answer(
        info,
        lambda: withdraw(context.app.acting, context.actor, str(input.command_id), str(input.chain_id), input.comment),
    )
