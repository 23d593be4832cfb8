"""Acts on seats: signers, transfer, delegation, reassignment, absence, take-back; alone and in pairs."""

from datetime import timedelta
from typing import Any

import pytest

from tas.chain.act.absence import BeginAbsence
from tas.chain.act.decide_task import Decide
from tas.chain.act.delegate import Advise, Delegate
from tas.chain.act.reassign import Reassign
from tas.chain.act.signer import AddSigner, RemoveSigner
from tas.chain.act.take_back import TakeBack
from tas.chain.act.transfer import Transfer
from tas.chain.act_event import OperatorReason, Place
from tas.chain.decide import Act
from tas.chain.event import Verdict
from tas.chain.state import Status
from tas.core.errors import TasError
from tas.flows.definition import Mode
from tests.support.chain import ADMIN, NOW, REASON, STARTER, Chain, flow, node

ADVICE = "looks sound to me"


def seated(mode: Mode = Mode.ALL, *more: str) -> Chain:
    return Chain(flow(node("a", mode=mode, may_add_signer=True), node("b", "a")), {"a": ("x", "y", *more)})


def add(chain: Chain, by: str, place: Place, people: str, mode: Mode = Mode.ALL) -> None:
    chain.act(AddSigner(chain.task(by).id, tuple(people), place, mode), by)


@pytest.mark.parametrize("mode", [Mode.ALL, Mode.SEQUENTIAL, Mode.QUORUM, Mode.PER_GROUP, Mode.ANY])
@pytest.mark.parametrize("inner", [Mode.ALL, Mode.SEQUENTIAL, Mode.ANY])
def test_signers_before_are_heard_first(mode: Mode, inner: Mode) -> None:
    chain = seated(mode)
    add(chain, "x", Place.BEFORE, "pq", inner)
    with pytest.raises(TasError, match="TASK_WAITS"):
        chain.say("x")
    chain.say("p")
    if inner is not Mode.ANY:
        chain.say("q")
    assert "q" not in chain.holders()
    chain.say("x")
    if mode in (Mode.ALL, Mode.SEQUENTIAL):
        chain.say("y")
    assert chain.holders() == ["emp_b"]


@pytest.mark.parametrize(("place", "asked"), [(Place.AFTER, ["x"]), (Place.PARALLEL, ["x", "p"])])
def test_signers_after_and_beside_in_a_sequential_node(place: Place, asked: list[str]) -> None:
    chain = seated(Mode.SEQUENTIAL)
    add(chain, "x", place, "p")
    assert chain.holders() == asked
    chain.say("x")
    assert chain.holders() == ["p"]
    chain.say("p")
    assert chain.holders() == ["y"]


def test_an_added_signer_rejects_for_the_seat() -> None:
    chain = seated()
    add(chain, "x", Place.PARALLEL, "p")
    chain.say("p", Verdict.REJECT)
    assert chain.state.status is Status.REJECTED


def test_a_signer_is_removed_by_who_added_them_before_they_act() -> None:
    chain = seated()
    add(chain, "x", Place.BEFORE, "pq")
    chain.say("p")
    for person, by, code in (("p", "x", "SIGNER_ACTED"), ("q", "y", "SIGNER_NOT_YOURS"), ("y", "x", "SIGNER_UNKNOWN")):
        with pytest.raises(TasError, match=code):
            chain.act(RemoveSigner("a", person), by)
    chain.act(RemoveSigner("a", "q"), "x")
    assert sorted(chain.holders()) == ["x", "y"]
    chain.say("x")


@pytest.mark.parametrize("people", ["", "pp", "pqrstu", "y", STARTER])
def test_who_may_not_be_added(people: str) -> None:
    chain = seated()
    named = (STARTER,) if people == STARTER else tuple(people)
    with pytest.raises(TasError, match=r"SIGNERS_WRONG|PERSON_BARRED"):
        chain.act(AddSigner(chain.task("x").id, named, Place.BEFORE), "x")


@pytest.mark.parametrize("field", ["may_add_signer", "may_transfer", "may_delegate"])
def test_a_node_may_forbid(field: str) -> None:
    forbidding: dict[str, Any] = {field: False}
    chain = Chain(flow(node("a", **forbidding)), {"a": ("x",)})
    task = chain.task("x").id
    acts: dict[str, Act] = {
        "may_add_signer": AddSigner(task, ("p",), Place.AFTER),
        "may_transfer": Transfer(task, "p"),
        "may_delegate": Delegate(task, "p"),
    }
    with pytest.raises(TasError, match="NODE_FORBIDS"):
        chain.act(acts[field], "x")


def test_a_transferred_seat_never_comes_back_and_its_clock_goes_on() -> None:
    chain = seated()
    due = chain.task("x").due()
    old = chain.task("x").id
    chain.act(Transfer(old, "p"), "x", NOW + timedelta(hours=2))
    assert (chain.holders(), chain.task("p").due(), chain.task("p").approver.hops) == (["y", "p"], due, ("x",))
    with pytest.raises(TasError, match="TASK_CLOSED"):
        chain.act(Decide(old, Verdict.APPROVE), "x")
    chain.say("p")
    chain.say("y")
    assert chain.holders() == ["emp_b"]


def test_a_delegate_advises_and_the_delegator_decides() -> None:
    chain = seated()
    chain.act(Delegate(chain.task("x").id, "p"), "x")
    with pytest.raises(TasError, match="TASK_ADVISES"):
        chain.say("p")
    with pytest.raises(TasError, match="TASK_ADVISES"):
        chain.act(Delegate(chain.task("p").id, "q"), "p")
    chain.act(Advise(chain.task("p").id, ADVICE), "p")
    assert chain.task("x").advice == (ADVICE,)
    with pytest.raises(TasError, match="NOT_DELEGATED"):
        chain.act(Advise(chain.task("x").id, ADVICE), "x")
    chain.say("x")


