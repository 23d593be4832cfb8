"""The mutation `mergeAccounts`: two accounts are one customer."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.account_payload import AccountPayload, answer
from services.people.app import merge as app


@strawberry.input(description="Two accounts that are one customer.")
class MergeAccountsInput:
    command_id: str = strawberry.field(description="A UUID that the client makes; sent again, it gets the same answer.")
    from_id: strawberry.ID = strawberry.field(description="The account that goes; its id names the other from then on.")
    into_id: strawberry.ID = strawberry.field(description="The account that stays.")
    reason: str = strawberry.field(description="Why they are one customer.")


async def merge_accounts(
    info: Info, input: Annotated[MergeAccountsInput, strawberry.argument(description="The two accounts.")]
) -> AccountPayload:
    """Resolves the mutation with the account that stays."""
    gone, stays, reason = str(input.from_id), str(input.into_id), input.reason
    body = ["mergeAccounts", gone, stays, reason]
    return await answer(
        info, input.command_id, body, lambda people, command: app.merge_accounts(people, command, gone, stays, reason)
    )
