"""Folding what acts change beside words and ends: holders, added signers, returns, clocks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tas.chain import act_event as inner
from tas.chain.act_event import Move
from tas.chain.event import Closing
from tas.chain.state import ChainState, NodeState, NodeStatus, Panel, SkipAsk, Task, TaskStatus
from tas.contracts.chain import Copied
from tas.flows.definition import ReturnPolicy

CLOSINGS: Mapping[Move, Closing] = {
    Move.TRANSFER: Closing.TRANSFERRED,
    Move.DELEGATE: Closing.DELEGATED,
    Move.ADVISED: Closing.ADVISED,
    Move.RECALLED: Closing.RECALLED,
    Move.REASSIGN: Closing.REASSIGNED,
    Move.ABSENCE: Closing.ABSENT,
}


def settled(state: ChainState, key: str) -> ChainState:
    """Without what held a node back: it is entered, passed or stands."""
    if key not in state.waits and key not in state.kept:
        return state
    waits = {one: targets for one, targets in state.waits.items() if one != key}
    return replace(state, waits=waits, kept={one: node for one, node in state.kept.items() if one != key})


def _moved(state: ChainState, event: inner.TaskMoved) -> ChainState:
    old = state.tasks.get(event.task_id)
    if old is None:
        return state
    closed = replace(
        old, status=TaskStatus.CLOSED, closing=CLOSINGS[event.why], closed_by=event.by, closed_at=event.at,
        comment=event.comment,
    )  # fmt: skip
    back = event.why in (Move.ADVISED, Move.RECALLED)
    delegator = old.approver if event.why is Move.DELEGATE else None if back else old.delegator
    new = Task(
        event.new_task_id, old.node, old.round, old.seat, event.approver, old.alarms, event.at, old.added_by,
        fired=old.fired, escalated=old.escalated, entry=old.entry, era=old.era, delegator=delegator,
        advice=(*old.advice, event.comment) if event.why is Move.ADVISED else old.advice,
    )  # fmt: skip
    now = state.with_task(closed).with_task(new)
    node = now.nodes.get(old.node)
    if node is None or old.added_by is not None or delegator is not None:
        return now
    holders = (*node.approvers[: old.seat], event.approver, *node.approvers[old.seat + 1 :])
    return now.with_node(replace(node, approvers=holders))


def _signers_added(state: ChainState, event: inner.SignersAdded) -> ChainState:
    task = state.tasks.get(event.task_id)
    node = state.nodes.get(task.node) if task is not None else None
    if task is None or node is None:
        return state
    first = len(node.approvers)
    seats = tuple(range(first, first + len(event.approvers)))
    panel = Panel(task.seat, event.place, event.mode, seats, event.by)
    return state.with_node(replace(node, approvers=(*node.approvers, *event.approvers), panels=(*node.panels, panel)))


def _signer_removed(state: ChainState, event: inner.SignerRemoved) -> ChainState:
    node = state.nodes.get(event.node)
    if node is None:
        return state
    left = [replace(one, seats=tuple(seat for seat in one.seats if seat != event.seat)) for one in node.panels]
    panels = tuple(panel for panel in left if panel.seats)
    return state.with_node(replace(node, panels=panels, removed=(*node.removed, event.seat)))


def _taken_back(state: ChainState, event: inner.DecisionTakenBack) -> ChainState:
    task = state.tasks.get(event.task_id)
    if task is None:
        return state
    nodes = {key: node for key, node in state.nodes.items() if key not in event.left}
    if task.node in nodes:
        nodes[task.node] = replace(nodes[task.node], status=NodeStatus.ACTIVE, closed_at=None)
    now = replace(state, nodes=nodes, era=state.era + 1)
    return now.with_task(replace(task, taken_back=True))


def _nodes_returned(state: ChainState, event: inner.NodesReturned) -> ChainState:
    nodes = {key: node for key, node in state.nodes.items() if key not in event.left}
    kept = {**state.kept, **{key: state.nodes[key] for key in event.kept if key in state.nodes}}
    waits = dict(state.waits)
    if event.policy is ReturnPolicy.RESUME_AT_RETURNER and event.targets:
        waits[event.node] = tuple(dict.fromkeys((*waits.get(event.node, ()), *event.targets)))
    return replace(
        state, nodes=nodes, kept=kept, waits=waits, era=state.era + 1, carries=not event.targets,
        last_by=event.by, last_comment=event.comment,
    )  # fmt: skip


def _node_kept(state: ChainState, event: inner.NodeKept) -> ChainState:
    node = state.kept.get(event.node)
    return state if node is None else settled(state, event.node).with_node(replace(node, reason=event.reason))


def _scored(state: ChainState, event: inner.NodeScored) -> ChainState:
    points = {f"{event.node}.score": event.percent, f"{event.node}.passed": not event.failed}
    return replace(state, facts={**state.facts, **points})


def _urged(state: ChainState, event: inner.TaskUrged) -> ChainState:
    task = state.tasks.get(event.task_id)
    return state if task is None else state.with_task(replace(task, urged_at=event.at))


def _held(state: ChainState, event: inner.ChainHeld) -> ChainState:
    return replace(state, held_at=event.at, held_by=event.by)


def _resumed(state: ChainState, event: inner.ChainResumed) -> ChainState:
    tasks = {id: replace(one, alarms=event.clocks.get(id, one.alarms)) for id, one in state.tasks.items()}
    return replace(state, tasks=tasks, held_at=None, held_by=None)


def _extended(state: ChainState, event: inner.TaskExtended) -> ChainState:
    task = state.tasks.get(event.task_id)
    return state if task is None else state.with_task(replace(task, alarms=event.alarms))


def _skip_asked(state: ChainState, event: inner.SkipAsked) -> ChainState:
    node = state.nodes.get(event.node)
    return state if node is None else state.with_node(replace(node, skip=SkipAsk(event.by, event.reason)))


def _overridden(state: ChainState, event: inner.NodeOverridden) -> ChainState:
    node = state.nodes.get(event.node, NodeState(event.node, NodeStatus.SKIPPED, "", event.at))
    told = f"passed over by operators: {event.reason.value}"
    return state.with_node(replace(node, status=NodeStatus.SKIPPED, reason=told, closed_at=event.at, skip=None))


def _absence_began(state: ChainState, event: inner.AbsenceBegan) -> ChainState:
    tasks = {
        id: replace(one, away=True) if one.is_open and one.approver_id == event.person_id else one
        for id, one in state.tasks.items()
    }
    return replace(state, tasks=tasks)


def _absence_settled(state: ChainState, event: inner.AbsenceSettled) -> ChainState:
    task = state.tasks.get(event.task_id)
    return state if task is None else state.with_task(replace(task, away=False))


def _copied(state: ChainState, event: Copied) -> ChainState:
    return replace(state, copied=(*state.copied, *event.people))


ACT_STEPS: Mapping[type, Callable[[ChainState, Any], ChainState]] = {
    inner.TaskMoved: _moved,
    inner.SignersAdded: _signers_added,
    inner.SignerRemoved: _signer_removed,
    inner.DecisionTakenBack: _taken_back,
    inner.NodesReturned: _nodes_returned,
    inner.NodeKept: _node_kept,
    inner.NodeScored: _scored,
    inner.TaskUrged: _urged,
    inner.ChainHeld: _held,
    inner.ChainResumed: _resumed,
    inner.TaskExtended: _extended,
    inner.SkipAsked: _skip_asked,
    inner.NodeOverridden: _overridden,
    inner.AbsenceBegan: _absence_began,
    inner.AbsenceSettled: _absence_settled,
    Copied: _copied,
}
