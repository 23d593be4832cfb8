"""What the organisation answers is read as what it says, or refused as none."""

from typing import Any

import pytest

from tas.chain.advance import Consultation
from tas.chain.answer import read_consultation

GOOD: dict[str, Any] = {"approvers": [{"id": "emp_1", "why": "holds CHM", "hops": ["emp_2"]}], "fallback": False}


def answer(**of_channel: Any) -> dict[str, Any]:
    return {"facts": {"account.owned": True}, "resolutions": {"channel": {**GOOD, **of_channel}}}


@pytest.mark.parametrize("resolution", [GOOD, {"approvers": []}, {"approvers": [{"id": "emp_1"}], "fallback": True}])
def test_an_answer_is_read_as_it_is(resolution: dict[str, Any]) -> None:
    body = {"facts": {"a": 1}, "resolutions": {"channel": resolution}}
    assert read_consultation(body) == Consultation({"a": 1}, {"channel": resolution})


@pytest.mark.parametrize(
    "nonsense",
    [
        None, "facts", [], {}, {"facts": {}}, {"facts": [], "resolutions": {}}, {"facts": {}, "resolutions": []},
        {"facts": {1: 2}, "resolutions": {}}, {"facts": {}, "resolutions": {"channel": None}},
        answer(approvers=None), answer(approvers="emp_1"), answer(approvers={"id": "emp_1"}),
        answer(approvers=["emp_1"]),
        answer(approvers=[{}]), answer(approvers=[{"id": ""}]), answer(approvers=[{"id": 7}]),
        answer(approvers=[{"id": "emp_1", "why": None}]), answer(approvers=[{"id": "emp_1", "hops": "emp_2"}]),
        answer(approvers=[{"id": "emp_1", "hops": [7]}]), answer(fallback="no"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused(nonsense: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_consultation(nonsense)
