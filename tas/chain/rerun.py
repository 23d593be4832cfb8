"""Which nodes run again after a return or a take-back, by the three policies."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tas.chain.act_event import NodesReturned
from tas.chain.event import Closing, TaskClosed
from tas.chain.state import ChainState, NodeStatus
from tas.flows.definition import SEATLESS, FlowDefinition, Node, ReturnPolicy


def later(definition: FlowDefinition, keys: Iterable[str]) -> tuple[str, ...]:
    """The nodes that lie behind any of these on some way, in the definition's order, without themselves."""
    reached = set(keys)
    begun = frozenset(reached)
    for _ in definition.nodes:
        reached |= {node.key for node in definition.nodes if reached.intersection(node.after)}
    return tuple(node.key for node in definition.nodes if node.key in reached - begun)


def back_to_nodes(
    state: ChainState,
    node: Node,
    targets: Sequence[str],
    policy: ReturnPolicy,
    by: str,
    comment: str,
    at: datetime,
) -> tuple[object, ...]:
    """Closes what is open at the nodes that run again, and names them."""
    behind = later(state.definition, targets)
    wide = {node.key} if policy is ReturnPolicy.RESUME_AT_RETURNER else {node.key, *behind}
    left = tuple(one.key for one in state.definition.nodes if one.key in state.nodes and one.key in {*wide, *targets})
    kept = tuple(key for key in left if policy is ReturnPolicy.RERUN_CHANGED and _may_stand(state, key))
    kept = tuple(key for key in kept if key not in targets and key != node.key)
    return (
        *closed_at(state, left, Closing.RETURNED, by, at),
        NodesReturned(node.key, state.round, tuple(targets), policy, left, kept, by, comment, at),
    )


def back_to_starter(
    state: ChainState, node: Node, policy: ReturnPolicy, by: str, comment: str, at: datetime
) -> tuple[object, ...]:
    """What stands when the starter sends it on; () when everything runs again."""
    if policy is ReturnPolicy.RERUN_ALL:
        return ()
    standing = {key for key in state.nodes if key != node.key and _may_stand(state, key)}
    kept = tuple(one.key for one in state.definition.nodes if one.key in standing)
    resume = policy is ReturnPolicy.RESUME_AT_RETURNER
    left = tuple(key for key in state.nodes if key not in standing) if resume else tuple(state.nodes)
    return (NodesReturned(node.key, state.round, (), policy, left, () if resume else kept, by, comment, at),)


def closed_at(
    state: ChainState, nodes: Iterable[str], reason: Closing, by: str, at: datetime
) -> tuple[TaskClosed, ...]:
    """Closes the open tasks of these nodes."""
    within = set(nodes)
    return tuple(TaskClosed(task.id, reason, by, at) for task in state.open_tasks() if task.node in within)


def _may_stand(state: ChainState, key: str) -> bool:
    """Only what people decided may stand: checks and skipped nodes are cheap, and look at today's facts."""
    standing = state.nodes[key]
    seated = state.definition.node(key).kind not in SEATLESS
    return seated and standing.status is NodeStatus.DONE
