"""Money is decimal, bounded, and of one currency."""

from decimal import Decimal

import pytest

from tas.core.errors import Invalid
from tas.core.money import Money, parse_money


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("ten", "CNY", "MONEY_NOT_A_NUMBER"),
        ("", "CNY", "MONEY_NOT_A_NUMBER"),
        ("NaN", "CNY", "MONEY_NOT_A_NUMBER"),
        ("Infinity", "CNY", "MONEY_NOT_A_NUMBER"),
        ("1e3", "CNY", "MONEY_NOT_A_NUMBER"),
        ("1E+14", "CNY", "MONEY_NOT_A_NUMBER"),
        ("0e999999999", "CNY", "MONEY_NOT_A_NUMBER"),
        ("1_000", "CNY", "MONEY_NOT_A_NUMBER"),
        (" 5", "CNY", "MONEY_NOT_A_NUMBER"),
        ("5\n", "CNY", "MONEY_NOT_A_NUMBER"),
        ("5\0", "CNY", "MONEY_NOT_A_NUMBER"),
        ("١٢", "CNY", "MONEY_NOT_A_NUMBER"),
        ("１２", "CNY", "MONEY_NOT_A_NUMBER"),
        ("+5", "CNY", "MONEY_NOT_A_NUMBER"),
        ("5.", "CNY", "MONEY_NOT_A_NUMBER"),
        (".5", "CNY", "MONEY_NOT_A_NUMBER"),
        ("9" * 5000, "CNY", "MONEY_NOT_A_NUMBER"),
        ("-1", "CNY", "MONEY_OUT_OF_RANGE"),
        ("-0", "CNY", "MONEY_OUT_OF_RANGE"),
        ("1000000000000000", "CNY", "MONEY_OUT_OF_RANGE"),
        ("9" * 40, "CNY", "MONEY_OUT_OF_RANGE"),
        ("0.00001", "CNY", "MONEY_OUT_OF_RANGE"),
        ("1", "cny", "CURRENCY_UNKNOWN"),
        ("1", "RMB1", "CURRENCY_UNKNOWN"),
        ("1", "A1B", "CURRENCY_UNKNOWN"),
        ("1", "CN\0", "CURRENCY_UNKNOWN"),
    ],
)
def test_what_is_not_money_is_refused(amount: str, currency: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_money(amount, currency, ("amount",))
    assert refusal.value.code == code
    assert refusal.value.field[0] == "amount"


def test_currencies_are_never_added_together() -> None:
    assert parse_money("1.10", "CNY") + parse_money("2.20", "CNY") == Money(Decimal("3.30"), "CNY")
    with pytest.raises(Invalid, match="CURRENCY_MISMATCH"):
        parse_money("1", "CNY") + parse_money("1", "USD")
