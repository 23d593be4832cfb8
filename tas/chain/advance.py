"""Moving a chain on: which nodes could be entered, whom to ask about, and the events of entering them.

`candidates` and `escalation_candidates` tell what to ask outside; `advance` uses the answers. A node whose answer
lacks is not entered and never passed; the next call tries again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tas.chain.clock import timer_id
from tas.chain.decide import ended, turned_down
from tas.chain.event import (
    Approver,
    FactsRead,
    NodeChecked,
    NodeEntered,
    NodeSkipped,
    TaskEscalated,
    TaskOpened,
    TimerKind,
)
from tas.chain.evolve import fold
from tas.chain.seat import barred, opened, seats, settle, task_id
from tas.chain.state import ChainState, NodeStatus, Status, Task
from tas.contracts.chain import Outcome
from tas.core.codec import Json
from tas.flows.condition import evaluate
from tas.flows.definition import Mode, Node, NodeKind

FLOW_ADMIN = "@admin"
"""The key under which the flow administrators are asked for, beside every node that could be entered."""
PASSED = (NodeStatus.DONE, NodeStatus.SKIPPED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question for the organisation: answer `rule` under `node_key` (a node's key, FLOW_ADMIN, or a timer's id)."""

    node_key: str
    rule: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Consultation:
    """What was asked outside before entering nodes. `facts` replace those of the same names; `resolutions` by key:
    `{"approvers": [{"id", "why", "hops"}], "fallback": bool}`."""

    facts: Mapping[str, Json] = field(default_factory=dict)
    resolutions: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)


def candidates(state: ChainState) -> tuple[Candidate, ...]:
    """The nodes that one `advance` could come to, whatever the facts are; () when no node is ready."""
    if state.status is not Status.RUNNING or not any(_ready(state, node) for node in state.definition.nodes):
        return ()
    within = {key for key, node in state.nodes.items() if node.status in PASSED}
    asked: list[Candidate] = []
    for _ in state.definition.nodes:
        for node in state.definition.nodes:
            if node.key in within or node.key in state.nodes or not within.issuperset(node.after):
                continue
            within.add(node.key)
            if node.kind is not NodeKind.SYSTEM_CHECK:
                asked.append(Candidate(node.key, node.resolver))
    return (*asked, Candidate(FLOW_ADMIN, {"kind": "FLOW_ADMIN"})) if asked else ()


def escalation_candidates(state: ChainState) -> tuple[Candidate, ...]:
    """Whom to add for late tasks: the line head at 150 %, the flow administrator at 200 %."""
    return tuple(
        Candidate(timer_id(task.id, kind), rule)
        for task in state.open_tasks()
        for kind, rule in (
            (TimerKind.ESCALATE, {"kind": "LINE_HEAD", "employeeId": task.approver_id}),
            (TimerKind.ADMIN, {"kind": "FLOW_ADMIN"}),
        )
        if kind in task.fired and kind not in task.escalated
    )


def advance(state: ChainState, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    """The events of everything that can happen now without anybody's decision; () when there is nothing to do."""
    if state.status is not Status.RUNNING:
        return ()
    read = _facts_read(state, consultation, at)
    events: tuple[object, ...] = ()
    for _ in range(len(state.definition.nodes) + 1):
        now = fold(state, read + events)
        step = _escalations(now, consultation, at) if not events else ()
        step += _enter_ready(fold(now, step), consultation, at)
        if not step:
            break
        events += step
    return read + events if events else ()


def _facts_read(state: ChainState, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    changed = any(name not in state.facts or state.facts[name] != value for name, value in consultation.facts.items())
    return (FactsRead(dict(consultation.facts), at),) if changed else ()


def _ready(state: ChainState, node: Node) -> bool:
    return node.key not in state.nodes and all(
        key in state.nodes and state.nodes[key].status in PASSED for key in node.after
    )


def _enter_ready(state: ChainState, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    events: tuple[object, ...] = ()
    for node in state.definition.nodes:
        now = fold(state, events)
        if now.status is not Status.RUNNING:
            return events
        if _ready(now, node):
            events += _enter(now, node, consultation, at)
    now = fold(state, events)
    done = all(key.key in now.nodes and now.nodes[key.key].status in PASSED for key in now.definition.nodes)
    if done and now.status is Status.RUNNING:
        events += (ended(now, Outcome.APPROVED, now.last_by, now.last_comment, at),)
    return events


def _enter(state: ChainState, node: Node, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    reason = "always"
    if node.condition is not None:
        finding = evaluate(node.condition, state.facts)
        reason = finding.reason
        if finding.value is False:
            return (NodeSkipped(node.key, state.round, reason, at),)
    if node.kind is NodeKind.SYSTEM_CHECK:
        return _check(state, node, at)
    found = _approvers(consultation, node.key)
    if found is None:
        return ()
    approvers = seats(state, node, found, _approvers(consultation, FLOW_ADMIN) or ())
    if not approvers:
        return ()
    entered = NodeEntered(node.key, state.round, node.resolver, approvers, reason, at)
    events: tuple[object, ...] = (entered,)
    first = approvers[:1] if node.mode is Mode.SEQUENTIAL else approvers
    for seat, approver in enumerate(first):
        events += opened(fold(state, events), node, seat, approver, at)
    now = fold(state, events)
    return events + settle(now, node, now.last_by, at)


def _check(state: ChainState, node: Node, at: datetime) -> tuple[object, ...]:
    findings = [(check, evaluate(check.must, state.facts)) for check in node.checks]
    if any(finding.value is None for _, finding in findings):
        return ()
    failed = tuple(check.finding for check, finding in findings if finding.value is False)
    reason = ", ".join(dict.fromkeys(finding.reason for _, finding in findings))
    checked = NodeChecked(node.key, state.round, not failed, failed, reason, at)
    if not failed:
        return (checked,)
    return checked, *turned_down(fold(state, (checked,)), node.on_reject, "system", "; ".join(failed), at)


def _escalations(state: ChainState, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    events: tuple[object, ...] = ()
    for task in state.open_tasks():
        for kind in (TimerKind.ESCALATE, TimerKind.ADMIN):
            found = _approvers(consultation, timer_id(task.id, kind))
            if kind in task.fired and kind not in task.escalated and found is not None:
                events += _add(fold(state, events), task, kind, found, at)
    return events


def _add(
    state: ChainState, task: Task, kind: TimerKind, found: tuple[Approver, ...], at: datetime
) -> tuple[object, ...]:
    node = state.definition.node(task.node)
    out = {**barred(state, node), **{held.approver_id: "holds a seat here" for held in state.tasks_at(node.key)}}
    added = [approver for approver in found if approver.id not in out]
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
    reason = "added" if added else "; ".join(dict.fromkeys(out[a.id] for a in found)) or "nobody was found"
    return *tasks, TaskEscalated(task.id, kind, tuple(a.id for a in added), reason, at)


def _approvers(consultation: Consultation, key: str) -> tuple[Approver, ...] | None:
    answer = consultation.resolutions.get(key)
    if answer is None:
        return None
    fallback = bool(answer.get("fallback", False))
    return tuple(
        Approver(found["id"], found.get("why", ""), tuple(found.get("hops", ())), fallback)
        for found in answer["approvers"]
    )
