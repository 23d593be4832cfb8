"""What money of other currencies is worth in the base currency as of a day, by a table that is data.

The packaged table says of itself that it is a sample; a company names its own file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

from tas.core.errors import Conflict, Invalid
from tas.core.money import Money, parse_money


@dataclass(frozen=True, slots=True)
class RateTable:
    """`rates`: by currency, days with the worth of one unit in `base` from that day on, earliest first."""

    source: str
    base: str
    rates: Mapping[str, tuple[tuple[date, Decimal], ...]]

    def to_base(self, money: Money, on: date) -> Money:
        """The money in the base currency as of a day, to four places. Raises Conflict RATE_UNKNOWN when the table has
        no rate for that currency on that day."""
        if money.currency == self.base:
            return money
        known = [rate for begin, rate in self.rates.get(money.currency, ()) if begin <= on]
        if not known:
            raise Conflict("RATE_UNKNOWN", currency=money.currency, base=self.base, on=on.isoformat())
        return Money((money.amount * known[-1]).quantize(Decimal("0.0001")), self.base)


def read_rates(text: str) -> RateTable:
    """The table in a TOML text: `source`, `base`, `[[rates]] currency, from, rate`. Raises Invalid RATES_MALFORMED."""
    try:
        told = tomllib.loads(text)
        rows = [_row(row) for row in told["rates"]]
        base = parse_money("1", str(told["base"])).currency
        source = str(told["source"])
    except (KeyError, TypeError, AttributeError, Invalid, tomllib.TOMLDecodeError) as error:
        raise Invalid("RATES_MALFORMED", reason=str(error)) from error
    rates: dict[str, list[tuple[date, Decimal]]] = {}
    for currency, begin, rate in sorted(rows):
        if currency == base or any(begin == other for other, _ in rates.get(currency, ())):
            raise Invalid("RATES_MALFORMED", reason=f"{currency} {begin}")
        rates.setdefault(currency, []).append((begin, rate))
    return RateTable(source, base, {currency: tuple(found) for currency, found in rates.items()})


def _row(row: Mapping[str, object]) -> tuple[str, date, Decimal]:
    if set(row) != {"currency", "from", "rate"}:
        raise TypeError(f"row {sorted(row)}")
    begin, money = row["from"], parse_money(str(row["rate"]), str(row["currency"]))
    if not isinstance(begin, date) or isinstance(begin, datetime) or not money.amount:
        raise TypeError(f"row {row}")
    return money.currency, begin, money.amount


@cache
def sample_rates() -> RateTable:
    """The packaged table."""
    return read_rates((files("tas.flows") / "rates" / "sample.toml").read_text("utf-8"))
