"""Forms: what is filled becomes flat facts; everything wrong is told at once, each with its code and field."""

from datetime import date
from typing import Any

import pytest

from tas.core.errors import Conflict, Invalid, Refused
from tas.core.money import parse_money
from tas.flows.definition import CASE, FieldType, FlowDefinition, FormField, Label
from tas.flows.form import check
from tas.flows.rate import read_rates, sample_rates

L = Label("a", "甲")
DAY = date(2026, 3, 2)
FORM = (
    FormField("name", L, FieldType.TEXT, minimum="2", maximum="5", pattern="[A-Z]+"),
    FormField("amount", L, FieldType.MONEY, False, minimum="1"),
    FormField("mode", L, FieldType.CHOICE, False, options=("DIRECT", "PARTNER")),
    FormField("partner", L, FieldType.REFERENCE, required_if='form.mode == "PARTNER"'),
    FormField("day", L, FieldType.DATE, False, minimum="2026-01-01"),
    FormField("hours", L, FieldType.INTEGER, False, maximum="40"),
    FormField("margin", L, FieldType.DECIMAL, False, minimum="-100", maximum="100"),
    FormField("gov", L, FieldType.BOOLEAN, False),
    FormField("files", L, FieldType.FILES, False, maximum="2"),
)
FLOW = FlowDefinition("TAS_2_1", "S2", L, L, subject=CASE, form=FORM)
GOOD: dict[str, Any] = {"name": "ABC"}


def test_values_become_facts() -> None:
    values = {
        **GOOD, "amount": {"amount": "10.50", "currency": "USD"}, "mode": "PARTNER", "partner": "ptn_1",
        "day": "2026-05-01", "hours": 40, "margin": "12.5", "gov": False, "files": ["f1", "f2"],
    }  # fmt: skip
    assert check(FLOW, values, DAY) == {
        "form.name": "ABC", "form.amount": "10.50", "form.amount.currency": "USD", "form.amount.base": "73.7100",
        "form.mode": "PARTNER", "form.partner": "ptn_1", "form.day": "2026-05-01", "form.hours": 40,
        "form.margin": "12.5", "form.gov": False, "form.files": ["f1", "f2"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code", "key"),
    [
        ({"other": 1}, "FORM_FIELD_UNKNOWN", "other"),
        ({"name": " "}, "FORM_FIELD_MISSING", "name"),
        ({"name": "A"}, "FORM_FIELD_RANGE", "name"),
        ({"name": "abc"}, "FORM_FIELD_PATTERN", "name"),
        ({"name": 5}, "FORM_FIELD_WRONG", "name"),
        ({"mode": "X"}, "FORM_FIELD_OPTION", "mode"),
        ({"mode": ["DIRECT"]}, "FORM_FIELD_OPTION", "mode"),
        ({"mode": "PARTNER"}, "FORM_FIELD_MISSING", "partner"),
        ({"amount": {"amount": "0.99", "currency": "CNY"}}, "FORM_FIELD_RANGE", "amount"),
        ({"amount": {"amount": "1e3", "currency": "CNY"}}, "MONEY_NOT_A_NUMBER", "amount"),
        ({"amount": "5"}, "FORM_FIELD_WRONG", "amount"),
        ({"amount": {"amount": "5", "currency": "XXX"}}, "RATE_UNKNOWN", "amount"),
        ({"day": "2025-12-31"}, "FORM_FIELD_RANGE", "day"),
        ({"day": "2026-02-30"}, "FORM_FIELD_WRONG", "day"),
        ({"hours": 41}, "FORM_FIELD_RANGE", "hours"),
        ({"hours": True}, "FORM_FIELD_WRONG", "hours"),
        ({"margin": "NaN"}, "FORM_FIELD_WRONG", "margin"),
        ({"margin": "101"}, "FORM_FIELD_RANGE", "margin"),
        ({"gov": "true"}, "FORM_FIELD_WRONG", "gov"),
        ({"files": ["a", "b", "c"]}, "FORM_FIELD_RANGE", "files"),
        ({"files": [1]}, "FORM_FIELD_WRONG", "files"),
    ],
)
def test_each_problem_has_its_code_and_field(values: dict[str, Any], code: str, key: str) -> None:
    with pytest.raises(Refused) as refusal:
        check(FLOW, {**GOOD, **values}, DAY)
    (problem,) = refusal.value.errors
    assert (problem.code, problem.field[:2]) == (code, ("form", key))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        check(FLOW, {"hours": 99, "gov": 1}, DAY)
    assert sorted(problem.field[1] for problem in refusal.value.errors) == ["gov", "hours", "name"]


def test_a_rate_is_the_one_of_the_day_and_a_day_without_one_is_refused() -> None:
    rates = sample_rates()
    assert (rates.source, rates.base) == ("sample", "CNY")
    dollars = parse_money("100", "USD")
    assert str(rates.to_base(dollars, date(2025, 12, 31)).amount) == "719.0000"
    assert str(rates.to_base(dollars, date(2026, 1, 1)).amount) == "702.0000"
    with pytest.raises(Conflict, match="RATE_UNKNOWN"):
        rates.to_base(dollars, date(2024, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "source =",
        'source = "s"\nbase = "CNY"',
        'source = "s"\nbase = "CNY"\nrates = [{currency = "USD", from = 2026-01-01, rate = "0"}]',
        'source = "s"\nbase = "CNY"\nrates = [{currency = "CNY", from = 2026-01-01, rate = "2"}]',
        'source = "s"\nbase = "CNY"\nrates = [{currency = "USD", from = "soon", rate = "2"}]',
    ],
)
def test_a_wrong_table_of_rates_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="RATES_MALFORMED"):
        read_rates(text)
