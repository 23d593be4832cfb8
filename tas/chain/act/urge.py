"""Urge 催办: the starter or an operator reminds a holder, once in four working hours for each task."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tas.chain.act.rule import open_task
from tas.chain.act_event import TaskUrged
from tas.chain.state import ChainState
from tas.core.calendar import between
from tas.core.errors import Conflict

PAUSE = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Urge:
    task_id: str


def judge_urging(state: ChainState, act: Urge, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Who may is the caller's to know. Raises Conflict URGED_ALREADY."""
    task = open_task(state, act.task_id)
    if task.urged_at is not None and between(state.calendar, task.urged_at, at) < PAUSE:
        raise Conflict("URGED_ALREADY", task=task.id, hours=4)
    return (TaskUrged(task.id, actor_id, at),)
