"""Seats of a node: who may hold one, opening its task, and what an approval does to the seats around it.

Pure steps that `decide` and `advance` share. Nothing here enters a node or ends a chain.
"""

from collections.abc import Sequence
from datetime import datetime

from tas.chain.clock import alarms
from tas.chain.event import Approver, Closing, NodeClosed, TaskClosed, TaskDecided, TaskOpened, TimerKind, Verdict
from tas.chain.evolve import fold
from tas.chain.state import ChainState, NodeStatus, Task
from tas.core.ids import derive, make_id
from tas.flows.definition import Mode, Node, NodeKind


def approved_apart(state: ChainState, node: Node) -> dict[str, str]:
    """Who has approved at a node that must be separate from this one, with that node's key."""
    return {task.approver_id: task.node for task in _apart(state, node) if task.approved}


def barred(state: ChainState, node: Node) -> dict[str, str]:
    """Who may not be given a seat at this node, with the reason: the starter (APPROVE only), and whoever approved, or
    is needed to approve, at a node that must be separate."""
    reasons = {state.starter_id: "the starter may not approve"} if node.kind is NodeKind.APPROVE else {}
    for task in _apart(state, node):
        pool = state.definition.node(task.node).mode is Mode.ANY and len(state.tasks_at(task.node)) > 1
        if task.approved or (task.is_open and not pool):
            reasons.setdefault(task.approver_id, f"must be separate from {task.node}")
    return reasons


def _apart(state: ChainState, node: Node) -> list[Task]:
    return [
        task
        for other in state.definition.nodes
        if other.key in node.separate_from or node.key in other.separate_from
        for task in state.tasks_at(other.key)
    ]


def seats(state: ChainState, node: Node, found: Sequence[Approver], admins: Sequence[Approver]) -> tuple[Approver, ...]:
    """The node's seats in order, each person once; empty when nobody may hold one. A barred person's seat is dropped
    where one of several is enough, and goes to the flow administrator where everybody must sign."""
    reasons = barred(state, node)
    unique = list({approver.id: approver for approver in found}.values())
    free = [approver for approver in unique if approver.id not in reasons]
    out = [approver for approver in unique if approver.id in reasons]
    if free and (node.mode is Mode.ANY or not out):
        return tuple(free)
    taken = {approver.id for approver in free}
    why = "; ".join(dict.fromkeys(reasons[approver.id] for approver in out)) or "nobody was found"
    substitutes = [
        Approver(admin.id, f"flow administrator: {why}", (*(a.id for a in out), *admin.hops), True)
        for admin in admins
        if admin.id not in reasons and admin.id not in taken
    ]
    if node.mode is not Mode.ANY:
        substitutes = substitutes[:1]
    if not substitutes and not any(admin.id in taken for admin in admins):
        return ()
    return (*free, *substitutes)


def task_id(state: ChainState, node: str, seat: int, approver_id: str, added_by: TimerKind | None = None) -> str:
    """The same chain, round, node, seat and holder give the same id in every replay."""
    return make_id(
        "task",
        derive("task", state.id, str(state.round), node, str(seat), approver_id, added_by.value if added_by else ""),
    )


def opened(state: ChainState, node: Node, seat: int, approver: Approver, at: datetime) -> tuple[object, ...]:
    """The seat's task, and its decision at once when the same person decided at the consecutive node before."""
    new = TaskOpened(
        task_id(state, node.key, seat, approver.id), node.key, state.round, seat, approver,
        alarms(state.calendar, node.sla, at), at,
    )  # fmt: skip
    earlier = _decided_before(state, node, approver.id)
    if earlier is None:
        return (new,)
    return new, TaskDecided(new.task_id, node.key, Verdict.APPROVE, approver.id, earlier.comment, at, earlier.id)


def settle(state: ChainState, node: Node, by: str, at: datetime) -> tuple[object, ...]:
    """What follows from the approvals a node has: tasks no longer needed close, the next signer's opens, the node
    closes when it is done."""
    events: tuple[object, ...] = ()
    for _ in range(2 * len(state.nodes[node.key].approvers) + 2):
        step = _settle_once(fold(state, events), node, by, at)
        if not step:
            break
        events += step
    return events


def close_open(state: ChainState, reason: Closing, by: str, at: datetime) -> tuple[TaskClosed, ...]:
    """Closes every open task of the chain."""
    return tuple(TaskClosed(task.id, reason, by, at) for task in state.open_tasks())


def _settle_once(state: ChainState, node: Node, by: str, at: datetime) -> tuple[object, ...]:
    tasks, standing = state.tasks_at(node.key), state.nodes[node.key]
    if standing.status is not NodeStatus.ACTIVE:
        return ()
    approved = {task.seat for task in tasks if task.approved}
    enough = bool(approved) and node.mode is Mode.ANY
    idle = [task for task in tasks if task.is_open and (enough or task.seat in approved)]
    if idle:
        return tuple(TaskClosed(task.id, Closing.NOT_NEEDED, by, at) for task in idle)
    if enough or len(approved) == len(standing.approvers):
        return (NodeClosed(node.key, state.round, True, at),)
    following = len(approved)
    if node.mode is Mode.SEQUENTIAL and not any(task.is_open for task in tasks):
        return opened(state, node, following, standing.approvers[following], at)
    return ()


def _decided_before(state: ChainState, node: Node, person: str) -> Task | None:
    """The person's approval at a node directly before this one (skipped nodes and system checks are looked through)."""
    if node.kind is not NodeKind.APPROVE:
        return None
    pending, looked_at = list(node.after), set[str]()
    while pending:
        key = pending.pop()
        if key in looked_at:
            continue
        looked_at.add(key)
        before = state.definition.node(key)
        if before.kind is NodeKind.SYSTEM_CHECK or state.nodes[key].status is NodeStatus.SKIPPED:
            pending.extend(before.after)
            continue
        if before.kind is not NodeKind.APPROVE or key in node.separate_from or node.key in before.separate_from:
            continue
        for task in state.tasks_at(key):
            if task.approved and task.approver_id == person:
                return task
    return None
