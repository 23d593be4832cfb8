"""A holder's word on a task: approve (with conditions or a score), reject, abstain, or return to earlier nodes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tas.chain.act.rule import SHORTEST_COMMENT, own_task, reasoned
from tas.chain.ending import given_back
from tas.chain.event import Condition, TaskDecided, Verdict
from tas.chain.evolve import fold
from tas.chain.score import check_score
from tas.chain.seat import approved_apart, settle
from tas.chain.state import ChainState, NodeStatus, Task
from tas.chain.vote import Word, node_word, waits_for_signers
from tas.core.errors import Conflict, Forbidden, Invalid
from tas.flows.definition import SEATLESS, Node, NodeKind, ReturnPolicy
from tas.flows.node_sense import earlier

__all__ = ["SHORTEST_COMMENT", "Decide", "judge_decision"]
START = "START"
"""The target of a return that means the starter."""
MOST_CONDITIONS = 10
LONGEST_CONDITION = 500


@dataclass(frozen=True, slots=True)
class Decide:
    """`return_to`: keys of earlier nodes, or START; none is START. `policy` None: the node's own."""

    task_id: str
    verdict: Verdict
    comment: str = ""
    conditions: tuple[Condition, ...] = ()
    return_to: tuple[str, ...] = ()
    policy: ReturnPolicy | None = None
    score: Mapping[str, int] = field(default_factory=dict)


def judge_decision(state: ChainState, act: Decide, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Missing TASK_UNKNOWN; Forbidden TASK_NOT_YOURS, MUST_BE_SEPARATE; Conflict TASK_CLOSED, TASK_ADVISES,
    TASK_WAITS, ABSTAIN_LAST; Invalid COMMENT_TOO_SHORT, RETURN_TARGET, CONDITION_WRONG, SCORE_WRONG."""
    task = own_task(state, act.task_id, actor_id)
    node = state.definition.node(task.node)
    _check(state, act, task, node, at)
    decided = TaskDecided(
        task.id, task.node, act.verdict, actor_id, act.comment, at, None, act.conditions, dict(act.score)
    )
    after = fold(state, (decided,))
    if act.verdict is Verdict.RETURN:
        targets = _targets(state, act, node)
        return decided, *given_back(after, node, targets, act.policy or node.return_policy, actor_id, act.comment, at)
    if act.verdict is Verdict.ABSTAIN and node_word(after, node) is Word.STUCK:
        raise Conflict("ABSTAIN_LAST", task=task.id)
    return decided, *settle(after, node, actor_id, act.comment, at)


def _check(state: ChainState, act: Decide, task: Task, node: Node, at: datetime) -> None:
    if waits_for_signers(state, state.nodes[task.node], task.seat):
        raise Conflict("TASK_WAITS", task=task.id)
    if act.verdict in (Verdict.REJECT, Verdict.RETURN):
        reasoned(act.comment)
    approves = act.verdict is Verdict.APPROVE
    if approves and node.kind is NodeKind.DISPATCH:
        reasoned(act.comment)
    if approves and node.kind is NodeKind.REVIEW_SCORE:
        check_score(node, act.score)
    elif act.score:
        raise Invalid("SCORE_WRONG", field=("score",), node=node.key)
    _check_conditions(act, at)
    other = approved_apart(state, node).get(task.approver_id) if approves else None
    if other is not None:
        raise Forbidden("MUST_BE_SEPARATE", task=task.id, node=other)


def _check_conditions(act: Decide, at: datetime) -> None:
    said = act.conditions
    if said and (act.verdict is not Verdict.APPROVE or len(said) > MOST_CONDITIONS):
        raise Invalid("CONDITION_WRONG", field=("conditions",))
    if any(not 0 < len(one.text.strip()) <= LONGEST_CONDITION or one.due < at.date() for one in said):
        raise Invalid("CONDITION_WRONG", field=("conditions",))


def _targets(state: ChainState, act: Decide, node: Node) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(act.return_to))
    if asked in ((), (START,)):
        return ()
    before = earlier(state.definition, node)
    for key in asked:
        standing = state.nodes.get(key)
        done = key in before and standing is not None and standing.status is NodeStatus.DONE
        if not done or state.definition.node(key).kind in SEATLESS:
            raise Invalid("RETURN_TARGET", field=("returnTo",), node=key)
    return tuple(one.key for one in state.definition.nodes if one.key in asked)
