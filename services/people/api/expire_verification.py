"""The internal mutation `expireVerification`, which the durable timer of a verification asks."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.internal import internal_mutation
from kit.graphql.value import JSON
from services.people.app.expire import expire_verification

AccountId = Annotated[strawberry.ID, strawberry.argument(description="The account.")]


@strawberry.type
class ExpiryMutation:
    """Inherited by the schema's `Mutation`."""

    @internal_mutation(description="Ends an account's verification if its last day has passed: {expired}.")
    async def expire_verification(self, info: Info, account_id: AccountId) -> JSON:
        return {"expired": await expire_verification(info.context.app, str(account_id))}
