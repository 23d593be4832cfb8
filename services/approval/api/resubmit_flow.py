"""The starter answers a return."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.value import JSON
from services.approval.api.payload import ChainPayload, answer
from services.approval.api.subject import read_form
from services.approval.app.act import resubmit_flow as resubmit


@strawberry.input(description="A returned chain to send on.")
class ResubmitFlowInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    form: JSON | None = strawberry.field(
        default=None, description="The values of its form by key, all of them; left out, they stay as they were."
    )


async def resubmit_flow(
    info: Info, input: Annotated[ResubmitFlowInput, strawberry.argument(description="The chain to send on.")]
) -> ChainPayload:
    context = info.context
    return await answer(
        info,
        lambda: resubmit(
            context.app.acting, context.actor, str(input.command_id), str(input.chain_id), read_form(input.form)
        ),
    )