def test_a_delegation_is_taken_back() -> None:
    chain = seated()
    task = chain.task("x").id
    chain.act(Delegate(task, "p"), "x")
    chain.act(TakeBack(task), "x")
    assert sorted(chain.holders()) == ["x", "y"]


@pytest.mark.parametrize("mode", [Mode.ANY, Mode.ALL, Mode.SEQUENTIAL, Mode.QUORUM, Mode.PER_GROUP])
def test_an_approval_is_taken_back_until_somebody_has_acted_at_the_next_node(mode: Mode) -> None:
    chain = seated(mode)
    first = chain.task("x").id
    for who in list(dict.fromkeys(["x", *(["y"] if mode in (Mode.ALL, Mode.SEQUENTIAL) else [])])):
        chain.say(who)
    late = chain.state
    mine = first if mode is not Mode.SEQUENTIAL else next(t.id for t in late.tasks.values() if t.approver_id == "y")
    who = late.tasks[mine].approver_id
    chain.act(TakeBack(mine, "too early"), who)
    assert who in chain.holders() and "emp_b" not in chain.holders()
    assert chain.state.tasks[mine].taken_back
    chain.say(who)
    assert chain.holders() == ["emp_b"]
    again = next(t.id for t in chain.state.tasks.values() if t.approver_id == who and t.approved)
    chain.say("emp_b")
    with pytest.raises(TasError, match="CHAIN_ENDED"):
        chain.act(TakeBack(again), who)


def test_it_is_too_late_once_the_next_has_acted() -> None:
    chain = Chain(flow(node("a"), node("b", "a"), node("c", "b")))
    task = chain.task("emp_a").id
    chain.say("emp_a")
    chain.say("emp_b")
    with pytest.raises(TasError, match="TAKE_BACK_LATE"):
        chain.act(TakeBack(task), "emp_a")
    order = seated(Mode.SEQUENTIAL)
    first = order.task("x").id
    order.say("x")
    order.say("y")
    with pytest.raises(TasError, match="TAKE_BACK_LATE"):
        order.act(TakeBack(first), "x")


def test_one_word_on_two_nodes_is_taken_back_from_both() -> None:
    chain = Chain(flow(node("a"), node("b", "a"), node("c", "b")), {"a": ("x",), "b": ("x",), "c": ("y",)})
    task = chain.task("x").id
    chain.say("x")
    chain.act(TakeBack(task), "x")
    assert (chain.holders(), chain.standing()) == (["x"], {"a": "ACTIVE"})
    chain.say("x")
    assert chain.holders() == ["y"]


def test_an_absence_that_begins_moves_the_open_seat_with_bounded_hops() -> None:
    chain = seated()
    away = "x"
    for _ in range(5):
        chain.act(BeginAbsence(away), "people")
        away = f"substitute of {away}"
        assert away in chain.holders()
    chain.act(BeginAbsence(away), "people")
    assert sorted(chain.holders()) == [ADMIN, "y"]
    assert chain.task(ADMIN).approver.fallback


@pytest.mark.parametrize("substitute", [STARTER, "y", "x"])
def test_an_absence_does_not_lead_to_whom_it_may_not(substitute: str) -> None:
    chain = seated()
    chain.people = {"for x": (substitute,)}
    chain.act(BeginAbsence("x"), "people")
    assert sorted(chain.holders()) == (["x", "y"] if substitute == "x" else [ADMIN, "y"])


def test_absence_in_a_quorum_keeps_the_votes_and_in_a_circle_ends() -> None:
    chain = Chain(flow(node("a", mode=Mode.QUORUM)), {"a": ("x*3", "y")})
    chain.people = {"for x": ("z",), "for z": ("x",)}
    chain.act(BeginAbsence("x"), "people")
    assert chain.task("z").approver.weight == 3
    chain.act(BeginAbsence("z"), "people")
    assert chain.holders() == ["y", ADMIN]
    chain.say(ADMIN)
    assert chain.state.status is Status.APPROVED


def test_an_operator_reassigns_with_a_reason() -> None:
    chain = seated()
    task = chain.task("x").id
    with pytest.raises(TasError, match="COMMENT_TOO_SHORT"):
        chain.act(Reassign(task, "p", OperatorReason.LEFT, "gone"), "op")
    chain.act(Reassign(task, "p", OperatorReason.LEFT, REASON), "op")
    assert sorted(chain.holders()) == ["p", "y"]
    assert chain.history()[-1].what == "REASSIGNED"


def test_pairs_that_meet() -> None:
    """A delegate is reassigned and still only advises; a transferred adder's signer stays; a return closes them all."""
    chain = Chain(flow(node("z"), node("a", "z", mode=Mode.ALL, may_add_signer=True)), {"a": ("x", "y")})
    chain.say("emp_z")
    chain.act(Delegate(chain.task("x").id, "p"), "x")
    chain.act(Reassign(chain.task("p").id, "q", OperatorReason.ABSENT, REASON), "op")
    with pytest.raises(TasError, match="TASK_ADVISES"):
        chain.say("q")
    chain.act(Advise(chain.task("q").id, ADVICE), "q")
    add(chain, "x", Place.BEFORE, "s")
    chain.act(Transfer(chain.task("x").id, "t"), "x")
    with pytest.raises(TasError, match="TASK_WAITS"):
        chain.say("t")
    chain.act(Decide(chain.task("s").id, Verdict.RETURN, REASON, return_to=("z",)), "s")
    assert chain.holders() == ["emp_z"]
    chain.say("emp_z")
    assert chain.holders() == ["x", "y"]
