"""Skip: two operators pass a node over. Nobody approves; it is recorded as theirs."""

from dataclasses import dataclass
from datetime import datetime

from tas.chain.act.rule import check_active, reasoned
from tas.chain.act_event import NodeOverridden, OperatorReason, SkipAsked
from tas.chain.event import Closing
from tas.chain.rerun import closed_at
from tas.chain.state import ChainState
from tas.core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Skip:
    """The first operator asks, another one confirms by the same act."""

    node: str
    reason: OperatorReason
    comment: str


def judge_skip(state: ChainState, act: Skip, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Conflict NODE_NOT_ACTIVE, Forbidden SECOND_OPERATOR (the same one again), OPERATOR_PARTIAL (the starter,
    or who signs here), Invalid COMMENT_TOO_SHORT."""
    check_active(state, act.node)
    comment = reasoned(act.comment)
    standing = state.nodes[act.node]
    if actor_id == state.starter_id or actor_id in {task.approver_id for task in state.tasks_at(act.node)}:
        raise Forbidden("OPERATOR_PARTIAL", node=act.node)
    if standing.skip is None:
        return (SkipAsked(act.node, state.round, act.reason, comment, actor_id, at),)
    asked = standing.skip
    if asked.by == actor_id:
        raise Forbidden("SECOND_OPERATOR", node=act.node)
    closed = closed_at(state, [act.node], Closing.SKIPPED, actor_id, at)
    return *closed, NodeOverridden(act.node, state.round, asked.by, actor_id, asked.reason, comment, at)
