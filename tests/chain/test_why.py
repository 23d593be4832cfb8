"""Why a task is somebody's, why they cannot act, and the words of every line of the history in both languages."""

import pytest

from tas.chain.act.delegate import Delegate
from tas.chain.act.signer import AddSigner
from tas.chain.act_event import Place
from tas.chain.tell_act import MOVES
from tas.chain.timeline import Waiting, pending
from tas.chain.why import Attempt, why_cannot, why_routed_to
from tas.core.message import LOCALES, catalogue
from tests.support.chain import NOW, STARTER, Chain, flow, node


def test_why_a_task_is_its_holder_s() -> None:
    chain = Chain(flow(node("a", condition="big == true", may_add_signer=True)), {"a": ("x",)}, {"big": True})
    found = why_routed_to(chain.state, chain.task("x"))
    assert (found.rule["post"], found.why, found.added_by) == ("a", "holds a", None)
    assert "big" in found.node_reason
    chain.act(AddSigner(chain.task("x").id, ("p",), Place.BEFORE), "x")
    assert why_routed_to(chain.state, chain.task("p")).added_by == "x"
    assert [one.waiting for one in pending(chain.state, NOW)] == [Waiting.FOR_SIGNERS, Waiting.FOR_DECISION]


@pytest.mark.parametrize(
    ("attempt", "who", "code"),
    [
        (Attempt.APPROVE, "x", None),
        (Attempt.REJECT, "x", None),
        (Attempt.RETURN, "x", None),
        (Attempt.APPROVE, STARTER, "TASK_NOT_YOURS"),
        (Attempt.ABSTAIN, "x", "ABSTAIN_LAST"),
        (Attempt.ADD_SIGNER, "x", "NODE_FORBIDS"),
        (Attempt.TRANSFER, "x", None),
        (Attempt.DELEGATE, "x", None),
        (Attempt.ADVISE, "x", "NOT_DELEGATED"),
        (Attempt.TAKE_BACK, "x", "NOT_TAKEN_BACK"),
        (Attempt.URGE, STARTER, None),
    ],
)
def test_why_somebody_cannot(attempt: Attempt, who: str, code: str | None) -> None:
    chain = Chain(flow(node("a")), {"a": ("x",)})
    refusal = why_cannot(chain.state, chain.task("x"), attempt, who, NOW)
    assert (refusal.code if refusal else None) == code


def test_a_delegator_is_told_who_advises() -> None:
    chain = Chain(flow(node("a")), {"a": ("x",)})
    chain.act(Delegate(chain.task("x").id, "p"), "x")
    assert [one.waiting for one in pending(chain.state, NOW)] == [Waiting.FOR_ADVICE]
    refusal = why_cannot(chain.state, chain.task("p"), Attempt.APPROVE, "p", NOW)
    assert refusal is not None and refusal.params["by"] == "x"


def test_every_line_of_a_history_has_its_words() -> None:
    words = {code.removeprefix("MOMENT_") for code in catalogue() if code.startswith("MOMENT_")}
    assert set(MOVES.values()) <= words
    assert all(set(LOCALES) <= set(texts) for code, texts in catalogue().items() if code.startswith("MOMENT_"))
    chain = Chain(flow(node("a"), node("b", "a")), {"a": ("x",)})
    chain.say("x")
    chain.say("emp_b")
    assert {moment.what for moment in chain.history()} <= words
