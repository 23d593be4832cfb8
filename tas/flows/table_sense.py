"""Whether decision tables make sense: every case has a row, every row has a case, and each input is a fact that there
can be."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from math import prod

from tas.core.codec import Json
from tas.core.errors import Invalid, TasError
from tas.flows.definition import FieldType, FlowDefinition, Table
from tas.flows.table import Cell, parse_cell

MOST_CASES = 20_000
OTHER = "(another)"


def table_problems(definition: FlowDefinition) -> Iterator[TasError]:
    """Everything wrong with a definition's tables: FLOW_KEY_TWICE, TABLE_CELL, FLOW_TABLE_WIDTH, FLOW_TABLE_LARGE,
    FLOW_TABLE_GAP with a case that has no row, FLOW_TABLE_SHADOWED for a row that is never the first to hold."""
    names = [table.name for table in definition.tables]
    for at, table in enumerate(definition.tables):
        place = f"{definition.code}.tables[{at}]"
        if table.name in names[:at]:
            yield Invalid("FLOW_KEY_TWICE", place=place, key=table.name)
        if not table.inputs or not table.rows or any(len(row.when) != len(table.inputs) for row in table.rows):
            yield Invalid("FLOW_TABLE_WIDTH", place=place)
            continue
        try:
            cells = [[parse_cell(cell) for cell in row.when] for row in table.rows]
        except Invalid as problem:
            yield problem
            continue
        yield from _cases(definition, table, cells, place)


def _cases(definition: FlowDefinition, table: Table, cells: Sequence[Sequence[Cell]], place: str) -> Iterator[TasError]:
    points = [_points(definition, name, [row[column] for row in cells]) for column, name in enumerate(table.inputs)]
    if prod(len(one) for one in points) > MOST_CASES:
        yield Invalid("FLOW_TABLE_LARGE", place=place, most=MOST_CASES)
        return
    first = [0] * len(table.rows)
    for case in product(*points):
        held = next(
            (at for at, row in enumerate(cells) if all(c.meets(v) for c, v in zip(row, case, strict=True))), None
        )
        if held is None:
            told = ", ".join(f"{name} = {value}" for name, value in zip(table.inputs, case, strict=True))
            yield Invalid("FLOW_TABLE_GAP", place=place, case=told)
            return
        first[held] += 1
    for at, count in enumerate(first):
        if not count:
            yield Invalid("FLOW_TABLE_SHADOWED", place=f"{place}.rows[{at}]")


def _points(definition: FlowDefinition, name: str, column: Sequence[Cell]) -> list[Json]:
    """One value of each kind that the column tells apart."""
    bounds = sorted({bound for cell in column for bound in (cell.low, cell.high) if bound is not None})
    if bounds:
        between = [(low + high) / 2 for low, high in pairwise(bounds)]
        return [str(one) for one in sorted({bounds[0] - 1, *bounds, *between, bounds[-1] + 1})]
    values = list(dict.fromkeys(value for cell in column for value in cell.values))
    known = _known_values(definition, name)
    if known is not None:
        return list(known)
    if values and set(values) <= {"true", "false"}:
        return [True, False]
    return [*values, OTHER]


def _known_values(definition: FlowDefinition, name: str) -> Sequence[Json] | None:
    """All that a fact can be, where the definition says so."""
    for table in definition.tables:
        if name == f"table.{table.name}":
            return list(dict.fromkeys(row.then for row in table.rows))
    for field in definition.form:
        if name == f"form.{field.key}" and field.type is FieldType.CHOICE:
            return field.options
        if name == f"form.{field.key}" and field.type is FieldType.BOOLEAN:
            return (True, False)
    return None
