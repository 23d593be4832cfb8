"""Why a chain does not move, as a code with parameters."""

from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.value import JSON
from tas.chain.state import ChainState
from tas.chain.timeline import Reason, Waiting, pending

strawberry.enum(Waiting, name="ChainWaiting", description="What a chain waits for.")
TOLD = ("due", "late", "nodes", "comment")
"""What those outside may know: never who, by which rule, or which facts."""


@federation.type(description="Something that a chain waits for.")
class PendingReason:
    waiting: Waiting = federation.field(description="What it waits for.")
    node: str = federation.field(description="At which step; empty when it is about the chain.")
    params: JSON = federation.field(
        description="More about it: approver, why, due, late; starter, comment; nodes; facts; rule."
    )


def pending_reasons(chain: ChainState, now: datetime, inside: bool) -> list[PendingReason]:
    """`inside`: whether names, rules and facts are shown."""
    return [_reason(reason, inside) for reason in pending(chain, now)]


def _reason(reason: Reason, inside: bool) -> PendingReason:
    params = {name: value for name, value in reason.params.items() if inside or name in TOLD}
    return PendingReason(waiting=reason.waiting, node=reason.node, params=params)
