"""The points of a REVIEW_SCORE node: what one holder gave, and what all of them come to."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from tas.chain.act_event import NodeScored
from tas.chain.state import ChainState
from tas.core.errors import Invalid
from tas.flows.definition import Node, NodeKind


def check_score(node: Node, score: Mapping[str, int]) -> None:
    """Raises Invalid SCORE_WRONG unless every item of the node's form has whole points within its bounds."""
    bounds = {item.key: item.max for item in node.score}
    if set(score) != set(bounds) or any(not 0 <= score[key] <= most for key, most in bounds.items()):
        raise Invalid("SCORE_WRONG", field=("score",), node=node.key)


def scored(state: ChainState, node: Node, at: datetime) -> NodeScored | None:
    """The mean of what the node's holders gave; None for a node without a score form."""
    given = [task.score for task in state.tasks_at(node.key) if task.approved and task.score]
    if node.kind is not NodeKind.REVIEW_SCORE or not given:
        return None
    means = {item.key: Fraction(sum(one[item.key] for one in given), len(given)) for item in node.score}
    reached = sum(means[item.key] / item.max * item.weight for item in node.score)
    percent = int(100 * reached / sum(item.weight for item in node.score))
    failed = tuple(item.key for item in node.score if item.pass_at is not None and means[item.key] < item.pass_at)
    return NodeScored(node.key, state.round, percent, failed, at)
