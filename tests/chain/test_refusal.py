"""Acts that a chain refuses: each with its code, and nothing changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tas.chain.clock import timers
from tas.chain.decide import Act, Cancel, Decide, Resubmit, TimerFired, Withdraw, decide
from tas.chain.event import Verdict
from tas.chain.state import Status, initial
from tas.core.errors import TasError
from tas.flows.definition import Mode
from tests.support.chain import CHAIN, NOW, REASON, STARTER, Chain, flow, node


def chain() -> Chain:
    return Chain(flow(node("a", mode=Mode.ALL), node("b", "a")), {"a": ("x", "y")})


def code_of(chain: Chain, act: Act, who: str) -> str:
    before = chain.state
    with pytest.raises(TasError) as refusal:
        chain.act(act, who)
    assert chain.state == before
    return refusal.value.code


def test_a_stranger_may_not_decide() -> None:
    one = chain()
    assert code_of(one, Decide(one.task("x").id, Verdict.APPROVE), "y") == "TASK_NOT_YOURS"
    assert code_of(one, Decide("tsk_none", Verdict.APPROVE), "y") == "TASK_UNKNOWN"


@pytest.mark.parametrize("verdict", [Verdict.REJECT, Verdict.RETURN])
@pytest.mark.parametrize("comment", ["", "too short", "         .        "])
def test_a_refusal_needs_a_reason(verdict: Verdict, comment: str) -> None:
    one = chain()
    assert code_of(one, Decide(one.task("x").id, verdict, comment), "x") == "COMMENT_TOO_SHORT"


def test_a_closed_task_names_who_closed_it() -> None:
    one = Chain(flow(node("a"), node("b", "a")), {"a": ("x", "y")})
    task = one.task("y")
    one.say("x")
    with pytest.raises(TasError) as refusal:
        one.act(Decide(task.id, Verdict.APPROVE), "y")
    assert (refusal.value.code, refusal.value.params["by"]) == ("TASK_CLOSED", "x")
    assert refusal.value.params["how"] == "NOT_NEEDED"


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        (lambda one: one.say("x", Verdict.REJECT), "REJECTED"),
        (lambda one: one.act(Withdraw("mistake"), STARTER), "WITHDRAWN"),
        (lambda one: one.act(Cancel("the subject is gone"), "emp_admin"), "CANCELLED"),
        (lambda one: [one.say(who) for who in ("x", "y", "emp_b")], "APPROVED"),
    ],
)
def test_an_ended_chain_accepts_nothing(end: Callable[[Chain], object], outcome: str) -> None:
    one = chain()
    task = one.task("x")
    end(one)
    assert one.state.status.value == outcome
    assert one.holders() == []
    assert timers(one.state) == ()
    acts: list[Act] = [Decide(task.id, Verdict.APPROVE), Withdraw(), Resubmit({}), Cancel("late")]
    assert {code_of(one, act, "x") for act in acts} == {"CHAIN_ENDED"}


def test_only_the_starter_withdraws_and_resubmits() -> None:
    one = chain()
    assert code_of(one, Withdraw(), "x") == "NOT_THE_STARTER"
    assert code_of(one, Resubmit({}), STARTER) == "CHAIN_NOT_RETURNED"
    one.say("x", Verdict.RETURN)
    assert code_of(one, Resubmit({}), "x") == "NOT_THE_STARTER"


def test_a_returned_chain_goes_on_in_its_next_round() -> None:
    one = chain()
    first = one.task("x").id
    one.say("y")
    one.say("x", Verdict.RETURN)
    assert one.state.last_comment == REASON
    one.act(Resubmit({"amount": 2}), STARTER)
    assert (one.state.round, one.state.facts, one.holders()) == (2, {"amount": 2}, ["x", "y"])
    assert one.task("x").id != first
    assert code_of(one, Decide(first, Verdict.APPROVE), "x") == "TASK_CLOSED"
    for who in ("x", "y", "emp_b"):
        one.say(who)
    assert one.state.status is Status.APPROVED


def test_a_returned_chain_may_be_withdrawn() -> None:
    one = chain()
    one.say("x", Verdict.RETURN)
    one.act(Withdraw(), STARTER)
    assert one.state.status is Status.WITHDRAWN


def test_a_chain_not_started_says_so() -> None:
    with pytest.raises(TasError, match="CHAIN_NOT_STARTED"):
        decide(initial(CHAIN), Withdraw(), STARTER, NOW)


def test_a_timer_does_not_fire_early() -> None:
    one = chain()
    early = timers(one.state)[0]
    with pytest.raises(TasError, match="TIMER_NOT_DUE"):
        one.act(TimerFired(early), "worker", early.due - timedelta(seconds=1))
