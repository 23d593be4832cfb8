"""Money: a decimal amount and an ISO 4217 currency. Never a float; never added across currencies."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tas.core.errors import Invalid

LARGEST = Decimal("1e15")


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise Invalid("CURRENCY_MISMATCH", left=self.currency, right=other.currency)
        return Money(self.amount + other.amount, self.currency)


def parse_money(amount: str, currency: str, field: tuple[str, ...] = ()) -> Money:
    """Money from text. Refuses what is not a finite, non-negative decimal of at most 4 places, or no currency code."""
    try:
        value = Decimal(amount)
    except InvalidOperation:
        raise Invalid("MONEY_NOT_A_NUMBER", field=(*field, "amount"), value=amount[:40]) from None
    exponent = value.as_tuple().exponent
    if not value.is_finite() or value < 0 or value >= LARGEST or (isinstance(exponent, int) and exponent < -4):
        raise Invalid("MONEY_OUT_OF_RANGE", field=(*field, "amount"), value=amount[:40])
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise Invalid("CURRENCY_UNKNOWN", field=(*field, "currency"), value=currency[:10])
    return Money(value, currency)
