"""Why a task is somebody's, and why they cannot do something with it: from what is recorded."""

import strawberry
from strawberry import federation

from kit.graphql.value import JSON
from services.approval.app.read import Seat
from tas.chain.why import Attempt, why_routed_to
from tas.core.codec import to_json
from tas.core.errors import TasError
from tas.core.message import message

strawberry.enum(Attempt, name="TaskAttempt", description="What somebody may want to do with a task.")


@federation.type(description="Why a task came to its holder.")
class RoutedReason:
    rule: JSON = federation.field(description="What was asked of the organisation; empty for an added signer.")
    why: str = federation.field(description="The rule's own words.")
    hops: list[str] = federation.field(description="The way from who was found to who holds it.")
    fallback: bool = federation.field(description="Whether the flow administrator holds it for want of somebody.")
    node_reason: str = federation.field(description="Why the step is there at all: the facts looked at.")
    added_by: str | None = federation.field(description="The person or timer that put an extra seat here.")


@federation.type(description="Why something would be refused now.")
class CannotReason:
    code: str = federation.field(description="The error's code.")
    message: str = federation.field(description="Its words in the language of the request.")


def routed_reason(seat: Seat) -> RoutedReason:
    found = why_routed_to(seat.record.chain, seat.task)
    return RoutedReason(
        rule=to_json(found.rule),
        why=found.why,
        hops=list(found.hops),
        fallback=found.fallback,
        node_reason=found.node_reason,
        added_by=found.added_by,
    )


def cannot_reason(refusal: TasError | None, locale: str) -> CannotReason | None:
    if refusal is None:
        return None
    return CannotReason(code=refusal.code, message=message(refusal.code, refusal.params, locale))
