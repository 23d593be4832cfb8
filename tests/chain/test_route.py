"""The way through a graph: conditions, checks, branches that join, and the packaged flows from end to end."""

import pytest

from tas.chain.advance import FLOW_ADMIN, candidates
from tas.chain.event import Verdict
from tas.chain.state import Status
from tas.chain.timeline import Waiting, pending
from tas.core.codec import Json
from tas.flows.definition import OnReject
from tas.flows.loader import startable
from tests.support.chain import NOW, STARTER, Chain, check, flow, node

SMALL: dict[str, Json] = {"registration.verdict": "ACCEPTED", "account.owned": False}


@pytest.mark.parametrize(
    ("verdict", "owned", "seats"),
    [
        ("ACCEPTED", False, ["channel"]),
        ("ACCEPTED", True, ["channel", "owner-head"]),
        ("CONFLICT", False, ["channel", "dispute"]),
        ("CONFLICT", True, ["channel", "owner-head", "dispute"]),
    ],
)
def test_a_partner_registration_goes_its_way(verdict: str, owned: bool, seats: list[str]) -> None:
    chain = Chain(startable("TAS_2_2"), facts={"registration.verdict": verdict, "account.owned": owned})
    for seat in seats:
        assert chain.holders() == [f"emp_{seat}"]
        chain.say(f"emp_{seat}")
    assert chain.state.status is Status.APPROVED
    skipped = {"owner-head", "dispute"} - set(seats)
    assert {key for key, status in chain.standing().items() if status == "SKIPPED"} == skipped
    assert all(chain.state.nodes[key].reason for key in skipped)


@pytest.mark.parametrize(
    ("valid", "duplicate", "similar", "rating", "seats", "status"),
    [
        (True, False, False, False, ["steward"], "APPROVED"),
        (True, False, True, False, ["duplicate", "steward"], "APPROVED"),
        (True, False, False, True, ["steward", "finance"], "APPROVED"),
        (False, False, False, False, [], "REJECTED"),
        (True, True, True, True, [], "REJECTED"),
    ],
)
def test_a_customer_evaluation_goes_its_way(
    valid: bool, duplicate: bool, similar: bool, rating: bool, seats: list[str], status: str
) -> None:
    facts = {
        "account.codeValid": valid,
        "account.duplicate": duplicate,
        "account.similar": similar,
        "account.creditRatingNeeded": rating,
    }
    chain = Chain(startable("TAS_1_2"), facts=facts)
    for seat in seats:
        chain.say(f"emp_{seat}")
    assert chain.state.status.value == status
    if not valid:
        assert (chain.state.last_by, chain.state.last_comment) == ("system", "CREDIT_CODE_INVALID")


@pytest.mark.parametrize(
    ("owner_changed", "owned", "financial", "after"),
    [
        (False, True, False, []),
        (True, True, False, ["old-owner-head", "new-owner-head"]),
        (True, False, False, ["new-owner-head"]),
        (False, True, True, ["finance"]),
        (True, True, True, ["old-owner-head", "new-owner-head", "finance"]),
    ],
)
def test_a_core_change_goes_its_way(owner_changed: bool, owned: bool, financial: bool, after: list[str]) -> None:
    facts: dict[str, Json] = {
        "account.owned": owned,
        "change.ownerChanged": owner_changed,
        "change.financial": financial,
    }
    holders = {"owners": ["emp_fo_1", "emp_fo_2"]}
    chain = Chain(startable("TAS_1_3"), people=holders, facts=facts)
    for holder in ("emp_fo_1", "emp_fo_2"):
        assert "emp_steward" not in chain.holders(), "each field's owner comes first"
        chain.say(holder)
    assert chain.holders() == ["emp_steward"]
    chain.say("emp_steward")
    assert sorted(chain.holders()) == sorted(f"emp_{seat}" for seat in after), "these decide side by side"
    for seat in after:
        chain.say(f"emp_{seat}")
    assert chain.state.status is Status.APPROVED


def test_parallel_branches_join_when_all_are_done() -> None:
    chain = Chain(flow(node("a"), node("b", "a"), node("c", "a"), node("skip", "a", condition="x == 1"),
                       node("join", "b", "c", "skip")), facts={"x": 0})  # fmt: skip
    chain.say("emp_a")
    assert chain.holders() == ["emp_b", "emp_c"]
    chain.say("emp_c")
    assert chain.holders() == ["emp_b"]
    chain.say("emp_b")
    assert chain.holders() == ["emp_join"]


def test_a_rejection_in_one_branch_closes_the_other() -> None:
    chain = Chain(flow(node("a"), node("b"), node("c", "a", "b")))
    chain.say("emp_a", Verdict.REJECT)
    assert (chain.state.status, chain.holders()) == (Status.REJECTED, [])


def test_a_failed_check_may_go_back_to_the_starter() -> None:
    chain = Chain(flow(check("c", must="x == 1", on_reject=OnReject.TO_STARTER), node("a", "c")), facts={"x": 0})
    assert chain.state.status is Status.RETURNED
    assert pending(chain.state, NOW)[0].params == {"starter": STARTER, "comment": "NOT x == 1"}


def test_a_check_without_its_facts_waits() -> None:
    chain = Chain(flow(check("c", must="x == 1"), node("a", "c")))
    assert (chain.state.status, chain.standing()) == (Status.RUNNING, {})
    assert [(reason.waiting, reason.node) for reason in pending(chain.state, NOW)] == [
        (Waiting.FOR_FACTS, "c"),
        (Waiting.FOR_NODES, "a"),
    ]


def test_a_condition_that_cannot_be_told_keeps_its_node() -> None:
    """Less control because a fact is missing would be the wrong way round."""
    chain = Chain(flow(node("a", condition="x == 1")))
    assert chain.holders() == ["emp_a"]
    assert chain.state.nodes["a"].reason == "x = unknown"


def test_only_what_could_be_entered_now_is_asked() -> None:
    chain = Chain(flow(node("a"), node("b", "a"), check("k", "b", must="x == 1"), node("c", "k"), node("d")))
    assert candidates(chain.state) == ()
    chain.people = {"b": ()}
    fresh = Chain(flow(node("a"), node("b", "a")), {"a": (), FLOW_ADMIN: ()})
    assert [asked.node_key for asked in candidates(fresh.state)] == ["a", "b", FLOW_ADMIN]


def test_the_record_tells_why_and_by_whom() -> None:
    chain = Chain(startable("TAS_2_2"), facts=SMALL)
    (held, *ahead) = pending(chain.state, NOW)
    assert (held.waiting, held.params["approver"], held.params["late"]) == (
        Waiting.FOR_DECISION, "emp_channel", "false",
    )  # fmt: skip
    assert [reason.waiting for reason in ahead] == [Waiting.FOR_NODES, Waiting.FOR_NODES]
    chain.say("emp_channel")
    assert [(moment.node, moment.what) for moment in chain.history()] == [
        ("", "SUBMITTED"), ("check", "CHECKED"), ("channel", "ENTERED"), ("channel", "OPENED"), ("channel", "APPROVE"),
        ("owner-head", "SKIPPED"), ("dispute", "SKIPPED"), ("", "APPROVED"),
    ]  # fmt: skip
    assert pending(chain.state, NOW) == ()
