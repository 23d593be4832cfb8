"""Taking a draft back that was turned down."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.approval.api.draft import DraftPayload, answer_draft
from services.approval.app.draft import reopen_draft as reopen


@strawberry.input(description="A draft to take back.")
class ReopenDraftInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    draft_id: strawberry.ID = strawberry.field(description="The draft.")


async def reopen_draft(
    info: Info, input: Annotated[ReopenDraftInput, strawberry.argument(description="A draft to take back.")]
) -> DraftPayload:
    context = info.context
    return await answer_draft(
        info, lambda: reopen(context.app, context.actor, str(input.command_id), str(input.draft_id))
    )
