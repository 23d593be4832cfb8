"""Votes: quorum by count and percent with weights, groups, majority, abstention, scores; what each comes to."""

from typing import Any

import pytest

from tas.chain.act.decide_task import Decide
from tas.chain.event import Condition, Verdict
from tas.chain.state import Status
from tas.core.errors import TasError
from tas.flows.definition import Group, Mode, NodeKind, OnReject, Quorum, RejectRule
from tests.support.chain import ADMIN, LABEL, NOW, REASON, Chain, check, flow, node

A, R, N = Verdict.APPROVE, Verdict.REJECT, Verdict.ABSTAIN
MAJORITY = {"reject_rule": RejectRule.MAJORITY}
GROUPS: dict[str, Any] = {
    "mode": Mode.PER_GROUP,
    "groups": (Group("law", LABEL, 1, {"kind": "POST"}), Group("money", LABEL, 2, {"kind": "POST"})),
}
PARTIES = {"a/law": ("x", "y"), "a/money": ("p", "q", "r")}


def quorum(**said: int) -> dict[str, Any]:
    return {"mode": Mode.QUORUM, "quorum": Quorum(**said)}


@pytest.mark.parametrize(
    ("fields", "people", "acts", "status", "left"),
    [
        (quorum(count=2), {"a": "xyz"}, "xA", Status.RUNNING, "yz"),
        (quorum(count=2), {"a": "xyz"}, "xA yA", Status.APPROVED, ""),
        (quorum(count=2), {"a": "xyz"}, "xR yA zA", Status.APPROVED, ""),
        (quorum(count=2), {"a": "xyz"}, "xR yR", Status.REJECTED, ""),
        (quorum(count=2), {"a": "xyz"}, "xN yR", Status.REJECTED, ""),
        (quorum(count=2), {"a": ("x*2", "y")}, "xA", Status.APPROVED, ""),
        (quorum(percent=67), {"a": "xyz"}, "xA yA", Status.RUNNING, "z"),
        (quorum(percent=66), {"a": "xyz"}, "xA yA", Status.APPROVED, ""),
        (quorum(percent=50), {"a": ("x*3", "y", "z")}, "yA zA", Status.RUNNING, "x"),
        ({**quorum(count=2), "reject_rule": RejectRule.VETO}, {"a": "xyz"}, "xR", Status.REJECTED, ""),
        (GROUPS, PARTIES, "xA pA", Status.RUNNING, "yqr"),
        (GROUPS, PARTIES, "xA pA qA", Status.APPROVED, ""),
        (GROUPS, PARTIES, "pR", Status.REJECTED, ""),
        ({**GROUPS, **MAJORITY}, PARTIES, "pR xA qA rA", Status.APPROVED, ""),
        ({**GROUPS, **MAJORITY}, PARTIES, "pR qR", Status.REJECTED, ""),
        ({"mode": Mode.ALL, **MAJORITY}, {"a": "xyz"}, "xR yA zA", Status.APPROVED, ""),
        ({"mode": Mode.ALL, **MAJORITY}, {"a": "xyz"}, "xR yR", Status.REJECTED, ""),
        ({"mode": Mode.SEQUENTIAL, **MAJORITY}, {"a": "xyz"}, "xR", Status.RUNNING, "y"),
        ({"mode": Mode.ANY, **MAJORITY}, {"a": "xy"}, "xR", Status.RUNNING, "y"),
        ({"mode": Mode.ANY, **MAJORITY}, {"a": "xy"}, "xR yR", Status.REJECTED, ""),
        ({"mode": Mode.ALL}, {"a": "xyz"}, "xN yA zA", Status.APPROVED, ""),
        ({"mode": Mode.SEQUENTIAL}, {"a": "xyz"}, "xN", Status.RUNNING, "y"),
        ({"mode": Mode.ANY}, {"a": "xy"}, "xN yA", Status.APPROVED, ""),
    ],
)
def test_what_words_come_to(
    fields: dict[str, Any], people: dict[str, Any], acts: str, status: Status, left: str
) -> None:
    chain = Chain(flow(node("a", **fields)), {key: tuple(found) for key, found in people.items()})
    for act in acts.split():
        chain.say(act[0], {"A": A, "R": R, "N": N}[act[1]])
    assert (chain.state.status, "".join(chain.holders())) == (status, left)


