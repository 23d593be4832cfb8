"""Why a chain waits, why somebody was asked, and why somebody cannot act: pure functions of what is recorded.

`why_pending` is `tas.chain.timeline.pending`; the others are here. Reasons are codes with parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tas.chain.act_event import Place
from tas.chain.decide import Act, AddSigner, Advise, Decide, Delegate, TakeBack, Transfer, Urge, decide
from tas.chain.event import Verdict
from tas.chain.state import ChainState, Task
from tas.chain.timeline import pending as why_pending
from tas.core.errors import TasError
from tas.flows.definition import Mode

__all__ = ["Attempt", "Routed", "why_cannot", "why_pending", "why_routed_to"]
SOMEBODY = "emp_" + "0" * 32
ENOUGH_SAID = "asking only whether"


class Attempt(StrEnum):
    """What somebody may want to do with a task."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"
    RETURN = "RETURN"
    ABSTAIN = "ABSTAIN"
    ADD_SIGNER = "ADD_SIGNER"
    TRANSFER = "TRANSFER"
    DELEGATE = "DELEGATE"
    ADVISE = "ADVISE"
    TAKE_BACK = "TAKE_BACK"
    URGE = "URGE"


@dataclass(frozen=True, slots=True)
class Routed:
    """Why a task is its holder's. `rule`: what was asked of the organisation; `why`: its words; `hops`: the way from
    who was found to who holds it; `node_reason`: why the step is there at all; `added_by`: who put an extra seat here
    (a person, or the timer that did)."""

    rule: Mapping[str, object]
    why: str
    hops: tuple[str, ...]
    fallback: bool
    node_reason: str
    added_by: str | None


def why_routed_to(state: ChainState, task: Task) -> Routed:
    """From the record of the task and of its node's entry."""
    node, standing = state.definition.node(task.node), state.nodes.get(task.node)
    rules = {group.key: group.resolver for group in node.groups}
    groups = standing.groups if standing is not None else ()
    rule = rules[groups[task.seat]] if task.seat < len(groups) else node.resolver
    panels = standing.panels if standing is not None else ()
    adder = next((panel.by for panel in panels if task.seat in panel.seats), None)
    added_by = task.added_by.value if task.added_by is not None else adder
    return Routed(
        {} if adder else rule,
        task.approver.why,
        task.approver.hops,
        task.approver.fallback,
        standing.reason if standing is not None else "",
        added_by,
    )


def why_cannot(state: ChainState, task: Task, attempt: Attempt, actor_id: str, at: datetime) -> TasError | None:
    """The refusal that the actor would get now; None when they could. What only the act's own words would tell (a
    comment, points) counts as said."""
    try:
        decide(state, _act(state, task, attempt), actor_id, at)
    except TasError as refusal:
        return refusal
    return None


def _act(state: ChainState, task: Task, attempt: Attempt) -> Act:
    verdict = Verdict.__members__.get(attempt.value)
    if verdict is not None:
        score = {item.key: item.max for item in state.definition.node(task.node).score}
        return Decide(task.id, verdict, ENOUGH_SAID, score=score if verdict is Verdict.APPROVE else {})
    if attempt is Attempt.ADD_SIGNER:
        return AddSigner(task.id, (SOMEBODY,), Place.PARALLEL, Mode.ALL)
    if attempt is Attempt.TRANSFER:
        return Transfer(task.id, SOMEBODY)
    if attempt is Attempt.DELEGATE:
        return Delegate(task.id, SOMEBODY)
    if attempt is Attempt.ADVISE:
        return Advise(task.id, ENOUGH_SAID)
    return TakeBack(task.id) if attempt is Attempt.TAKE_BACK else Urge(task.id)
