"""Decision tables: the first row that holds decides, what cannot be told decides nothing, and definitions without any
derive nothing and keep their hash."""

from typing import Any

import pytest

from tas.core.errors import Invalid
from tas.flows.definition import Row, Table
from tas.flows.loader import catalogue
from tas.flows.table import decided, derive, parse_cell

BAND = Table(
    "band",
    ("form.amount.base", "form.strategic"),
    (
        Row((">= 10000000", "-"), "A"),
        Row((">= 5000000", "true"), "A"),
        Row(("3000000..10000000", "-"), "B"),
        Row(("-", "-"), "C"),
    ),
)


@pytest.mark.parametrize(
    ("amount", "strategic", "result"),
    [
        ("10000000", False, "A"),
        ("9999999.99", True, "A"),
        ("9999999.99", False, "B"),
        ("3000000", False, "B"),
        ("2999999", False, "C"),
        ("2999999", None, "C"),
        ("6000000", None, None),
        (None, True, None),
        ("many", True, None),
    ],
)
def test_the_first_row_that_holds_decides(amount: str | None, strategic: bool | None, result: str | None) -> None:
    assert decided(BAND, {"form.amount.base": amount, "form.strategic": strategic}) == result


@pytest.mark.parametrize(
    ("cell", "fact", "meets"),
    [
        ("A, B", "B", True), ("A, B", "C", False), ("A", None, None), ("true", True, True), ("true", "true", True),
        ("<= 5", 5, True), ("< 5", 5, False), ("> 5", "5.01", True), ("5..7", 7, False), ("5..7", 5, True),
        ("-", None, True),
    ],
)  # fmt: skip
def test_cells(cell: str, fact: Any, meets: bool | None) -> None:
    assert parse_cell(cell).meets(fact) is meets


@pytest.mark.parametrize("cell", ["", "< x", "A,,B", "A; B"])
def test_what_is_no_cell_is_refused(cell: str) -> None:
    with pytest.raises(Invalid, match="TABLE_CELL"):
        parse_cell(cell)


def test_a_flow_without_tables_derives_nothing() -> None:
    assert derive(catalogue()["TAS_2_2"], {"registration.amount": "1"}) == {}
