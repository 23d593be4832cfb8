"""Builders for chains: definitions in few words, a submitted chain, and an organisation that always answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tas.chain.act.decide_task import Decide
from tas.chain.advance import FLOW_ADMIN, Consultation, advance, candidates, escalation_candidates
from tas.chain.decide import Act, decide
from tas.chain.event import Verdict
from tas.chain.evolve import evolve, fold
from tas.chain.state import ChainState, Task, initial
from tas.chain.timeline import Moment, tell
from tas.contracts.chain import FlowSubmitted, Subject
from tas.core.calendar import Calendar, round_the_clock, write_calendar
from tas.core.codec import Json, to_json
from tas.flows.definition import (
    Check,
    FlowDefinition,
    Group,
    Label,
    Mode,
    Node,
    NodeKind,
    OnReject,
    Quorum,
    RejectRule,
    ScoreItem,
    Sla,
    content_hash,
)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CHAIN = "chn_" + "1" * 32
STARTER = "emp_starter"
ADMIN = "emp_admin"
REASON = "not good enough yet"
LABEL = Label("a", "甲")


def node(
    key: str,
    *after: str,
    mode: Mode = Mode.ANY,
    condition: str | None = None,
    on_reject: OnReject = OnReject.TERMINATE,
    separate_from: tuple[str, ...] = (),
    kind: NodeKind = NodeKind.APPROVE,
    **more: Any,
) -> Node:
    """A node whose rule asks for a post of its own key, with one working day; a quorum of half the votes, a group `g`,
    a score of ten points where its mode or kind needs one. `more`: other fields of Node."""
    sla, rule = Sla("1wd"), {"kind": "POST", "post": key}
    if mode is Mode.QUORUM:
        more.setdefault("quorum", Quorum(percent=50))
        more.setdefault("reject_rule", RejectRule.MAJORITY)
    if mode is Mode.PER_GROUP:
        more.setdefault("groups", (Group("g", LABEL, 1, rule),))
    if kind is NodeKind.REVIEW_SCORE:
        more.setdefault("score", (ScoreItem("fit", LABEL, 10, pass_at=6),))
    return replace(Node(key, LABEL, kind, mode, rule, after, condition, on_reject, sla, separate_from), **more)


def check(key: str, *after: str, must: str, on_reject: OnReject = OnReject.TERMINATE) -> Node:
    return Node(
        key, LABEL, NodeKind.SYSTEM_CHECK, after=after, on_reject=on_reject, checks=(Check(must, f"NOT {must}"),)
    )


def flow(*nodes: Node) -> FlowDefinition:
    return FlowDefinition("TAS_2_2", "S2", LABEL, LABEL, True, nodes=nodes)


def with_sla(definition: FlowDefinition, duration: str) -> FlowDefinition:
    """The same flow with another working time at each node that has one."""
    nodes = tuple(
        replace(node, sla=replace(node.sla, duration=duration)) if node.sla else node for node in definition.nodes
    )
    return replace(definition, nodes=nodes, sla=duration)


def submitted(
    definition: FlowDefinition, facts: Mapping[str, Json] | None = None, calendar: Calendar | None = None
) -> FlowSubmitted:
    return FlowSubmitted(
        CHAIN, definition.code, content_hash(definition), to_json(definition),
        Subject("registration", "reg_1", 1, "digest"), facts or {}, STARTER, None, NOW,
        write_calendar(calendar or round_the_clock()),
    )  # fmt: skip


def seated(
    state: ChainState, people: Mapping[str, Sequence[str]], facts: Mapping[str, Json] | None = None
) -> Consultation:
    """Answers everything a chain asks: a node by `people[key]` (or one person of the node's name), a line head by
    `head of X`."""
    answers: dict[str, Mapping[str, Json]] = {}
    for asked in (*candidates(state), *escalation_candidates(state)):
        if asked.rule["kind"] == "FLOW_ADMIN":
            found: Sequence[str] = people.get(FLOW_ADMIN, (ADMIN,))
        elif asked.rule["kind"] == "LINE_HEAD":
            found = (f"head of {asked.rule['employeeId']}",)
        elif asked.node_key.endswith("@away"):
            found = people.get(f"for {asked.rule['employee']}", (f"substitute of {asked.rule['employee']}",))
        else:
            node_key = asked.node_key.partition("/")[0]
            found = people.get(asked.node_key, people.get(node_key, (f"emp_{node_key}",)))
        answers[asked.node_key] = {
            "approvers": [_found(person, asked.node_key) for person in found],
            "fallback": False,
        }
    return Consultation(dict(facts or {}), answers)


def _found(person: str, key: str) -> dict[str, Json]:
    """`x*3` is x with three votes."""
    id, _, weight = person.partition("*")
    return {"id": id, "why": f"holds {key}", "hops": [], **({"weight": int(weight)} if weight else {})}


class Chain:
    """A chain being walked: every act is decided, folded and followed by `advance`, as the workflow does it."""

    def __init__(
        self,
        definition: FlowDefinition,
        people: Mapping[str, Sequence[str]] | None = None,
        facts: Mapping[str, Json] | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        self.people: Mapping[str, Sequence[str]] = people or {}
        self.events: list[object] = [submitted(definition, facts, calendar)]
        self.state = evolve(initial(CHAIN), self.events[0])
        self.news: Mapping[str, Json] = {}
        self.advance(NOW)

    def advance(self, at: datetime) -> None:
        """Goes on; `news` are facts that the organisation tells from now on."""
        self.take(advance(self.state, seated(self.state, self.people, self.news), at))

    def act(self, act: Act, who: str, at: datetime = NOW) -> None:
        self.take(decide(self.state, act, who, at))
        self.advance(at)

    def say(self, who: str, verdict: Verdict = Verdict.APPROVE, at: datetime = NOW) -> None:
        """The first open task of `who` is decided by them."""
        comment = "" if verdict is Verdict.APPROVE else REASON
        self.act(Decide(self.task(who).id, verdict, comment), who, at)

    def task(self, who: str) -> Task:
        return next(task for task in self.state.open_tasks() if task.approver_id == who)

    def holders(self) -> list[str]:
        """Who holds an open task, in order."""
        return [task.approver_id for task in self.state.open_tasks()]

    def standing(self) -> dict[str, str]:
        """Each node of this round with its status."""
        return {key: node.status.value for key, node in self.state.nodes.items()}

    def history(self) -> list[Moment]:
        """What the history tells of all that happened."""
        told, state = [], initial(CHAIN)
        for event in self.events:
            told.append(tell(state, event, NOW, "somebody"))
            state = evolve(state, event)
        return [moment for moment in told if moment is not None]

    def take(self, events: tuple[object, ...]) -> None:
        """Folds events; the state must always be what all events fold to."""
        self.events.extend(events)
        self.state = fold(self.state, events)
        assert replace(self.state, version=0) == fold(initial(CHAIN), self.events)
