"""Conditions compare and nothing else; what is unknown stays unknown; what cannot be read names its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tas.core.errors import Invalid
from tas.flows.condition import evaluate, facts_of, parse

FACTS = {"owned": True, "verdict": "CONFLICT", "amount": "1200.50", "days": 3, "nothing": None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("owned == true", True),
        ("owned != true", False),
        ('verdict == "CONFLICT"', True),
        ('verdict != "CONFLICT"', False),
        ('verdict in ["ACCEPTED", "CONFLICT"]', True),
        ('verdict in ["ACCEPTED"]', False),
        ("amount > 1200", True),
        ("amount <= 1200.5", True),
        ("amount == 1200.500", True),
        ("days >= 3 and days < 4", True),
        ("days < 3 or owned == true", True),
        ("not owned == true", False),
        ("not (days < 3 or owned == false)", True),
        ("days == 3 or days == 4 and owned == false", True),
        ("(days == 3 or days == 4) and owned == false", False),
        ("absent == true", None),
        ("absent != true", None),
        ("nothing == true", None),
        ("not absent == true", None),
        ("absent == true and owned == false", False),
        ("absent == true or owned == true", True),
        ("absent == true and owned == true", None),
        ("owned > 0", None),
        ("verdict > 0", None),
        ("verdict == true", None),
        ('days == "3"', None),
        ('absent in ["a"]', None),
    ],
)
def test_what_a_condition_says(text: str, value: bool | None) -> None:
    assert evaluate(text, FACTS).value is value


def test_the_reason_names_each_fact_once() -> None:
    finding = evaluate('owned == true and (absent == 1 or owned == true) and verdict == "CONFLICT"', FACTS)
    assert finding.reason == "owned = true, absent = unknown, verdict = CONFLICT"
    assert facts_of("a.b == 1 or c == 2") == {"a.b", "c"}


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("owned", 5),
        ("owned ==", 8),
        ("owned == true extra", 14),
        ("(owned == true", 14),
        ("owned = true", 6),
        ('"text" == owned', 0),
        ("owned == other", 9),
        ('amount < "text"', 9),
        ("x in []", 6),
        ("x in [1", 7),
        ("not", 3),
        ("and == 1", 0),
        ("__import__('os')", 0),
        ("a == 1; b == 2", 6),
    ],
)
def test_what_cannot_be_read_names_its_place(text: str, position: int) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(text)
    assert refusal.value.code == "CONDITION_MALFORMED"
    assert refusal.value.params["position"] == position


@given(st.text(max_size=600))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        evaluate(text, FACTS)
    except Invalid as refusal:
        assert refusal.code == "CONDITION_MALFORMED"


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("not ", "")])
def test_depth_is_bounded(opening: str, closing: str) -> None:
    assert evaluate(opening * 20 + "a == 1" + closing * 20, {"a": 1}).value is True
    with pytest.raises(Invalid):
        parse(opening * 21 + "a == 1" + closing * 21)


def test_length_is_bounded() -> None:
    with pytest.raises(Invalid):
        parse("a == 1" + " " * 500)
