"""Timers of open tasks: when they fall due, which are armed. A timer reminds and adds people; it never decides."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tas.chain.event import Alarm, TimerKind
from tas.chain.state import ChainState, Task
from tas.core.calendar import Calendar, add, after, between
from tas.flows.definition import Sla


@dataclass(frozen=True, slots=True)
class Timer:
    """`id` is `task id:kind`, the same on every machine and replay."""

    id: str
    kind: TimerKind
    task_id: str
    due: datetime


def alarms(calendar: Calendar, sla: Sla | None, opened_at: datetime) -> tuple[Alarm, ...]:
    """When each timer of a task opened then falls due, in working time."""
    if sla is None:
        return ()
    percents = (
        (TimerKind.REMIND, sla.remind),
        (TimerKind.BREACH, sla.breach),
        (TimerKind.ESCALATE, sla.escalate),
        (TimerKind.ADMIN, sla.admin),
    )
    return tuple(Alarm(kind, add(calendar, opened_at, sla.duration, percent)) for kind, percent in percents)


def going_on(calendar: Calendar, task: Task, held_at: datetime, at: datetime) -> tuple[Alarm, ...]:
    """The task's alarms after its clocks stood still from `held_at` to `at`: as much working time ahead as before."""
    return tuple(
        alarm
        if alarm.kind in task.fired
        else replace(alarm, due=after(calendar, at, max(timedelta(), between(calendar, held_at, alarm.due))))
        for alarm in task.alarms
    )


def timer_id(task_id: str, kind: TimerKind) -> str:
    return f"{task_id}:{kind.value}"


def timers(state: ChainState) -> tuple[Timer, ...]:
    """Armed timers that have not fired, the earliest first. Only open tasks have any, so only a running chain has."""
    if state.held_at is not None:
        return ()
    armed = [
        Timer(timer_id(task.id, alarm.kind), alarm.kind, task.id, alarm.due)
        for task in state.open_tasks()
        for alarm in task.alarms
        if alarm.kind not in task.fired
    ]
    return tuple(sorted(armed, key=lambda timer: (timer.due, timer.id)))
