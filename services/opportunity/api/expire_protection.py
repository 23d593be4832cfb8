"""The internal mutation `expireProtection`, which the durable timer of a protection window asks."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.value import JSON
from services.opportunity.api.loader import deals
from services.opportunity.app import expire_protection as app
from tas.core.codec import to_json


@strawberry.federation.input(description="Whose window is to be looked at.", inaccessible=True)
class ExpireProtectionInput:
    command_id: str = strawberry.field(description="The timer's command id.")
    registration_id: strawberry.ID = strawberry.field(description="The registration.")


async def expire_protection(
    info: Info, input: Annotated[ExpireProtectionInput, strawberry.argument(description="Whose window.")]
) -> JSON:
    """Resolves the mutation with `{expired, protectedTo}`."""
    expiry = await app.expire_protection(deals(info), info.context.actor, input.command_id, input.registration_id)
    return {"expired": expiry.expired, "protectedTo": to_json(expiry.protected_to)}
