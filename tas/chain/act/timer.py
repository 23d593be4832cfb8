"""A timer of a task has fallen due. It decides nothing."""

from dataclasses import dataclass
from datetime import datetime

from tas.chain.clock import Timer
from tas.chain.event import TimerPassed
from tas.chain.state import ChainState, Status
from tas.core.errors import Conflict


@dataclass(frozen=True, slots=True)
class TimerFired:
    timer: Timer


def judge_timer(state: ChainState, act: TimerFired, actor_id: str, at: datetime) -> tuple[object, ...]:
    """() when there is nothing left to tell. Raises Conflict TIMER_NOT_DUE."""
    task, timer = state.tasks.get(act.timer.task_id), act.timer
    still = state.status is Status.RUNNING and state.held_at is None
    if task is None or not task.is_open or timer.kind in task.fired or not still:
        return ()
    due = task.due(timer.kind)
    if due is None or at < due:
        raise Conflict("TIMER_NOT_DUE", timer=timer.id)
    return (TimerPassed(task.id, timer.kind, due, at),)
