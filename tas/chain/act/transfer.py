"""Transfer 转办: the seat moves to somebody else for good."""

from dataclasses import dataclass
from datetime import datetime

from tas.chain.act.move import moved
from tas.chain.act.rule import check_seatable, given, own_task
from tas.chain.act_event import Move
from tas.chain.state import ChainState
from tas.core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Transfer:
    task_id: str
    to: str
    comment: str = ""


def judge_transfer(state: ChainState, act: Transfer, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Forbidden NODE_FORBIDS, PERSON_BARRED, and what `own_task` does."""
    task = own_task(state, act.task_id, actor_id)
    if not state.definition.node(task.node).may_transfer:
        raise Forbidden("NODE_FORBIDS", node=task.node, act="transfer")
    check_seatable(state, task.node, act.to)
    holder = given(act.to, f"transferred by {actor_id}", task.approver)
    return (moved(state, task, holder, Move.TRANSFER, actor_id, act.comment, at),)
