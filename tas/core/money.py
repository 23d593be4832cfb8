"""Money: a decimal amount and an ISO 4217 currency. Never a float; never added across currencies."""

import re
from dataclasses import dataclass
from decimal import Decimal

from tas.core.errors import Invalid

LARGEST = Decimal("1e15")
DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise Invalid("CURRENCY_MISMATCH", left=self.currency, right=other.currency)
        return Money(self.amount + other.amount, self.currency)


def parse_money(amount: str, currency: str, field: tuple[str, ...] = ()) -> Money:
    """Money from text. Refuses what is not a plain, non-negative decimal of at most 4 places, or no currency code:
    what Python reads beside that (1e3, 1_000, digits of other scripts) would be shown again as it came in."""
    if not DECIMAL.fullmatch(amount):
        raise Invalid("MONEY_NOT_A_NUMBER", field=(*field, "amount"), value=amount[:40])
    value = Decimal(amount)
    exponent = value.as_tuple().exponent
    if value.is_signed() or value >= LARGEST or (isinstance(exponent, int) and exponent < -4):
        raise Invalid("MONEY_OUT_OF_RANGE", field=(*field, "amount"), value=amount[:40])
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise Invalid("CURRENCY_UNKNOWN", field=(*field, "currency"), value=currency[:10])
    return Money(value, currency)
