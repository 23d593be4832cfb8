"""Delegate 委派: somebody else advises, the seat comes back to the delegator, who decides."""

from dataclasses import dataclass
from datetime import datetime

from tas.chain.act.move import moved
from tas.chain.act.rule import check_seatable, given, held_task, own_task, reasoned
from tas.chain.act_event import Move
from tas.chain.state import ChainState
from tas.core.errors import Conflict, Forbidden


@dataclass(frozen=True, slots=True)
class Delegate:
    task_id: str
    to: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Advise:
    task_id: str
    comment: str


def judge_delegation(state: ChainState, act: Delegate, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Forbidden NODE_FORBIDS, PERSON_BARRED, and what `own_task` does (so a delegate delegates no further)."""
    task = own_task(state, act.task_id, actor_id)
    if not state.definition.node(task.node).may_delegate:
        raise Forbidden("NODE_FORBIDS", node=task.node, act="delegate")
    check_seatable(state, task.node, act.to)
    holder = given(act.to, f"advises {actor_id}", task.approver)
    return (moved(state, task, holder, Move.DELEGATE, actor_id, act.comment, at),)


def judge_advice(state: ChainState, act: Advise, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Conflict NOT_DELEGATED, Invalid COMMENT_TOO_SHORT, and what `held_task` does."""
    task = held_task(state, act.task_id, actor_id)
    if task.delegator is None:
        raise Conflict("NOT_DELEGATED", task=task.id)
    return (moved(state, task, task.delegator, Move.ADVISED, actor_id, reasoned(act.comment), at),)
