"""Writing a draft."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.value import JSON
from services.approval.api.draft import DraftPayload, answer_draft
from services.approval.api.subject import SubjectInput, read_form
from services.approval.app.draft import Drafted, Written
from services.approval.app.draft import save_draft as save


@strawberry.input(description="A draft to begin or to write anew.")
class SaveDraftInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    draft_id: strawberry.ID | None = strawberry.field(default=None, description="The draft; none begins one.")
    code: str = strawberry.field(description="The flow's code, such as TAS_1_2.")
    subject: SubjectInput = strawberry.field(description="What it will be started on.")
    form: JSON | None = strawberry.field(default=None, description="The values of its form so far, by key.")


async def save_draft(
    info: Info, input: Annotated[SaveDraftInput, strawberry.argument(description="The draft.")]
) -> DraftPayload:
    context, draft_id = info.context, str(input.draft_id) if input.draft_id is not None else None

    async def work() -> Drafted:
        written = Written(input.code, input.subject.type, str(input.subject.id), read_form(input.form) or {})
        return await save(context.app, context.actor, str(input.command_id), draft_id, written)

    return await answer_draft(info, work)
