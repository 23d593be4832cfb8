"""Sending a draft."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.draft import DraftPayload, answer_draft
from services.approval.app.draft import submit_draft as submit


@strawberry.input(description="A draft to send.")
class SubmitDraftInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    draft_id: strawberry.ID = strawberry.field(description="The draft.")


async def submit_draft(
    info: Info, input: Annotated[SubmitDraftInput, strawberry.argument(description="A draft to send.")]
) -> DraftPayload:
    context = info.context
    return await answer_draft(
        info, lambda: submit(context.app, context.actor, str(input.command_id), str(input.draft_id))
    )
