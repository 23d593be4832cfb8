"""Reassign: an operator gives a seat to somebody else, with a reason."""

from dataclasses import dataclass
from datetime import datetime

from tas.chain.act.move import moved
from tas.chain.act.rule import check_seatable, given, open_task, reasoned
from tas.chain.act_event import Move, OperatorReason
from tas.chain.state import ChainState


@dataclass(frozen=True, slots=True)
class Reassign:
    task_id: str
    to: str
    reason: OperatorReason
    comment: str


def judge_reassignment(state: ChainState, act: Reassign, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Recorded as the operator's act. Raises Forbidden PERSON_BARRED, Invalid COMMENT_TOO_SHORT, TASK_CLOSED."""
    task = open_task(state, act.task_id)
    comment = reasoned(act.comment)
    check_seatable(state, task.node, act.to)
    holder = given(act.to, f"reassigned by operator {actor_id}: {act.reason.value}", task.approver)
    return (moved(state, task, holder, Move.REASSIGN, actor_id, comment, at, act.reason),)
