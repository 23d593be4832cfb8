"""Returns to a set of earlier nodes from every mode, by the three policies; what runs again and what stands."""

import pytest

from tas.chain.act.decide_task import Decide
from tas.chain.act.finish import Resubmit
from tas.chain.event import Verdict
from tas.chain.state import Status
from tas.core.errors import TasError
from tas.flows.definition import Mode, OnReject, ReturnPolicy
from tests.support.chain import NOW, REASON, STARTER, Chain, flow, node

ALL, RESUME, CHANGED = ReturnPolicy


def walked(mode: Mode = Mode.ALL, policy: ReturnPolicy = ALL) -> Chain:
    """a → (b ∥ c) → d → e; everything done before e, which waits for x, y, z."""
    last = node("e", "d", mode=mode, return_policy=policy)
    nodes = [node("a", covers=("amount",)), node("b", "a", covers=("amount",)), node("c", "a"), node("d", "b", "c")]
    chain = Chain(flow(*nodes, last), {"e": ("x", "y", "z")}, {"amount": 1})
    for who in ("emp_a", "emp_b", "emp_c", "emp_d"):
        chain.say(who)
    return chain


def give_back(chain: Chain, *targets: str, policy: ReturnPolicy | None = None) -> None:
    who = chain.holders()[0]
    chain.act(Decide(chain.task(who).id, Verdict.RETURN, REASON, return_to=targets, policy=policy), who)


@pytest.mark.parametrize("mode", [Mode.ALL, Mode.QUORUM, Mode.PER_GROUP, Mode.SEQUENTIAL, Mode.ANY])
@pytest.mark.parametrize("policy", [ALL, RESUME, CHANGED])
def test_a_return_to_two_nodes_from_every_mode(mode: Mode, policy: ReturnPolicy) -> None:
    chain = walked(mode)
    before = {task.id for task in chain.state.tasks.values()}
    give_back(chain, "b", "c", policy=policy)
    assert (chain.state.status, chain.state.round) == (Status.RUNNING, 1)
    assert chain.holders() == ["emp_b", "emp_c"]
    assert not before & {task.id for task in chain.state.open_tasks()}
    chain.say("emp_b")
    assert chain.holders() == ["emp_c"]
    chain.say("emp_c")
    if policy is ALL:
        chain.say("emp_d")
    assert chain.holders()[0] == "x"
    while chain.holders():
        chain.say(chain.holders()[0])
    assert chain.state.status is Status.APPROVED


def test_only_what_changed_runs_again() -> None:
    chain = walked()
    give_back(chain, "a", policy=CHANGED)
    chain.say("emp_a")
    assert chain.holders() == ["x", "y", "z"]
    give_back(chain, "a", policy=CHANGED)
    chain.news = {"amount": 2}
    chain.say("emp_a")
    assert chain.holders() == ["emp_b"]  # c and d cover nothing
    chain.say("emp_b")
    assert chain.holders() == ["x", "y", "z"]
    assert [moment.what for moment in chain.history()].count("KEPT") == 5


def test_approvers_are_resolved_again() -> None:
    chain = walked()
    chain.people = {"b": ("new",)}
    give_back(chain, "b")
    assert chain.holders() == ["new"]


@pytest.mark.parametrize(("policy", "first"), [(ALL, "emp_a"), (RESUME, "x"), (CHANGED, "x")])
def test_a_return_to_the_starter_by_each_policy(policy: ReturnPolicy, first: str) -> None:
    chain = walked(policy=policy)
    give_back(chain, "START")
    assert (chain.state.status, chain.holders()) == (Status.RETURNED, [])
    chain.act(Resubmit({"amount": 1}), STARTER)
    assert (chain.state.round, chain.holders()[0]) == (2, first)
    give_back(chain, "START", policy=CHANGED)
    chain.act(Resubmit({"amount": 2}), STARTER)
    assert chain.holders() == ["emp_a"]


@pytest.mark.parametrize("target", ["e", "nowhere", "z", "skipped", "later"])
def test_only_an_earlier_decided_node_is_a_target(target: str) -> None:
    chain = Chain(
        flow(node("a"), node("skipped", "a", condition="no == 1"), node("z"), node("e", "skipped")), {}, {"no": 0}
    )
    chain.say("emp_a")
    who = "emp_e"
    with pytest.raises(TasError, match="RETURN_TARGET"):
        chain.act(Decide(chain.task(who).id, Verdict.RETURN, REASON, return_to=(target,)), who)


def test_a_rejection_may_go_to_earlier_nodes() -> None:
    last = node("b", "a", on_reject=OnReject.TO_NODE, reject_to=("a",))
    chain = Chain(flow(node("a"), last))
    chain.say("emp_a")
    chain.say("emp_b", Verdict.REJECT)
    assert (chain.state.status, chain.holders()) == (Status.RUNNING, ["emp_a"])


def test_what_was_given_back_is_not_decided_by_an_earlier_word() -> None:
    chain = Chain(flow(node("a"), node("b", "a"), node("c", "b")), {"a": ("x",), "b": ("x",), "c": ("y",)})
    chain.say("x")
    assert chain.holders() == ["y"]
    chain.act(Decide(chain.task("y").id, Verdict.RETURN, REASON, return_to=("b",)), "y")
    assert chain.holders() == ["x"]


def test_a_branch_beside_goes_on_when_the_other_is_given_back() -> None:
    chain = Chain(flow(node("a"), node("b", "a"), node("side"), node("end", "b", "side")))
    chain.say("emp_a")
    chain.act(Decide(chain.task("emp_b").id, Verdict.RETURN, REASON, return_to=("a",)), "emp_b")
    assert sorted(chain.holders()) == ["emp_a", "emp_side"]
    for who in ("emp_side", "emp_a", "emp_b", "emp_end"):
        chain.say(who, at=NOW)
    assert chain.state.status is Status.APPROVED
