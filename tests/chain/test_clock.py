"""Timers remind, tell of a breach, and add people; they never decide, and each fires once."""

from datetime import timedelta

import pytest

from tas.chain.advance import Consultation, advance, escalation_candidates
from tas.chain.clock import timers
from tas.chain.decide import TimerFired, decide
from tas.chain.event import TimerKind, Verdict
from tas.chain.state import Status
from tas.core.calendar import round_the_clock
from tas.flows.definition import Mode
from tests.support.chain import ADMIN, NOW, STARTER, Chain, flow, node, with_sla


def fire_all(chain: Chain, until: TimerKind) -> None:
    """Fires each armed timer when due, up to and including the first of that kind."""
    for _ in range(20):
        timer = timers(chain.state)[0]
        chain.act(TimerFired(timer), "worker", timer.due)
        if timer.kind is until:
            return


def test_timers_fall_at_their_shares_of_the_working_time() -> None:
    chain = Chain(with_sla(flow(node("a")), "10s"), calendar=round_the_clock())
    assert [(timer.kind.value, (timer.due - NOW).total_seconds()) for timer in timers(chain.state)] == [
        ("REMIND", 5),
        ("BREACH", 10),
        ("ESCALATE", 15),
        ("ADMIN", 20),
    ]


def test_a_fired_timer_is_not_armed_again_and_changes_nothing_twice() -> None:
    chain = Chain(flow(node("a")))
    timer = timers(chain.state)[0]
    chain.act(TimerFired(timer), "worker", timer.due)
    assert timer not in timers(chain.state)
    assert decide(chain.state, TimerFired(timer), "worker", timer.due) == ()


@pytest.mark.parametrize("mode", list(Mode))
def test_the_line_head_may_decide_for_a_late_approver(mode: Mode) -> None:
    chain = Chain(flow(node("a", mode=mode)), {"a": ("x",)})
    fire_all(chain, TimerKind.ESCALATE)
    assert chain.holders() == ["x", "head of x"]
    chain.say("head of x", at=NOW + timedelta(days=3))
    assert chain.state.status is Status.APPROVED
    assert {task.closed_by for task in chain.state.tasks.values()} == {"head of x"}


def test_the_late_approver_may_still_decide() -> None:
    chain = Chain(flow(node("a", mode=Mode.ALL)), {"a": ("x", "y")})
    fire_all(chain, TimerKind.ESCALATE)
    fire_all(chain, TimerKind.ESCALATE)
    assert sorted(chain.holders()) == ["head of x", "head of y", "x", "y"]
    chain.say("x")
    assert chain.holders() == ["y", "head of y"]
    chain.say("head of y")
    assert chain.state.status is Status.APPROVED


def test_at_twice_the_time_the_administrator_is_added() -> None:
    chain = Chain(flow(node("a")), {"a": ("x",)})
    fire_all(chain, TimerKind.ADMIN)
    assert chain.holders() == ["x", "head of x", ADMIN]
    assert chain.state.status is Status.RUNNING


def test_the_history_tells_of_every_timer_and_of_whom_it_added() -> None:
    chain = Chain(flow(node("a")), {"a": ("x",)})
    fire_all(chain, TimerKind.ADMIN)
    late = [(moment.what, moment.who) for moment in chain.history()[3:]]
    assert late == [
        ("REMINDED", "x"), ("BREACHED", "x"), ("LINE_HEAD_DUE", "x"), ("OPENED", "head of x"), ("ESCALATED", "x"),
        ("ADMIN_DUE", "x"), ("OPENED", ADMIN), ("ESCALATED", "x"),
    ]  # fmt: skip
    assert chain.history()[-1].why == f"added, {ADMIN}"


def test_an_escalation_waits_for_its_answer_and_then_asks_no_more() -> None:
    chain = Chain(flow(node("a")), {"a": ("x",)})
    late = timers(chain.state)[2]
    events = decide(chain.state, TimerFired(late), "worker", late.due)
    assert advance(chain.state, Consultation(), late.due) == ()
    chain.take(events)
    (asked,) = escalation_candidates(chain.state)
    assert asked.rule == {"kind": "LINE_HEAD", "employeeId": "x"}
    assert advance(chain.state, Consultation(), late.due) == ()
    chain.advance(late.due)
    assert escalation_candidates(chain.state) == ()


@pytest.mark.parametrize("head", [[], [STARTER], ["x"]])
def test_nobody_new_is_recorded_and_not_asked_again(head: list[str]) -> None:
    chain = Chain(flow(node("a")), {"a": ("x",)})
    late = timers(chain.state)[2]
    chain.take(decide(chain.state, TimerFired(late), "worker", late.due))
    answer = {"approvers": [{"id": one, "why": "head", "hops": []} for one in head], "fallback": False}
    consultation = Consultation({}, {late.id: answer})
    chain.take(advance(chain.state, consultation, late.due))
    assert advance(chain.state, consultation, late.due) == ()
    assert (chain.holders(), escalation_candidates(chain.state)) == (["x"], ())


def test_a_returned_chain_has_no_timers() -> None:
    chain = Chain(flow(node("a")), {"a": ("x",)})
    armed = timers(chain.state)[0]
    chain.say("x", Verdict.RETURN)
    assert timers(chain.state) == ()
    assert decide(chain.state, TimerFired(armed), "worker", armed.due) == ()
