"""What a chain can tell about itself from its record: why it is pending, and what happened, line by line.

Reasons are codes with parameters; turning them into a sentence of a language is the reader's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tas.chain import event as inner
from tas.chain.consultation import before
from tas.chain.event import TimerKind
from tas.chain.fact import facts_for
from tas.chain.moment import Moment
from tas.chain.state import PASSED as PASSED_BY
from tas.chain.state import ChainState, Status, Task
from tas.chain.tell_act import tell_act
from tas.chain.vote import waits_for_signers
from tas.contracts.chain import ChainEnded, ChainRebuilt, ChainResubmitted, ChainReturned, FlowSubmitted
from tas.flows.condition import evaluate
from tas.flows.definition import Node

__all__ = ["Moment", "Reason", "Waiting", "pending", "tell"]


class Waiting(StrEnum):
    """FOR_DECISION: somebody holds an open task. FOR_STARTER: returned. FOR_NODES: earlier nodes are not done.
    FOR_FACTS: a fact that a check needs is unknown. FOR_APPROVERS: nobody was found, or the question is under way.
    FOR_RESUMPTION: it is on hold. FOR_ADVICE: somebody advises who decides. FOR_SIGNERS: others sign before."""

    FOR_DECISION = "FOR_DECISION"
    FOR_STARTER = "FOR_STARTER"
    FOR_NODES = "FOR_NODES"
    FOR_FACTS = "FOR_FACTS"
    FOR_APPROVERS = "FOR_APPROVERS"
    FOR_RESUMPTION = "FOR_RESUMPTION"
    FOR_ADVICE = "FOR_ADVICE"
    FOR_SIGNERS = "FOR_SIGNERS"


PASSED: Mapping[TimerKind, str] = {
    TimerKind.REMIND: "REMINDED",
    TimerKind.BREACH: "BREACHED",
    TimerKind.ESCALATE: "LINE_HEAD_DUE",
    TimerKind.ADMIN: "ADMIN_DUE",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """`node` is empty when it is about the chain itself."""

    waiting: Waiting
    node: str
    params: Mapping[str, str]


def pending(state: ChainState, now: datetime) -> tuple[Reason, ...]:
    """Everything the chain waits for; () when it has ended."""
    if state.status is Status.RETURNED:
        params = {"starter": state.starter_id, "comment": state.last_comment}
        return (Reason(Waiting.FOR_STARTER, "", params),)
    if state.status is not Status.RUNNING:
        return ()
    if state.held_at is not None:
        return (Reason(Waiting.FOR_RESUMPTION, "", {"by": state.held_by or "", "since": state.held_at.isoformat()}),)
    held = tuple(
        Reason(_wanted(state, task), task.node, _held(task.approver_id, task.approver.why, task.due(), now))
        for task in state.open_tasks()
    )
    ahead = tuple(_ahead(state, node) for node in state.definition.nodes if node.key not in state.nodes)
    return held + ahead


def tell(state: ChainState, event: object, at: datetime, by: str) -> Moment | None:
    """The history's line for an event, None for one that says nothing to people. `state` is the chain before it; `at`
    and `by` are its entry's, for events that carry no time or actor of their own."""
    match event:
        case FlowSubmitted(submitted_at=when, starter_id=starter):
            return Moment(when, 1, "", "SUBMITTED", starter, "")
        case inner.NodeEntered(node, round, reason=reason, at=when):
            return Moment(when, round, node, "ENTERED", "", reason)
        case inner.NodeSkipped(node, round, reason, when):
            return Moment(when, round, node, "SKIPPED", "", reason)
        case inner.NodeChecked(node, round, passed, findings, reason, when):
            return Moment(when, round, node, "CHECKED" if passed else "FAILED", "", "; ".join((reason, *findings)))
        case ChainReturned(comment=comment, round=round):
            return Moment(at, round, "", "RETURNED", by, comment)
        case ChainResubmitted(round=round):
            return Moment(at, round, "", "RESUBMITTED", by, "")
        case ChainEnded(outcome=outcome, by=who, comment=comment, ended_at=when):
            return Moment(when, state.round, "", outcome.value, who, comment)
        case ChainRebuilt(reason=reason):
            return Moment(at, state.round, "", "REBUILT", by, reason)
    return _tell_task(state, event) or tell_act(state, event)


def _tell_task(state: ChainState, event: object) -> Moment | None:
    if isinstance(event, inner.TaskOpened):
        why = " → ".join((event.approver.why, *event.approver.hops))
        return Moment(event.at, event.round, event.node, "OPENED", event.approver.id, why)
    if not isinstance(event, inner.TaskDecided | inner.TaskClosed | inner.TimerPassed | inner.TaskEscalated):
        return None
    task = state.tasks.get(event.task_id)
    if task is None:
        return None
    match event:
        case inner.TaskDecided(verdict=verdict, actor_id=who, comment=comment, copied_from=earlier):
            said = f"as decided in {earlier}" if earlier else comment
            return Moment(event.at, task.round, task.node, verdict.value, who, said)
        case inner.TaskClosed(reason=closing, by=who):
            return Moment(event.at, task.round, task.node, closing.value, who, "")
        case inner.TimerPassed(kind=kind, due=due):
            return Moment(event.at, task.round, task.node, PASSED[kind], task.approver_id, f"due {due.isoformat()}")
        case inner.TaskEscalated(added=added, reason=reason):
            why = ", ".join((reason, *added))
            return Moment(event.at, task.round, task.node, "ESCALATED", task.approver_id, why)


def _held(approver: str, why: str, due: datetime | None, now: datetime) -> dict[str, str]:
    params = {"approver": approver, "why": why}
    if due is not None:
        params |= {"due": due.isoformat(), "late": "true" if now > due else "false"}
    return params


def _wanted(state: ChainState, task: Task) -> Waiting:
    if task.delegator is not None:
        return Waiting.FOR_ADVICE
    before = waits_for_signers(state, state.nodes[task.node], task.seat)
    return Waiting.FOR_SIGNERS if before else Waiting.FOR_DECISION


def _ahead(state: ChainState, node: Node) -> Reason:
    ahead = before(state, node)
    missing = [key for key in ahead if key not in state.nodes or state.nodes[key].status not in PASSED_BY]
    if missing:
        return Reason(Waiting.FOR_NODES, node.key, {"nodes": ", ".join(missing)})
    facts = facts_for(state)
    findings = [evaluate(check.must, facts) for check in node.checks]
    if any(finding.value is None for finding in findings):
        return Reason(Waiting.FOR_FACTS, node.key, {"facts": ", ".join(finding.reason for finding in findings)})
    return Reason(Waiting.FOR_APPROVERS, node.key, {"rule": str(node.resolver.get("kind", ""))})