@pytest.mark.parametrize("mode", [Mode.ANY, Mode.ALL, Mode.SEQUENTIAL])
def test_the_last_who_could_approve_does_not_abstain(mode: Mode) -> None:
    chain = Chain(flow(node("a", mode=mode)), {"a": ("x", "y")})
    chain.say("x", N)
    with pytest.raises(TasError, match="ABSTAIN_LAST"):
        chain.say("y", N)
    assert chain.holders() == ["y"]


def test_a_node_that_cannot_reach_its_need_is_not_entered() -> None:
    chain = Chain(flow(node("a", **quorum(count=3))), {"a": ("x", "y")})
    assert chain.standing() == {}
    short = Chain(flow(node("a", **GROUPS)), {"a/law": ("x",), "a/money": ("x", "p")})
    assert short.standing() == {}  # x sits in one group only, and one administrator is not enough
    chain.people = {"a": ("x", "y", "z")}
    chain.advance(NOW)
    assert chain.holders() == ["x", "y", "z"]


def test_a_group_s_lacking_seat_goes_to_the_administrator() -> None:
    chain = Chain(flow(node("a", **GROUPS)), {"a/law": (), "a/money": ("p", "q")})
    assert chain.holders() == [ADMIN, "p", "q"]


@pytest.mark.parametrize(("points", "status", "percent"), [((8, 7), "APPROVED", 75), ((8, 2), "RETURNED", 50)])
def test_scores_are_facts_and_may_fail_a_node(points: tuple[int, int], status: str, percent: int) -> None:
    graded = node("a", kind=NodeKind.REVIEW_SCORE, mode=Mode.ALL, on_reject=OnReject.TO_STARTER)
    good = check("c", "a", must="a.score >= 70")
    chain = Chain(flow(graded, good), {"a": ("x", "y")})
    with pytest.raises(TasError, match="SCORE_WRONG"):
        chain.say("x")
    for who, given in zip("xy", points, strict=True):
        chain.act(Decide(chain.task(who).id, A, score={"fit": given}), who)
    assert (chain.state.status.value, chain.state.facts["a.score"]) == (status, percent)


def test_an_approval_may_be_bound_to_conditions() -> None:
    chain = Chain(flow(node("a")), {"a": ("x",)})
    bound = Condition("the bond is paid", "emp_1", NOW.date())
    late = Condition("the bond is paid", "emp_1", NOW.date().replace(year=2020))
    task = chain.task("x").id
    for verdict, said in ((A, (late,)), (R, (bound,)), (A, (bound,) * 11)):
        with pytest.raises(TasError, match="CONDITION_WRONG"):
            chain.act(Decide(task, verdict, REASON, conditions=said), "x")
    chain.act(Decide(task, A, conditions=(bound,)), "x")
    assert chain.state.tasks[task].conditions == (bound,)


def test_who_carries_out_says_what_was_done_and_who_is_told_is_not_waited_for() -> None:
    rule = {"kind": "POST", "post": "n"}
    told = node("n", "d", kind=NodeKind.NOTIFY, resolver={}, sla=None, cc=(rule, rule))
    chain = Chain(flow(node("d", kind=NodeKind.DISPATCH, cc=(rule,)), told), {"d@cc0": ("x",), "n@cc1": ("x", "z")})
    with pytest.raises(TasError, match="COMMENT_TOO_SHORT"):
        chain.say("emp_d")
    chain.act(Decide(chain.task("emp_d").id, A, "sealed and sent by courier"), "emp_d")
    assert chain.state.status is Status.APPROVED
    assert chain.state.copied == ("x", "emp_n@cc0", "z")
