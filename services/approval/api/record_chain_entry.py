"""A running chain's append, for the worker only."""

from datetime import datetime
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.value import JSON
from services.approval.app.record import record_chain_entry as record
from tas.core.codec import to_json
from tas.core.errors import Invalid


@strawberry.federation.input(description="An entry that a running chain appends to its own journal.", inaccessible=True)
class RecordChainEntryInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    epoch: int = strawberry.field(description="Which run of the chain appends; an older one than known is refused.")
    expected_version: int = strawberry.field(description="The version that the run believes in.")
    command_key: str = strawberry.field(description="The key of the command that caused it.")
    body_digest: str = strawberry.field(description="The digest of that command's body.")
    actor: JSON = strawberry.field(description="Who acts.")
    on_behalf_of: str | None = strawberry.field(default=None, description="For whom, when for somebody else.")
    at: datetime = strawberry.field(description="When it was decided.")
    events: JSON = strawberry.field(description="Its events, as recorded.")
    answer: JSON = strawberry.field(description="What the command is answered, now and when it is repeated.")


async def record_chain_entry(
    info: Info, input: Annotated[RecordChainEntryInput, strawberry.argument(description="The entry.")]
) -> JSON:
    context = info.context
    request = {
        "chainId": str(input.chain_id),
        "epoch": input.epoch,
        "expectedVersion": input.expected_version,
        "commandKey": input.command_key,
        "bodyDigest": input.body_digest,
        "actor": input.actor,
        "onBehalfOf": input.on_behalf_of,
        "at": _moment(input.at),
        "events": input.events,
        "answer": input.answer,
    }
    return await record(context.app.recording, context.actor, request)


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise Invalid("ENTRY_MALFORMED", reason="a time without its zone")
    return str(to_json(at))
