"""The starter withdraws or sends on; what the subject's end cancels."""

from dataclasses import dataclass
from datetime import datetime

from tas.chain.ending import end
from tas.chain.event import Closing
from tas.chain.state import ChainState, Status
from tas.contracts.chain import ChainResubmitted, Outcome, Subject
from tas.core.codec import Json
from tas.core.errors import Conflict, Forbidden


@dataclass(frozen=True, slots=True)
class Withdraw:
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Resubmit:
    """`facts` stand in place of all earlier ones; `subject` when it has another version or digest by now."""

    facts: dict[str, Json]
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    reason: str


def judge_withdrawal(state: ChainState, act: Withdraw, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Until the last node is done. Raises Forbidden NOT_THE_STARTER."""
    _starter_only(state, actor_id)
    return end(state, Closing.WITHDRAWN, Outcome.WITHDRAWN, actor_id, act.comment, at)


def judge_cancel(state: ChainState, act: Cancel, actor_id: str, at: datetime) -> tuple[object, ...]:
    return end(state, Closing.CANCELLED, Outcome.CANCELLED, actor_id, act.reason, at)


def judge_resubmission(state: ChainState, act: Resubmit, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Forbidden NOT_THE_STARTER, Conflict CHAIN_NOT_RETURNED."""
    _starter_only(state, actor_id)
    if state.status is not Status.RETURNED:
        raise Conflict("CHAIN_NOT_RETURNED", chain=state.id)
    return (ChainResubmitted(state.id, act.subject or state.subject, state.round + 1, act.facts),)


def _starter_only(state: ChainState, actor_id: str) -> None:
    if actor_id != state.starter_id:
        raise Forbidden("NOT_THE_STARTER", chain=state.id)
