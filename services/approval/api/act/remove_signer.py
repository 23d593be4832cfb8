"""Remove signer 减签."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, act_on_chain
from services.approval.app.command import read_comment
from tas.chain.decide import RemoveSigner


@strawberry.input(description="A signer whom you added and who has not acted.")
class RemoveSignerInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    node: str = strawberry.field(description="The step's key.")
    person: strawberry.ID = strawberry.field(description="The employee.")
    comment: str = strawberry.field(default="", description="Why, at most 2000 characters.")


async def remove_signer(
    info: Info,
    input: Annotated[
        RemoveSignerInput, strawberry.argument(description="A signer whom you added and who has not acted.")
    ],
) -> ChainPayload:
    context = info.context

    async def work() -> Acted:
        act = RemoveSigner(input.node, str(input.person), read_comment(input.comment))
        return await act_on_chain(context.app.acting, context.actor, str(input.command_id), str(input.chain_id), act)

    return await answer(info, work)
