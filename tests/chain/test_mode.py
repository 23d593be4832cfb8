"""Each node mode with each operation, and what a chain becomes of it."""

import pytest

from tas.chain.event import Verdict
from tas.chain.state import Status
from tas.flows.definition import Mode, OnReject, RejectRule
from tests.support.chain import Chain, flow, node

APPROVE, REJECT, RETURN = Verdict.APPROVE, Verdict.REJECT, Verdict.RETURN
THREE = {"a": ("x", "y", "z")}


@pytest.mark.parametrize(
    ("mode", "acts", "status", "left"),
    [
        (Mode.ANY, [], Status.RUNNING, ["x", "y", "z"]),
        (Mode.ANY, [("y", APPROVE)], Status.APPROVED, []),
        (Mode.ANY, [("y", REJECT)], Status.REJECTED, []),
        (Mode.ANY, [("y", RETURN)], Status.RETURNED, []),
        (Mode.ALL, [], Status.RUNNING, ["x", "y", "z"]),
        (Mode.ALL, [("y", APPROVE)], Status.RUNNING, ["x", "z"]),
        (Mode.ALL, [("y", APPROVE), ("z", APPROVE), ("x", APPROVE)], Status.APPROVED, []),
        (Mode.ALL, [("y", APPROVE), ("z", REJECT)], Status.REJECTED, []),
        (Mode.ALL, [("y", APPROVE), ("z", RETURN)], Status.RETURNED, []),
        (Mode.SEQUENTIAL, [], Status.RUNNING, ["x"]),
        (Mode.SEQUENTIAL, [("x", APPROVE)], Status.RUNNING, ["y"]),
        (Mode.SEQUENTIAL, [("x", APPROVE), ("y", APPROVE), ("z", APPROVE)], Status.APPROVED, []),
        (Mode.SEQUENTIAL, [("x", APPROVE), ("y", REJECT)], Status.REJECTED, []),
        (Mode.SEQUENTIAL, [("x", APPROVE), ("y", RETURN)], Status.RETURNED, []),
    ],
)
def test_a_mode_under_an_operation(
    mode: Mode, acts: list[tuple[str, Verdict]], status: Status, left: list[str]
) -> None:
    chain = Chain(flow(node("a", mode=mode)), THREE)
    for who, verdict in acts:
        chain.say(who, verdict)
    assert chain.state.status is status
    assert chain.holders() == left


@pytest.mark.parametrize("mode", list(Mode))
def test_a_rejection_may_go_back_to_the_starter(mode: Mode) -> None:
    chain = Chain(flow(node("a", mode=mode, on_reject=OnReject.TO_STARTER, reject_rule=RejectRule.VETO)), THREE)
    chain.say("x", REJECT)
    assert chain.state.status is Status.RETURNED
    assert chain.holders() == []
