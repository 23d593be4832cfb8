"""The whole route of a chain before it is walked: the same functions that run it, with every task approved when due.

So a preview equals the route taken when nothing changes (facts, organisation, definition, calendar). It works for a
chain not started (fold a `FlowSubmitted` that was never recorded) and for what lies ahead of a running one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tas.chain.act.decide_task import Decide
from tas.chain.act.delegate import Advise
from tas.chain.advance import Consultation, advance
from tas.chain.decide import decide
from tas.chain.event import Approver, Verdict
from tas.chain.evolve import fold
from tas.chain.seat import approved_apart
from tas.chain.state import ChainState, NodeState, NodeStatus, Status, Task
from tas.chain.vote import waits_for_signers
from tas.core.calendar import between
from tas.flows.definition import SEATLESS, Node, NodeKind

NO_OBJECTION = "assumed: no objection"


class Passage(StrEnum):
    """How the route meets a node. OPEN: it could not be told (a fact is unknown, nobody was found to ask)."""

    ENTERED = "ENTERED"
    CHECKED = "CHECKED"
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"
    OPEN = "OPEN"


@dataclass(frozen=True, slots=True)
class Step:
    """`expected` is working time on the chain's calendar if everybody takes what the node allows; `once_with` names
    people whose earlier decision counts here too."""

    node: str
    passage: Passage
    reason: str
    approvers: tuple[Approver, ...] = ()
    once_with: tuple[str, ...] = ()
    enters_at: datetime | None = None
    leaves_at: datetime | None = None
    expected: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Route:
    """`status` is where the chain would come to rest: APPROVED, REJECTED, RETURNED, or RUNNING when a step is OPEN."""

    steps: tuple[Step, ...]
    status: Status
    at: datetime


def preview(state: ChainState, consultation: Consultation, at: datetime) -> Route:
    """The route for these facts and these people (ask all of `candidates(state)`), beginning at `at`."""
    now = fold(state, advance(state, consultation, at))
    seats = sum(len(answer["approvers"]) for answer in consultation.resolutions.values())
    for _ in range(len(state.open_tasks()) + seats * (len(state.definition.nodes) + 1)):
        task = _next(now)
        if task is None or now.status is not Status.RUNNING:
            break
        at = max(at, task.due() or at)
        now = fold(now, decide(now, approval(now, task), task.approver_id, at))
        now = fold(now, advance(now, consultation, at))
    return Route(tuple(_step(now, node) for node in now.definition.nodes), now.status, at)


def approval(state: ChainState, task: Task) -> Decide | Advise:
    """What brings the task on most: advice where it only advises, full points, a word where one is needed."""
    if task.delegator is not None:
        return Advise(task.id, NO_OBJECTION)
    node = state.definition.node(task.node)
    said = NO_OBJECTION if node.kind is NodeKind.DISPATCH else ""
    return Decide(task.id, Verdict.APPROVE, said, score={item.key: item.max for item in node.score})


def _next(state: ChainState) -> Task | None:
    free = [
        task
        for task in state.open_tasks()
        if task.approver_id not in approved_apart(state, state.definition.node(task.node))
        and not waits_for_signers(state, state.nodes[task.node], task.seat)
    ]
    return min(free, key=lambda task: task.due() or task.opened_at, default=None)


def _step(state: ChainState, node: Node) -> Step:
    standing = state.nodes.get(node.key)
    if standing is None:
        return Step(node.key, Passage.OPEN, "not reached")
    once = tuple(task.approver_id for task in state.tasks_at(node.key) if task.copied_from is not None)
    took = between(state.calendar, standing.at, standing.closed_at) if standing.closed_at else timedelta()
    return Step(
        node.key,
        _passage(node, standing),
        standing.reason,
        standing.approvers,
        once,
        standing.at,
        standing.closed_at,
        took,
    )


def _passage(node: Node, standing: NodeState) -> Passage:
    if standing.status is NodeStatus.SKIPPED:
        return Passage.SKIPPED
    if node.kind in SEATLESS:
        return Passage.FAILED if standing.findings else Passage.CHECKED
    return Passage.ENTERED
