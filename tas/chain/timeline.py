"""What a chain can tell about itself from its record: why it is pending, and what happened in which order.

Reasons are codes with parameters; turning them into a sentence of a language is the reader's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tas.chain.state import ChainState, NodeState, NodeStatus, Status
from tas.flows.condition import evaluate
from tas.flows.definition import Node


class Waiting(StrEnum):
    """FOR_DECISION: somebody holds an open task. FOR_STARTER: returned. FOR_NODES: earlier nodes are not done.
    FOR_FACTS: a fact that a check needs is unknown. FOR_APPROVERS: nobody was found, or the question is under way."""

    FOR_DECISION = "FOR_DECISION"
    FOR_STARTER = "FOR_STARTER"
    FOR_NODES = "FOR_NODES"
    FOR_FACTS = "FOR_FACTS"
    FOR_APPROVERS = "FOR_APPROVERS"


@dataclass(frozen=True, slots=True)
class Reason:
    """`node` is empty when it is about the chain itself."""

    waiting: Waiting
    node: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history. `what`: ENTERED, SKIPPED, FAILED, OPENED, a verdict, a closing, or a status."""

    at: datetime
    round: int
    node: str
    what: str
    who: str
    why: str


def pending(state: ChainState, now: datetime) -> tuple[Reason, ...]:
    """Everything the chain waits for; () when it has ended."""
    if state.status is Status.RETURNED:
        params = {"starter": state.starter_id, "comment": state.last_comment}
        return (Reason(Waiting.FOR_STARTER, "", params),)
    if state.status is not Status.RUNNING:
        return ()
    held = tuple(
        Reason(Waiting.FOR_DECISION, task.node, _held(task.approver_id, task.approver.why, task.due(), now))
        for task in state.open_tasks()
    )
    ahead = tuple(_ahead(state, node) for node in state.definition.nodes if node.key not in state.nodes)
    return held + ahead


def timeline(state: ChainState) -> tuple[Moment, ...]:
    """What happened, in order of time: every round's tasks, this round's nodes, the end."""
    moments = [_meeting(state.round, node) for node in state.nodes.values()]
    for task in state.tasks.values():
        why = " → ".join((task.approver.why, *task.approver.hops))
        moments.append(Moment(task.opened_at, task.round, task.node, "OPENED", task.approver_id, why))
        word = task.verdict or task.closing
        if word is not None and task.closed_at is not None:
            said = f"as decided in {task.copied_from}" if task.copied_from else task.comment
            moments.append(Moment(task.closed_at, task.round, task.node, word.value, task.closed_by or "", said))
    if state.ended_at is not None:
        moments.append(Moment(state.ended_at, state.round, "", state.status.value, state.last_by, state.last_comment))
    return tuple(sorted(moments, key=lambda moment: (moment.round, moment.at)))


def _held(approver: str, why: str, due: datetime | None, now: datetime) -> dict[str, str]:
    params = {"approver": approver, "why": why}
    if due is not None:
        params |= {"due": due.isoformat(), "late": "true" if now > due else "false"}
    return params


def _ahead(state: ChainState, node: Node) -> Reason:
    passed = (NodeStatus.DONE, NodeStatus.SKIPPED)
    missing = [key for key in node.after if key not in state.nodes or state.nodes[key].status not in passed]
    if missing:
        return Reason(Waiting.FOR_NODES, node.key, {"nodes": ", ".join(missing)})
    findings = [evaluate(check.must, state.facts) for check in node.checks]
    if any(finding.value is None for finding in findings):
        return Reason(Waiting.FOR_FACTS, node.key, {"facts": ", ".join(finding.reason for finding in findings)})
    return Reason(Waiting.FOR_APPROVERS, node.key, {"rule": str(node.resolver.get("kind", ""))})


def _meeting(round: int, node: NodeState) -> Moment:
    what = "FAILED" if node.findings else "SKIPPED" if node.status is NodeStatus.SKIPPED else "ENTERED"
    return Moment(node.at, round, node.key, what, "", "; ".join((node.reason, *node.findings)))
