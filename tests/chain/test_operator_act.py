"""Urging, hold and resume, more time, passing a node over: the clocks and the second operator."""

from datetime import timedelta

import pytest

from tas.chain.act.extend import Extend
from tas.chain.act.hold import Hold, Resume
from tas.chain.act.skip import Skip
from tas.chain.act.timer import TimerFired
from tas.chain.act.urge import Urge
from tas.chain.act_event import OperatorReason
from tas.chain.advance import candidates
from tas.chain.clock import timers
from tas.chain.event import TimerKind
from tas.chain.state import Status
from tas.chain.timeline import Waiting, pending
from tas.core.calendar import Calendar, between
from tas.core.errors import TasError
from tas.flows.definition import Mode
from tests.support.chain import NOW, REASON, STARTER, Chain, flow, node

WORK = Calendar("work", "Asia/Shanghai")
WHY = OperatorReason.DEADLINE


def test_a_task_is_urged_once_in_four_working_hours() -> None:
    chain = Chain(flow(node("a")), calendar=WORK)
    task = chain.task("emp_a").id
    chain.act(Urge(task), STARTER, NOW)
    with pytest.raises(TasError, match="URGED_ALREADY"):
        chain.act(Urge(task), STARTER, NOW + timedelta(hours=4))  # lunch lies between
    chain.act(Urge(task), STARTER, NOW + timedelta(hours=5))
    assert [moment.what for moment in chain.history()].count("URGED") == 2


def test_held_clocks_go_on_where_they_stood() -> None:
    chain = Chain(flow(node("a"), node("b", "a")), calendar=WORK)
    remind, later = timers(chain.state)[0], NOW + timedelta(hours=1)
    ahead = [between(WORK, later, timer.due) for timer in timers(chain.state)]
    chain.act(Hold(OperatorReason.FROZEN, "the deal is frozen"), "op", later)
    assert (timers(chain.state), candidates(chain.state)) == ((), ())
    assert [one.waiting for one in pending(chain.state, later)] == [Waiting.FOR_RESUMPTION]
    for act in (Urge(chain.task("emp_a").id), Hold(WHY)):
        with pytest.raises(TasError, match="CHAIN_HELD"):
            chain.act(act, "op", later)
    with pytest.raises(TasError, match="CHAIN_HELD"):
        chain.say("emp_a")
    chain.act(TimerFired(remind), "worker", remind.due)
    assert chain.task("emp_a").fired == ()
    back = later + timedelta(days=3)
    chain.act(Resume(), "op", back)
    assert [between(WORK, back, timer.due) for timer in timers(chain.state)] == ahead
    with pytest.raises(TasError, match="CHAIN_NOT_HELD"):
        chain.act(Resume(), "op", back)
    chain.say("emp_a")
    assert chain.holders() == ["emp_b"]


def test_more_time_moves_what_has_not_fallen_due() -> None:
    chain = Chain(flow(node("a")))
    first = timers(chain.state)[0]
    chain.act(TimerFired(first), "worker", first.due)
    task = chain.task("emp_a")
    due = task.due()
    chain.act(Extend(task.id, "1wd", WHY, REASON), "op", first.due)
    later = chain.task("emp_a")
    assert due is not None and later.due() == due + timedelta(days=1)
    assert later.due(TimerKind.REMIND) == first.due
    with pytest.raises(TasError, match="DURATION_MALFORMED"):
        chain.act(Extend(task.id, "soon", WHY, REASON), "op")


@pytest.mark.parametrize("mode", [Mode.ALL, Mode.QUORUM, Mode.SEQUENTIAL])
def test_two_operators_pass_a_node_over_and_nobody_approves(mode: Mode) -> None:
    chain = Chain(flow(node("a", mode=mode), node("b", "a")), {"a": ("x", "y")})
    act = Skip("a", OperatorReason.LEFT, REASON)
    for who in (STARTER, "x"):
        with pytest.raises(TasError, match="OPERATOR_PARTIAL"):
            chain.act(act, who)
    chain.act(act, "op1")
    with pytest.raises(TasError, match="SECOND_OPERATOR"):
        chain.act(act, "op1")
    assert chain.standing() == {"a": "ACTIVE"}
    chain.act(act, "op2")
    assert (chain.standing(), chain.holders()) == ({"a": "SKIPPED", "b": "ACTIVE"}, ["emp_b"])
    assert not any(task.approved for task in chain.state.tasks.values())
    with pytest.raises(TasError, match="NODE_NOT_ACTIVE"):
        chain.act(act, "op1")
    chain.say("emp_b")
    assert chain.state.status is Status.APPROVED
