"""What a chain asks the organisation, and the answers it works with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tas.chain.clock import timer_id
from tas.chain.event import Approver, TimerKind
from tas.chain.state import PASSED, ChainState, Status
from tas.core.codec import Json
from tas.flows.definition import SEATLESS, Mode, Node

FLOW_ADMIN = "@admin"
"""The key under which the flow administrators are asked for, beside every node that could be entered."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question for the organisation: answer `rule` under `node_key`: a node's key, `node/group`, `node@cc0`,
    FLOW_ADMIN, a timer's id, or `task@away`."""

    node_key: str
    rule: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Consultation:
    """What was asked outside before entering nodes. `facts` replace those of the same names; `resolutions` by key:
    `{"approvers": [{"id", "why", "hops", "weight"?}], "fallback": bool}`."""

    facts: Mapping[str, Json] = field(default_factory=dict)
    resolutions: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)


def candidates(state: ChainState) -> tuple[Candidate, ...]:
    """The nodes that one `advance` could come to, whatever the facts are; () when no node is ready."""
    if not moves(state) or not any(ready(state, node) for node in state.definition.nodes):
        return ()
    within = {key for key, node in state.nodes.items() if node.status in PASSED}
    asked: list[Candidate] = []
    for _ in state.definition.nodes:
        for node in state.definition.nodes:
            if node.key in within or node.key in state.nodes or not within.issuperset(before(state, node)):
                continue
            within.add(node.key)
            asked.extend(_questions(node))
    return (*asked, Candidate(FLOW_ADMIN, {"kind": "FLOW_ADMIN"})) if asked else ()


def escalation_candidates(state: ChainState) -> tuple[Candidate, ...]:
    """Whom to add for late tasks (the line head at 150 %, the flow administrator at 200 %), and who stands in for
    holders whose absence has begun."""
    if not moves(state):
        return ()
    late = tuple(
        Candidate(timer_id(task.id, kind), rule)
        for task in state.open_tasks()
        for kind, rule in (
            (TimerKind.ESCALATE, {"kind": "LINE_HEAD", "employeeId": task.approver_id}),
            (TimerKind.ADMIN, {"kind": "FLOW_ADMIN"}),
        )
        if kind in task.fired and kind not in task.escalated
    )
    away = tuple(
        Candidate(away_key(task.id), {"kind": "EMPLOYEE", "employee": task.approver_id})
        for task in state.open_tasks()
        if task.away
    )
    admins = () if not away or candidates(state) else (Candidate(FLOW_ADMIN, {"kind": "FLOW_ADMIN"}),)
    return (*late, *away, *admins)


def away_key(task_id: str) -> str:
    return f"{task_id}@away"


def copy_key(node: Node, at: int) -> str:
    return f"{node.key}@cc{at}"


def group_key(node: Node, group: str) -> str:
    return f"{node.key}/{group}"


def moves(state: ChainState) -> bool:
    """Whether nodes may be entered at all."""
    return state.status is Status.RUNNING and state.held_at is None


def before(state: ChainState, node: Node) -> tuple[str, ...]:
    """The nodes that must be passed before this one: those of the definition, and what a return holds it back for."""
    return (*node.after, *state.waits.get(node.key, ()))


def ready(state: ChainState, node: Node) -> bool:
    """Whether the node can be entered now."""
    return node.key not in state.nodes and all(
        key in state.nodes and state.nodes[key].status in PASSED for key in before(state, node)
    )


def found(consultation: Consultation, key: str) -> tuple[Approver, ...] | None:
    """Who answers under that key; None when it was not answered."""
    answer = consultation.resolutions.get(key)
    if answer is None:
        return None
    fallback = bool(answer.get("fallback", False))
    return tuple(
        Approver(one["id"], one.get("why", ""), tuple(one.get("hops", ())), fallback, int(one.get("weight", 1)))
        for one in answer["approvers"]
    )


def _questions(node: Node) -> Iterator[Candidate]:
    if node.mode is Mode.PER_GROUP:
        yield from (Candidate(group_key(node, group.key), group.resolver) for group in node.groups)
    elif node.kind not in SEATLESS:
        yield Candidate(node.key, node.resolver)
    yield from (Candidate(copy_key(node, at), rule) for at, rule in enumerate(node.cc))
