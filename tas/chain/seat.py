"""Seats of a node: who may hold one, opening its task, and what a word said does to the seats around it.

Pure steps that the acts and `advance` share. Nothing here enters a node.
"""

from collections.abc import Sequence
from datetime import datetime

from tas.chain.clock import alarms
from tas.chain.ending import turned_down
from tas.chain.event import Approver, Closing, NodeClosed, TaskClosed, TaskDecided, TaskOpened, TimerKind, Verdict
from tas.chain.evolve import fold
from tas.chain.score import scored
from tas.chain.state import ChainState, NodeStatus, Task
from tas.chain.vote import Word, needless, node_word, votes_needed, wanted
from tas.core.ids import derive, make_id
from tas.flows.definition import SEATLESS, Mode, Node, NodeKind

ACCOUNT_MANAGER = "opportunity.ownerId"
"""The fact that names the opportunity's account manager, who may confirm only."""
MOST_STEPS = 200


def approved_apart(state: ChainState, node: Node) -> dict[str, str]:
    """Who has approved at a node that must be separate from this one, with that node's key."""
    return {task.approver_id: task.node for task in _apart(state, node) if task.approved}


def barred(state: ChainState, node: Node) -> dict[str, str]:
    """Who may not be given a seat at this node, with the reason: the starter and the opportunity's account manager
    (where it is about approving), and whoever approved, or is needed to approve, at a node that must be separate."""
    reasons: dict[str, str] = {}
    if node.kind is not NodeKind.CONFIRM:
        manager = state.facts.get(ACCOUNT_MANAGER)
        reasons = {str(manager): "the account manager may confirm only"} if manager else {}
        reasons[state.starter_id] = "the starter may not approve"
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


def enough(node: Node, approvers: Sequence[Approver]) -> bool:
    """Whether these seats could reach what the node needs."""
    total = sum(approver.weight for approver in approvers)
    return bool(approvers) and (node.mode is not Mode.QUORUM or total >= votes_needed(node, total))


def task_id(state: ChainState, node: str, seat: int, approver_id: str, added_by: TimerKind | None = None) -> str:
    """The same chain, round, node, seat and holder give the same id in every replay; a further task of the same kind,
    after a return or when a seat comes back, gets the next one."""
    parts = ("task", state.id, str(state.round), node, str(seat), approver_id, added_by.value if added_by else "")
    id, further = make_id("task", derive(*parts)), 1
    while id in state.tasks:
        further += 1
        id = make_id("task", derive(*parts, str(further)))
    return id


def opened(state: ChainState, node: Node, seat: int, approver: Approver, at: datetime) -> tuple[object, ...]:
    """The seat's task, and its decision at once when the same person decided at the consecutive node before."""
    new = TaskOpened(
        task_id(state, node.key, seat, approver.id), node.key, state.round, seat, approver,
        alarms(state.calendar, node.sla, at), at,
    )  # fmt: skip
    earlier = _decided_before(state, node, approver.id) if seat in state.nodes[node.key].roots else None
    if earlier is None:
        return (new,)
    return new, TaskDecided(new.task_id, node.key, Verdict.APPROVE, approver.id, earlier.comment, at, earlier.id)


def settle(state: ChainState, node: Node, by: str, comment: str, at: datetime) -> tuple[object, ...]:
    """What follows from what was said at a node: tasks no longer needed close, the next signers' open, the node closes
    when it is done or rejected."""
    events: tuple[object, ...] = ()
    for _ in range(MOST_STEPS):
        now = fold(state, events)
        step = _settle_once(now, node, by, comment, at)
        if not step:
            break
        events += step
    return events


def _settle_once(state: ChainState, node: Node, by: str, comment: str, at: datetime) -> tuple[object, ...]:
    standing = state.nodes.get(node.key)
    if standing is None or standing.status is not NodeStatus.ACTIVE:
        return ()
    word, tasks = node_word(state, node), state.tasks_at(node.key)
    if word is Word.REJECTED:
        return _rejected(state, node, by, comment, at)
    done = word is Word.APPROVED
    idle = [task for task in tasks if task.is_open and (done or needless(state, standing, task.seat))]
    if idle:
        return tuple(TaskClosed(task.id, Closing.NOT_NEEDED, by, at) for task in idle)
    if done:
        return _done(state, node, by, at)
    asked = {task.seat for task in tasks if task.is_open}
    for seat in wanted(state, node):
        if seat not in asked:
            return opened(state, node, seat, standing.approvers[seat], at)
    return ()


def _done(state: ChainState, node: Node, by: str, at: datetime) -> tuple[object, ...]:
    points = scored(state, node, at)
    if points is None:
        return (NodeClosed(node.key, state.round, True, at),)
    if points.failed:
        said = f"the score does not pass: {', '.join(points.failed)}"
        return points, *_rejected(fold(state, (points,)), node, by, said, at)
    return points, NodeClosed(node.key, state.round, True, at)


def _rejected(state: ChainState, node: Node, by: str, comment: str, at: datetime) -> tuple[object, ...]:
    closed = NodeClosed(node.key, state.round, False, at)
    return closed, *turned_down(fold(state, (closed,)), node, by, comment, at)


def _decided_before(state: ChainState, node: Node, person: str) -> Task | None:
    """The person's approval at a node directly before this one (skipped nodes and checks are looked through), unless
    the chain was given back since: what was returned is looked at again."""
    if node.kind is not NodeKind.APPROVE:
        return None
    pending, looked_at = list(node.after), set[str]()
    while pending:
        key = pending.pop()
        if key in looked_at or key not in state.nodes:
            continue
        looked_at.add(key)
        before = state.definition.node(key)
        if before.kind in SEATLESS or state.nodes[key].status is NodeStatus.SKIPPED:
            pending.extend(before.after)
            continue
        if before.kind is not NodeKind.APPROVE or key in node.separate_from or node.key in before.separate_from:
            continue
        for task in state.tasks_at(key):
            if task.approved and task.approver_id == person and task.era == state.era:
                return task
    return None
