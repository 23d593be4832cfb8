"""Take back 拿回: an approval, until somebody at the next node has acted; a delegation, until advice is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tas.chain.act.move import moved
from tas.chain.act.rule import task_of
from tas.chain.act_event import DecisionTakenBack, Move, Place
from tas.chain.event import Closing, TaskClosed, Verdict
from tas.chain.evolve import fold
from tas.chain.rerun import closed_at, later
from tas.chain.seat import settle
from tas.chain.state import ChainState, Status, Task
from tas.core.errors import Conflict, Forbidden
from tas.flows.definition import Mode


@dataclass(frozen=True, slots=True)
class TakeBack:
    task_id: str
    comment: str = ""


def judge_take_back(state: ChainState, act: TakeBack, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Missing TASK_UNKNOWN, Forbidden TASK_NOT_YOURS, Conflict NOT_TAKEN_BACK (it is no approval that stands),
    TAKE_BACK_LATE naming who acted since."""
    task = task_of(state, act.task_id)
    if task.approver_id != actor_id:
        raise Forbidden("TASK_NOT_YOURS", field=("taskId",), task=task.id)
    delegated = _delegated(state, task)
    if delegated is not None and delegated.delegator is not None:
        return (moved(state, delegated, delegated.delegator, Move.RECALLED, actor_id, act.comment, at),)
    stands = task.word in (Verdict.APPROVE, Verdict.ABSTAIN) and task in state.tasks_at(task.node)
    if not stands or state.status is not Status.RUNNING:
        raise Conflict("NOT_TAKEN_BACK", task=task.id)
    left = tuple(key for key in later(state.definition, [task.node]) if key in state.nodes)
    following = list(_following(state, task))
    acted = [one for key in left for one in state.tasks_at(key)] + following
    for one in acted:
        if one.word is not None and one.copied_from is None:
            raise Conflict("TAKE_BACK_LATE", task=task.id, by=one.closed_by or "")
    closed = closed_at(state, left, Closing.TAKEN_BACK, actor_id, at)
    unasked = tuple(TaskClosed(one.id, Closing.TAKEN_BACK, actor_id, at) for one in following if one.is_open)
    events = (*closed, *unasked, DecisionTakenBack(task.id, left, actor_id, act.comment, at))
    after = fold(state, events)
    return *events, *settle(after, state.definition.node(task.node), actor_id, act.comment, at)


def _delegated(state: ChainState, task: Task) -> Task | None:
    """The open task of who advises on this seat, when this task was delegated."""
    if task.closing is not Closing.DELEGATED:
        return None
    seat = [one for one in state.tasks_at(task.node) if one.seat == task.seat and one.is_open]
    return next((one for one in seat if one.delegator is not None and one.delegator.id == task.approver_id), None)


def _following(state: ChainState, task: Task) -> Iterator[Task]:
    """Tasks of the same node that were opened because of this decision: the next in order, signers after it."""
    standing, node = state.nodes[task.node], state.definition.node(task.node)
    ordered = [(standing.roots, node.mode), *((panel.seats, panel.mode) for panel in standing.panels)]
    seats = {seat for panel in standing.panels_at(task.seat, Place.AFTER) for seat in panel.seats}
    for order, mode in ordered:
        if mode is Mode.SEQUENTIAL and task.seat in order:
            seats |= set(order[order.index(task.seat) + 1 :])
    yield from (one for one in state.tasks_at(task.node) if one.seat in seats)
