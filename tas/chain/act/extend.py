"""Extend: an operator gives a task more working time, with a reason."""

from dataclasses import dataclass, replace
from datetime import datetime

from tas.chain.act.rule import open_task, reasoned
from tas.chain.act_event import OperatorReason, TaskExtended
from tas.chain.state import ChainState
from tas.core.calendar import add
from tas.core.errors import Conflict


@dataclass(frozen=True, slots=True)
class Extend:
    """`duration`: working time as in tas.core.calendar, such as 1wd or 4wh."""

    task_id: str
    duration: str
    reason: OperatorReason
    comment: str


def judge_extension(state: ChainState, act: Extend, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Timers that have not told anything yet fall due that much later. Raises Conflict TASK_UNTIMED, Invalid
    DURATION_MALFORMED, CALENDAR_UNIT, COMMENT_TOO_SHORT."""
    task = open_task(state, act.task_id)
    comment = reasoned(act.comment)
    if all(alarm.kind in task.fired for alarm in task.alarms):
        raise Conflict("TASK_UNTIMED", task=task.id)
    alarms = tuple(
        alarm if alarm.kind in task.fired else replace(alarm, due=add(state.calendar, alarm.due, act.duration))
        for alarm in task.alarms
    )
    return (TaskExtended(task.id, act.duration, alarms, act.reason, comment, actor_id, at),)
