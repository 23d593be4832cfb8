"""Decision tables over facts, hit policy FIRST: the first row whose cells all hold gives the result.

A cell is `-` (anything), a comparison with a number (`< 5`, `<= 5`, `> 5`, `>= 5`), a stretch of numbers `5..10` that
holds its begin and not its end, or values by commas: `A, B`, `true`. A cell about a fact that is absent or of another
kind is unknown; a row that is not false then leaves the whole table without a result, and what reads it is UNKNOWN.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tas.core.codec import Json
from tas.core.errors import Invalid
from tas.flows.condition import number_of
from tas.flows.definition import FlowDefinition, Table

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_COMPARED = re.compile(rf"(<=|>=|<|>) ?({_NUMBER})")
_STRETCH = re.compile(rf"({_NUMBER})\.\.({_NUMBER})")


@dataclass(frozen=True, slots=True)
class Cell:
    """Numbers from `low` to `high` (each inside when it is said to be), or one of `values`; neither: anything."""

    low: Decimal | None = None
    high: Decimal | None = None
    holds_low: bool = True
    holds_high: bool = False
    values: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        return self.low is None and self.high is None and not self.values

    def meets(self, fact: Json) -> bool | None:
        """Whether the fact is within; None when that cannot be told."""
        if self.open:
            return True
        if self.values:
            text = _text(fact)
            return None if text is None else text in self.values
        number = number_of(fact)
        if number is None:
            return None
        above = self.low is None or number > self.low or (self.holds_low and number == self.low)
        below = self.high is None or number < self.high or (self.holds_high and number == self.high)
        return above and below


def derive(definition: FlowDefinition, facts: Mapping[str, Json]) -> Mapping[str, Json]:
    """The results of a definition's tables as facts `table.<name>`; a table may read those before it. {} for a
    definition without tables, and nothing for a table that cannot tell."""
    derived: dict[str, Json] = {}
    for table in definition.tables:
        result = decided(table, {**facts, **derived})
        if result is not None:
            derived[f"table.{table.name}"] = result
    return derived


def decided(table: Table, facts: Mapping[str, Json]) -> str | None:
    """The result of the first row that holds; None when a row before it cannot be told, or none holds."""
    for row in table.rows:
        found = [parse_cell(cell).meets(facts.get(name)) for name, cell in zip(table.inputs, row.when, strict=False)]
        if False in found:
            continue
        return None if None in found else row.then
    return None


@lru_cache(maxsize=4096)
def parse_cell(text: str) -> Cell:
    """The cell of a text. Raises Invalid TABLE_CELL."""
    if text == "-":
        return Cell()
    if stretch := _STRETCH.fullmatch(text):
        return Cell(Decimal(stretch[1]), Decimal(stretch[2]))
    if compared := _COMPARED.fullmatch(text):
        bound = Decimal(compared[2])
        if compared[1] in ("<", "<="):
            return Cell(high=bound, holds_high=compared[1] == "<=")
        return Cell(low=bound, holds_low=compared[1] == ">=")
    values = tuple(value.strip() for value in text.split(","))
    if not all(re.fullmatch(r"\w[\w .-]*", value) for value in values):
        raise Invalid("TABLE_CELL", cell=text)
    return Cell(values=values)


def _text(fact: Json) -> str | None:
    if isinstance(fact, bool):
        return "true" if fact else "false"
    return str(fact) if isinstance(fact, str | int) else None
