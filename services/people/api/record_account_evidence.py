"""The mutation `recordAccountEvidence`: what the next approved evaluation (flow TAS 1-2) of an account rests on."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from services.people.api.account_payload import AccountPayload, answer
from services.people.api.enumeration import VerifyMethod
from services.people.app.describe import record_evidence


@strawberry.input(description="How an account was looked into, and what was found.")
class RecordAccountEvidenceInput:
    command_id: str = strawberry.field(description="A UUID that the client makes; sent again, it gets the same answer.")
    account_id: strawberry.ID = strawberry.field(description="The account.")
    method: VerifyMethod = strawberry.field(description="How.")
    evidence: list[str] = strawberry.field(description="What was found, 1 to 20 items.")


async def record_account_evidence(
    info: Info, input: Annotated[RecordAccountEvidenceInput, strawberry.argument(description="The evidence.")]
) -> AccountPayload:
    """Resolves the mutation."""
    id, method, evidence = str(input.account_id), input.method, list(input.evidence)
    body = ["recordAccountEvidence", id, method.value, evidence]
    return await answer(
        info, input.command_id, body, lambda people, command: record_evidence(people, command, id, method, evidence)
    )
