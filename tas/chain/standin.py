"""Who comes to an open task beside its holder, or in their place: escalation of what is late, absence that begins."""

from datetime import datetime

from tas.chain.act.move import moved
from tas.chain.act.rule import refusal_of
from tas.chain.act_event import AbsenceSettled, Move
from tas.chain.clock import timer_id
from tas.chain.consultation import FLOW_ADMIN, Consultation, away_key, found
from tas.chain.event import Approver, Closing, TaskEscalated, TaskOpened, TimerKind
from tas.chain.evolve import fold
from tas.chain.seat import barred, task_id
from tas.chain.state import ChainState, Task

MOST_HOPS = 5
"""How often a seat goes on to a substitute; after that it goes to the flow administrator."""


def escalations(state: ChainState, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    """What the answers about late tasks and absent holders come to."""
    events: tuple[object, ...] = ()
    for task in state.open_tasks():
        for kind in (TimerKind.ESCALATE, TimerKind.ADMIN):
            answer = found(consultation, timer_id(task.id, kind))
            if kind in task.fired and kind not in task.escalated and answer is not None:
                events += _add(fold(state, events), task, kind, answer, at)
        answer = found(consultation, away_key(task.id))
        if task.away and answer is not None:
            admins = found(consultation, FLOW_ADMIN) or ()
            events += (_stand_in(fold(state, events), task, answer, admins, at),)
    return events


def _add(
    state: ChainState, task: Task, kind: TimerKind, answer: tuple[Approver, ...], at: datetime
) -> tuple[object, ...]:
    node = state.definition.node(task.node)
    out = {**barred(state, node), **{held.approver_id: "holds a seat here" for held in state.tasks_at(node.key)}}
    added = [approver for approver in answer if approver.id not in out]
    tasks = tuple(
        TaskOpened(
            task_id(state, node.key, task.seat, approver.id, kind),
            node.key,
            state.round,
            task.seat,
            approver,
            (),
            at,
            kind,
        )
        for approver in added
    )
    reason = "added" if added else "; ".join(dict.fromkeys(out[a.id] for a in answer)) or "nobody was found"
    return *tasks, TaskEscalated(task.id, kind, tuple(a.id for a in added), reason, at)


def _stand_in(
    state: ChainState, task: Task, answer: tuple[Approver, ...], admins: tuple[Approver, ...], at: datetime
) -> object:
    """The seat's next holder: a substitute who may hold it and has not held it before, else the administrator."""
    if any(one.id == task.approver_id and not one.hops for one in answer):
        return AbsenceSettled(task.id, "is not away", at)
    before = [one for one in state.tasks_at(task.node) if one.seat == task.seat]
    hops = sum(one.closing is Closing.ABSENT for one in before)
    past = {one.approver_id for one in before}
    for one in (*(answer if hops < MOST_HOPS else ()), *admins):
        if one.id in past or refusal_of(state, task.node, one.id) is not None:
            continue
        way = (*task.approver.hops, task.approver_id, *one.hops)[-10:]
        holder = Approver(
            one.id, f"in place of {task.approver_id}: {one.why}", way, one in admins, task.approver.weight
        )
        return moved(state, task, holder, Move.ABSENCE, "system", "", at)
    return AbsenceSettled(task.id, "nobody may stand in", at)
