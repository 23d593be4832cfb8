"""Giving a seat to another holder: the one step of transfer, delegation, reassignment and absence."""

from datetime import datetime

from tas.chain.act_event import Move, OperatorReason, TaskMoved
from tas.chain.event import Approver
from tas.chain.seat import task_id
from tas.chain.state import ChainState, Task


def moved(
    state: ChainState,
    task: Task,
    holder: Approver,
    why: Move,
    by: str,
    comment: str,
    at: datetime,
    reason: OperatorReason | None = None,
) -> TaskMoved:
    """The seat's new task, under a new id; its clocks go on."""
    new = task_id(state, task.node, task.seat, holder.id, task.added_by)
    return TaskMoved(task.id, new, holder, why, by, comment, at, reason)
