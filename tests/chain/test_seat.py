"""Who holds a seat: never the starter, one person once, separate duties apart, and somebody always."""

import pytest

from tas.chain.advance import FLOW_ADMIN
from tas.chain.decide import Decide
from tas.chain.event import Verdict
from tas.chain.state import Status
from tas.core.errors import Forbidden
from tas.flows.definition import Mode, NodeKind
from tests.support.chain import ADMIN, NOW, STARTER, Chain, flow, node


@pytest.mark.parametrize(
    ("mode", "found", "seats"),
    [
        (Mode.ANY, (STARTER,), [ADMIN]),
        (Mode.ANY, (STARTER, "x"), ["x"]),
        (Mode.ANY, (), [ADMIN]),
        (Mode.ANY, ("x", "x"), ["x"]),
        (Mode.ALL, (STARTER, "x"), ["x", ADMIN]),
        (Mode.ALL, (STARTER, ADMIN), [ADMIN]),
        (Mode.ALL, (), [ADMIN]),
        (Mode.SEQUENTIAL, (STARTER,), [ADMIN]),
    ],
)
def test_the_starter_never_approves_and_nobody_means_the_administrator(
    mode: Mode, found: tuple[str, ...], seats: list[str]
) -> None:
    chain = Chain(flow(node("a", mode=mode)), {"a": found})
    held = chain.state.nodes["a"].approvers
    assert [seat.id for seat in held] == seats
    assert all(seat.fallback and seat.why.startswith("flow administrator") for seat in held if seat.id not in found)


def test_the_starter_may_confirm() -> None:
    chain = Chain(flow(node("a", kind=NodeKind.CONFIRM)), {"a": (STARTER,)})
    assert chain.holders() == [STARTER]


def test_without_any_administrator_the_node_waits_and_is_never_passed() -> None:
    chain = Chain(flow(node("a"), node("b", "a")), {"a": (), FLOW_ADMIN: ()})
    assert (chain.state.status, chain.standing()) == (Status.RUNNING, {})
    chain.people = {"a": ("x",)}
    chain.advance(NOW)
    assert chain.holders() == ["x"]


def test_one_person_on_consecutive_nodes_decides_once_and_it_is_recorded_on_each() -> None:
    chain = Chain(
        flow(node("a"), node("skip", "a", condition="x == 1"), node("b", "skip"), node("c", "b")),
        {"a": ("x",), "b": ("x",), "c": ("x", "y")},
        {"x": 0},
    )
    first = chain.task("x").id
    chain.act(Decide(first, Verdict.APPROVE, "fine by me"), "x")
    assert chain.state.status is Status.APPROVED
    said = [(task.node, task.verdict, task.comment) for task in chain.state.tasks.values() if task.approver_id == "x"]
    assert said == [(key, Verdict.APPROVE, "fine by me") for key in ("a", "b", "c")]
    (on_b,) = chain.state.tasks_at("b")
    assert on_b.copied_from == first


@pytest.mark.parametrize(
    ("mode", "left"), [(Mode.ALL, ["y"]), (Mode.SEQUENTIAL, ["y"]), (Mode.ANY, [])], ids=lambda value: str(value)
)
def test_an_earlier_decision_fills_its_seat_only(mode: Mode, left: list[str]) -> None:
    chain = Chain(flow(node("a"), node("b", "a", mode=mode)), {"a": ("x",), "b": ("x", "y")})
    chain.say("x")
    assert chain.holders() == left


def test_a_person_who_decided_further_back_decides_again() -> None:
    chain = Chain(flow(node("a"), node("b", "a"), node("c", "b")), {"a": ("x",), "c": ("x",)})
    chain.say("x")
    chain.say("emp_b")
    assert chain.holders() == ["x"]


def test_separate_nodes_have_separate_people() -> None:
    chain = Chain(flow(node("a"), node("b", "a", separate_from=("a",))), {"a": ("x",), "b": ("x",)})
    chain.say("x")
    assert chain.holders() == [ADMIN]
    (task,) = chain.state.tasks_at("b")
    assert (task.approver.fallback, task.approver.hops) == (True, ("x",))


def test_who_alone_can_decide_at_one_node_is_not_seated_at_its_separate_one() -> None:
    chain = Chain(flow(node("a"), node("b", separate_from=("a",))), {"a": ("x",), "b": ("x",)})
    assert chain.holders() == ["x", ADMIN]


def test_separation_holds_between_parallel_nodes_whoever_is_first() -> None:
    pools = {"a": ("x", "y"), "b": ("x", "y")}
    chain = Chain(flow(node("a"), node("b", separate_from=("a",))), pools)
    on_a, on_b = (next(t for t in chain.state.tasks_at(key) if t.approver_id == "x") for key in ("a", "b"))
    chain.act(Decide(on_a.id, Verdict.APPROVE), "x")
    with pytest.raises(Forbidden, match="MUST_BE_SEPARATE"):
        chain.act(Decide(on_b.id, Verdict.APPROVE), "x")
    chain.say("y")
    assert chain.state.status is Status.APPROVED
