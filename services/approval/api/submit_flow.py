"""Starting a flow by hand."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.value import JSON
from services.approval.api.payload import ChainPayload, answer
from services.approval.api.subject import SubjectInput, read_form
from services.approval.app.submit_flow import submit_flow as submit


@strawberry.input(description="A flow to start.")
class SubmitFlowInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    code: str = strawberry.field(description="The flow's code, such as TAS_1_2.")
    subject: SubjectInput = strawberry.field(description="What it is started on.")
    form: JSON | None = strawberry.field(default=None, description="The values of its form by key, as the flow tells.")
    retroactive: bool = strawberry.field(default=False, description="It asks to approve what has happened already.")


async def submit_flow(
    info: Info, input: Annotated[SubmitFlowInput, strawberry.argument(description="The flow to start.")]
) -> ChainPayload:
    context, subject = info.context, input.subject
    return await answer(
        info,
        lambda: submit(
            context.app,
            context.actor,
            str(input.command_id),
            input.code,
            subject.type,
            str(subject.id),
            read_form(input.form),
            input.retroactive,
        ),
    )
