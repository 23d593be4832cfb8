"""The mutation `describeAccount`: what core fields of an account are that was never verified."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.account_payload import AccountPayload, CoreValueInput, answer, wanted
from services.people.app import describe as app
from tas.core.codec import to_json


@strawberry.input(description="What is known of an account.")
class DescribeAccountInput:
    command_id: str = strawberry.field(description="A UUID that the client makes; sent again, it gets the same answer.")
    account_id: strawberry.ID = strawberry.field(description="The account.")
    values: list[CoreValueInput] = strawberry.field(description="The fields with their values.")


async def describe_account(
    info: Info, input: Annotated[DescribeAccountInput, strawberry.argument(description="What is known.")]
) -> AccountPayload:
    """Resolves the mutation."""
    values, id = wanted(input.values), str(input.account_id)
    body = ["describeAccount", id, [to_json(one) for one in values]]
    return await answer(
        info, input.command_id, body, lambda people, command: app.describe_account(people, command, id, values)
    )
