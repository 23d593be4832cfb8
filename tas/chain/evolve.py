"""Folding: a state and one event give the next state. Total: an event that is not of a chain changes nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from tas.chain import event as inner
from tas.chain.evolve_act import ACT_STEPS, settled
from tas.chain.fact import facts_for
from tas.chain.state import ChainState, NodeState, NodeStatus, Status, Task, TaskStatus
from tas.contracts.chain import ChainEnded, ChainResubmitted, ChainReturned, FlowSubmitted
from tas.core.calendar import Calendar
from tas.core.codec import from_json
from tas.flows.definition import FlowDefinition


def evolve(state: ChainState, event: object) -> ChainState:
    """The state after one event."""
    step = _STEPS.get(type(event))
    return state if step is None else step(state, event)


def fold(state: ChainState, events: Iterable[object]) -> ChainState:
    """The state after several events."""
    for event in events:
        state = evolve(state, event)
    return state


def fold_entry(state: ChainState, events: Iterable[object]) -> ChainState:
    """The state after one journal entry; `version` counts them."""
    return replace(fold(state, events), version=state.version + 1)


def _submitted(state: ChainState, event: FlowSubmitted) -> ChainState:
    return replace(
        state,
        status=Status.RUNNING,
        round=1,
        definition=from_json(FlowDefinition, event.definition),
        definition_hash=event.definition_hash,
        calendar=from_json(Calendar, event.calendar),
        facts=dict(event.facts),
        subject=event.subject,
        starter_id=event.starter_id,
        starter_partner_id=event.starter_partner_id,
        previous_id=event.previous_id,
        submitted_at=event.submitted_at,
    )


def _returned(state: ChainState, event: ChainReturned) -> ChainState:
    return replace(state, status=Status.RETURNED, last_comment=event.comment, held_at=None, held_by=None)


def _resubmitted(state: ChainState, event: ChainResubmitted) -> ChainState:
    carried = {key: replace(node, round=node.round or state.round) for key, node in state.nodes.items()}
    kept = {key: replace(node, round=node.round or state.round) for key, node in state.kept.items()}
    return replace(
        state,
        status=Status.RUNNING,
        round=event.round,
        subject=event.subject,
        facts=dict(event.facts),
        nodes=carried if state.carries else {},
        kept=kept if state.carries else {},
        waits={},
        carries=False,
    )


def _ended(state: ChainState, event: ChainEnded) -> ChainState:
    return replace(
        state,
        status=Status(event.outcome.value),
        ended_at=event.ended_at,
        last_by=event.by,
        last_comment=event.comment,
    )


def _facts_read(state: ChainState, event: inner.FactsRead) -> ChainState:
    return replace(state, facts={**state.facts, **event.facts})


def _entered(state: ChainState, event: inner.NodeEntered) -> ChainState:
    covers, facts = state.definition.node(event.node).covers, facts_for(state)
    node = NodeState(
        event.node,
        NodeStatus.ACTIVE,
        event.reason,
        event.at,
        event.approvers,
        entry=state.era,
        groups=event.groups,
        looked_at={name: facts.get(name) for name in covers},
    )
    return replace(settled(state, event.node), nodes={**state.nodes, event.node: node})


def _skipped(state: ChainState, event: inner.NodeSkipped) -> ChainState:
    node = NodeState(event.node, NodeStatus.SKIPPED, event.reason, event.at, closed_at=event.at)
    return settled(state, event.node).with_node(node)


def _checked(state: ChainState, event: inner.NodeChecked) -> ChainState:
    status = NodeStatus.DONE if event.passed else NodeStatus.REJECTED
    node = NodeState(event.node, status, event.reason, event.at, findings=event.findings, closed_at=event.at)
    if event.passed and not state.definition.node(event.node).checks:
        return settled(state, event.node).with_node(node)
    checked = settled(state, event.node).with_node(node)
    return replace(checked, last_by="system", last_comment="; ".join(event.findings))


def _closed(state: ChainState, event: inner.NodeClosed) -> ChainState:
    node = state.nodes.get(event.node)
    if node is None:
        return state
    status = NodeStatus.DONE if event.approved else NodeStatus.REJECTED
    return state.with_node(replace(node, status=status, closed_at=event.at))


def _opened(state: ChainState, event: inner.TaskOpened) -> ChainState:
    task = Task(
        event.task_id,
        event.node,
        event.round,
        event.seat,
        event.approver,
        event.alarms,
        event.at,
        event.added_by,
        entry=state.nodes[event.node].entry if event.node in state.nodes else 0,
        era=state.era,
    )
    return state.with_task(task)


def _decided(state: ChainState, event: inner.TaskDecided) -> ChainState:
    task = state.tasks.get(event.task_id)
    if task is None:
        return state
    decided = replace(
        task,
        status=TaskStatus.DECIDED,
        verdict=event.verdict,
        comment=event.comment,
        closed_by=event.actor_id,
        closed_at=event.at,
        copied_from=event.copied_from,
        conditions=event.conditions,
        score=event.score,
    )
    return replace(state.with_task(decided), last_by=event.actor_id, last_comment=event.comment)


def _task_closed(state: ChainState, event: inner.TaskClosed) -> ChainState:
    task = state.tasks.get(event.task_id)
    if task is None:
        return state
    return state.with_task(
        replace(task, status=TaskStatus.CLOSED, closing=event.reason, closed_by=event.by, closed_at=event.at)
    )


def _passed(state: ChainState, event: inner.TimerPassed) -> ChainState:
    task = state.tasks.get(event.task_id)
    return state if task is None else state.with_task(replace(task, fired=(*task.fired, event.kind)))


def _escalated(state: ChainState, event: inner.TaskEscalated) -> ChainState:
    task = state.tasks.get(event.task_id)
    return state if task is None else state.with_task(replace(task, escalated=(*task.escalated, event.kind)))


_STEPS: Mapping[type, Callable[[ChainState, Any], ChainState]] = {
    FlowSubmitted: _submitted,
    ChainReturned: _returned,
    ChainResubmitted: _resubmitted,
    ChainEnded: _ended,
    inner.FactsRead: _facts_read,
    inner.NodeEntered: _entered,
    inner.NodeSkipped: _skipped,
    inner.NodeChecked: _checked,
    inner.NodeClosed: _closed,
    inner.TaskOpened: _opened,
    inner.TaskDecided: _decided,
    inner.TaskClosed: _task_closed,
    inner.TimerPassed: _passed,
    inner.TaskEscalated: _escalated,
    **ACT_STEPS,
}
