"""The mutation `noteAccountWebsite`: an account's website, which is no core field."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.account_payload import AccountPayload, answer
from services.people.app.describe import note_website


@strawberry.input(description="An account's website.")
class NoteAccountWebsiteInput:
    command_id: str = strawberry.field(description="A UUID that the client makes; sent again, it gets the same answer.")
    account_id: strawberry.ID = strawberry.field(description="The account.")
    website: str | None = strawberry.field(default=None, description="The address; null for none.")


async def note_account_website(
    info: Info, input: Annotated[NoteAccountWebsiteInput, strawberry.argument(description="The website.")]
) -> AccountPayload:
    """Resolves the mutation."""
    id, website = str(input.account_id), input.website
    body = ["noteAccountWebsite", id, website]
    return await answer(
        info, input.command_id, body, lambda people, command: note_website(people, command, id, website)
    )
