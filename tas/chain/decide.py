"""Judging acts on a chain: a state and an act give events, or a coded refusal. Rights of operators (who may cancel) are
the caller's; who holds a task, who is the starter and what is still open is judged here."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tas.chain.clock import Timer
from tas.chain.event import Closing, NodeClosed, TaskDecided, TimerPassed, Verdict
from tas.chain.evolve import fold
from tas.chain.seat import approved_apart, close_open, settle
from tas.chain.state import ChainState, Status, Task
from tas.contracts.chain import ChainEnded, ChainResubmitted, ChainReturned, Outcome, Subject
from tas.core.codec import Json
from tas.core.errors import Conflict, Forbidden, Invalid, Missing
from tas.flows.definition import OnReject

SHORTEST_COMMENT = 10


@dataclass(frozen=True, slots=True)
class Decide:
    task_id: str
    verdict: Verdict
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Resubmit:
    """`facts` stand in place of all earlier ones; `subject` when it has another version or digest by now."""

    facts: dict[str, Json]
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class TimerFired:
    timer: Timer


@dataclass(frozen=True, slots=True)
class Cancel:
    reason: str


Act: TypeAlias = Decide | Withdraw | Resubmit | TimerFired | Cancel


def decide(state: ChainState, act: Act, actor_id: str, at: datetime) -> tuple[object, ...]:
    """The events an act gives; () for a timer that has nothing left to tell. Raises Conflict CHAIN_NOT_STARTED,
    CHAIN_ENDED, TASK_CLOSED, CHAIN_NOT_RETURNED, TIMER_NOT_DUE; Missing TASK_UNKNOWN; Forbidden TASK_NOT_YOURS,
    NOT_THE_STARTER, MUST_BE_SEPARATE; Invalid COMMENT_TOO_SHORT. The caller then folds and calls `advance`."""
    if isinstance(act, TimerFired):
        return _timer_fired(state, act.timer, at)
    if state.status is Status.NEW:
        raise Conflict("CHAIN_NOT_STARTED", chain=state.id)
    if state.ended:
        raise Conflict("CHAIN_ENDED", chain=state.id, outcome=state.status.value, by=state.last_by)
    match act:
        case Decide():
            return _decide(state, act, actor_id, at)
        case Withdraw(comment):
            _starter_only(state, actor_id)
            return _end(state, Closing.WITHDRAWN, Outcome.WITHDRAWN, actor_id, comment, at)
        case Cancel(reason):
            return _end(state, Closing.CANCELLED, Outcome.CANCELLED, actor_id, reason, at)
        case Resubmit(facts, subject):
            _starter_only(state, actor_id)
            if state.status is not Status.RETURNED:
                raise Conflict("CHAIN_NOT_RETURNED", chain=state.id)
            return (ChainResubmitted(state.id, subject or state.subject, state.round + 1, facts),)


def ended(state: ChainState, outcome: Outcome, by: str, comment: str, at: datetime) -> ChainEnded:
    """The chain's last event."""
    return ChainEnded(state.id, state.definition.code, state.subject, outcome, by, comment, at)


def turned_down(state: ChainState, on_reject: OnReject, by: str, comment: str, at: datetime) -> tuple[object, ...]:
    """What a rejected node does to the chain: ends it, or gives it back to the starter."""
    closed = close_open(state, Closing.NODE_REJECTED, by, at)
    if on_reject is OnReject.TO_STARTER:
        return *closed, ChainReturned(state.id, state.subject, comment, state.round)
    return *closed, ended(state, Outcome.REJECTED, by, comment, at)


def _decide(state: ChainState, act: Decide, actor_id: str, at: datetime) -> tuple[object, ...]:
    task = _task_of(state, act, actor_id)
    decided = TaskDecided(task.id, task.node, act.verdict, actor_id, act.comment, at)
    after = fold(state, (decided,))
    node = state.definition.node(task.node)
    if act.verdict is Verdict.APPROVE:
        return decided, *settle(after, node, actor_id, at)
    if act.verdict is Verdict.RETURN:
        closed = close_open(after, Closing.RETURNED, actor_id, at)
        return decided, *closed, ChainReturned(state.id, state.subject, act.comment, state.round)
    rejected = NodeClosed(node.key, state.round, False, at)
    return decided, rejected, *turned_down(after, node.on_reject, actor_id, act.comment, at)


def _task_of(state: ChainState, act: Decide, actor_id: str) -> Task:
    task = state.tasks.get(act.task_id)
    if task is None:
        raise Missing("TASK_UNKNOWN", field=("taskId",), task=act.task_id)
    if task.approver_id != actor_id:
        raise Forbidden("TASK_NOT_YOURS", field=("taskId",), task=task.id)
    if not task.is_open:
        how = task.verdict or task.closing
        raise Conflict("TASK_CLOSED", task=task.id, by=task.closed_by or "", how=how.value if how else "")
    if act.verdict is not Verdict.APPROVE and len(act.comment.strip()) < SHORTEST_COMMENT:
        raise Invalid("COMMENT_TOO_SHORT", field=("comment",), minimum=SHORTEST_COMMENT)
    if act.verdict is Verdict.APPROVE:
        other = approved_apart(state, state.definition.node(task.node)).get(actor_id)
        if other is not None:
            raise Forbidden("MUST_BE_SEPARATE", task=task.id, node=other)
    return task


def _timer_fired(state: ChainState, timer: Timer, at: datetime) -> tuple[object, ...]:
    task = state.tasks.get(timer.task_id)
    if task is None or not task.is_open or timer.kind in task.fired or state.status is not Status.RUNNING:
        return ()
    due = task.due(timer.kind)
    if due is None or at < due:
        raise Conflict("TIMER_NOT_DUE", timer=timer.id)
    return (TimerPassed(task.id, timer.kind, due, at),)


def _end(
    state: ChainState, closing: Closing, outcome: Outcome, by: str, comment: str, at: datetime
) -> tuple[object, ...]:
    return *close_open(state, closing, by, at), ended(state, outcome, by, comment, at)


def _starter_only(state: ChainState, actor_id: str) -> None:
    if actor_id != state.starter_id:
        raise Forbidden("NOT_THE_STARTER", chain=state.id)
