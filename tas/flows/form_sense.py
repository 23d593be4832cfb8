"""Whether a form makes sense, and whether what a definition reads of its facts is there to be read."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from tas.core.errors import Invalid, TasError
from tas.flows.condition import facts_of
from tas.flows.definition import CASE, FieldType, FlowDefinition, FormField

SUBJECTS = ("account", CASE)
GIVEN = frozenset(["starterId", "retroactive"])
"""Facts of a case that its form does not hold."""
_DAYS = re.compile(r"[1-9][0-9]{0,3}d")
_TOLERANCE = re.compile(r"[0-9]+(\.[0-9]+)?%|[0-9]+(\.[0-9]+)?|[0-9]+d")


def form_problems(definition: FlowDefinition) -> Iterator[TasError]:
    """Everything wrong with the fields of the form, the subject and the covers of a definition."""
    code = definition.code
    if definition.subject not in (None, *SUBJECTS):
        yield Invalid("FLOW_SUBJECT_UNKNOWN", place=f"{code}.subject", value=str(definition.subject))
    for at, field in enumerate(definition.form):
        yield from _field(field, f"{code}.form[{at}]")
    for at, cover in enumerate(definition.covers):
        if cover.tolerance is not None and not _TOLERANCE.fullmatch(cover.tolerance):
            yield Invalid("FLOW_COVERS", place=f"{code}.covers[{at}]")
    if definition.valid_for is not None and not _DAYS.fullmatch(definition.valid_for):
        yield Invalid("FLOW_DURATION", place=f"{code}.validFor", value=definition.valid_for)
    if definition.subject == CASE:
        yield from _unknown(definition)


def known_facts(definition: FlowDefinition) -> frozenset[str]:
    """The facts that a case of this definition can have."""
    money = [field.key for field in definition.form if field.type is FieldType.MONEY]
    return GIVEN.union(
        (f"form.{field.key}" for field in definition.form),
        (f"form.{key}.{part}" for key in money for part in ("currency", "base")),
        (f"table.{table.name}" for table in definition.tables),
        (f"{node.key}.score" for node in definition.nodes if node.score),
    )


def _unknown(definition: FlowDefinition) -> Iterator[TasError]:
    code, known = definition.code, known_facts(definition)
    later = {f"table.{table.name}": at for at, table in enumerate(definition.tables)}
    read = [
        *((f"{code}.covers", cover.fact) for cover in definition.covers),
        *((f"{code}.nodes.{node.key}.covers", fact) for node in definition.nodes for fact in node.covers),
        *((f"{code}.nodes.{node.key}", fact) for node in definition.nodes for fact in _conditions(node.condition)),
        *((f"{code}.nodes.{n.key}", fact) for n in definition.nodes for c in n.checks for fact in _conditions(c.must)),
        *((f"{code}.form.{field.key}", fact) for field in definition.form for fact in _conditions(field.required_if)),
        *((f"{code}.tables.{table.name}", fact) for table in definition.tables for fact in table.inputs),
    ]
    for place, fact in read:
        if fact not in known:
            yield Invalid("FLOW_FACT_UNKNOWN", place=place, fact=fact)
    for at, table in enumerate(definition.tables):
        for fact in table.inputs:
            if later.get(fact, -1) >= at:
                yield Invalid("FLOW_FACT_UNKNOWN", place=f"{code}.tables.{table.name}", fact=fact)


def _conditions(text: str | None) -> list[str]:
    """The facts that a condition reads; none of one that cannot be read, which is told elsewhere."""
    try:
        return sorted(facts_of(text)) if text is not None else []
    except Invalid:
        return []


def _field(field: FormField, place: str) -> Iterator[TasError]:
    if (field.type is FieldType.CHOICE) != bool(field.options):
        yield Invalid("FLOW_OPTIONS", place=f"{place}.options")
    bounds = []
    for name, text in (("min", field.minimum), ("max", field.maximum)):
        try:
            if text is not None:
                bounds.append(date.fromisoformat(text) if field.type is FieldType.DATE else Decimal(text))
        except (ValueError, InvalidOperation):
            yield Invalid("FLOW_FIELD_WRONG", place=f"{place}.{name}", value=str(text))
    if len(bounds) == 2 and bounds[0] > bounds[1]:  # type: ignore[operator]
        yield Invalid("FLOW_FIELD_WRONG", place=f"{place}.max", value=str(field.maximum))
    if field.pattern is not None:
        try:
            re.compile(field.pattern)
        except re.error:
            yield Invalid("FLOW_FIELD_WRONG", place=f"{place}.pattern", value=field.pattern)
    if field.required_if is not None:
        try:
            facts_of(field.required_if)
        except Invalid as error:
            yield Invalid("FLOW_CONDITION", place=f"{place}.requiredIf", reason=str(error))
