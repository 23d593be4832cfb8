"""What somebody filled in, held against a definition's form: flat facts, or everything that is wrong with it at once.

Values as JSON: TEXT, CHOICE and DATE (ISO 8601) a string; DECIMAL a decimal string; INTEGER a number; BOOLEAN true or
false; MONEY `{"amount": "12.50", "currency": "CNY"}`; REFERENCE an id or a list of them; FILES a list of ids. A field
left out, null or empty is not filled.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from tas.core.codec import Json
from tas.core.errors import Invalid, Refused, TasError
from tas.core.money import DECIMAL, parse_money
from tas.core.text import is_blank, is_clean
from tas.flows.condition import evaluate
from tas.flows.definition import FieldType, FlowDefinition, FormField
from tas.flows.rate import RateTable, sample_rates

LONGEST_TEXT = 10_000
LONGEST_MATCHED = 200
"""A text that is held against a pattern is no longer than this."""
LONGEST_ID = 200
MOST_ITEMS = 100
LARGEST = 10**15


def check(
    definition: FlowDefinition, values: Mapping[str, Json], on: date, rates: RateTable | None = None
) -> dict[str, Json]:
    """The facts `form.<key>` of the values; of money also `form.<key>.currency`, and `form.<key>.base`, its worth in
    the base currency on that day. Raises Refused with a coded problem for each field: FORM_FIELD_UNKNOWN,
    FORM_FIELD_MISSING, FORM_FIELD_WRONG, FORM_FIELD_RANGE, FORM_FIELD_PATTERN, FORM_FIELD_OPTION, RATE_UNKNOWN."""
    known = {field.key: field for field in definition.form}
    problems: list[TasError] = [
        Invalid("FORM_FIELD_UNKNOWN", field=("form", key[:100]), key=key[:100]) for key in values if key not in known
    ]
    facts: dict[str, Json] = {}
    for key, field in known.items():
        if not _filled(values.get(key)):
            continue
        try:
            facts |= _facts(field, values[key], on, rates or sample_rates())
        except TasError as problem:
            problems.append(problem)
    wrong = {problem.field[1] for problem in problems}
    for key, field in known.items():
        if f"form.{key}" not in facts and key not in wrong and _needed(field, facts):
            problems.append(Invalid("FORM_FIELD_MISSING", field=("form", key), key=key))
    if problems:
        raise Refused(problems)
    return facts


def _filled(value: Json) -> bool:
    return not (value is None or value == [] or (isinstance(value, str) and is_blank(value)))


def _needed(field: FormField, facts: Mapping[str, Json]) -> bool:
    if field.required_if is not None:
        return evaluate(field.required_if, facts).value is True
    return field.required


def _facts(field: FormField, value: Json, on: date, rates: RateTable) -> dict[str, Json]:
    name = f"form.{field.key}"
    if field.type is not FieldType.MONEY:
        return {name: _READ[field.type](field, value)}
    path = ("form", field.key)
    if not isinstance(value, Mapping) or set(value) != {"amount", "currency"}:
        raise _wrong(field)
    money = parse_money(str(value["amount"]), str(value["currency"]), path)
    _within(field, money.amount, Decimal)
    try:
        base = rates.to_base(money, on)
    except TasError as unknown:
        raise type(unknown)(unknown.code, field=path, **unknown.params) from None
    return {name: str(money.amount), f"{name}.currency": money.currency, f"{name}.base": str(base.amount)}


def _text(field: FormField, value: Json) -> Json:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not is_clean(value):
        raise _wrong(field)
    _within(field, Decimal(len(value)), Decimal)
    if field.pattern is not None and not (len(value) <= LONGEST_MATCHED and re.fullmatch(field.pattern, value)):
        raise Invalid("FORM_FIELD_PATTERN", field=("form", field.key), key=field.key, pattern=field.pattern)
    return value


def _choice(field: FormField, value: Json) -> Json:
    if value not in field.options:
        raise Invalid("FORM_FIELD_OPTION", field=("form", field.key), key=field.key, options=", ".join(field.options))
    return value


def _date(field: FormField, value: Json) -> Json:
    try:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(value)
        day = date.fromisoformat(value)
    except ValueError:
        raise _wrong(field) from None
    _within(field, day, date.fromisoformat)
    return value


def _integer(field: FormField, value: Json) -> Json:
    if type(value) is not int or abs(value) >= LARGEST:
        raise _wrong(field)
    _within(field, Decimal(value), Decimal)
    return value


def _decimal(field: FormField, value: Json) -> Json:
    if type(value) is int:
        value = str(value)
    if not isinstance(value, str) or not DECIMAL.fullmatch(value) or abs(Decimal(value)) >= LARGEST:
        raise _wrong(field)
    _within(field, Decimal(value), Decimal)
    return value


def _boolean(field: FormField, value: Json) -> Json:
    if not isinstance(value, bool):
        raise _wrong(field)
    return value


def _reference(field: FormField, value: Json) -> Json:
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_ID and is_clean(value) else _ids(field, value)


def _ids(field: FormField, value: Json) -> Json:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise _wrong(field)
    if any(not isinstance(one, str) or not 0 < len(one) <= LONGEST_ID or not is_clean(one) for one in value):
        raise _wrong(field)
    _within(field, Decimal(len(value)), Decimal)
    return list(value)


def _within(field: FormField, value: Decimal | date, read: Callable[[str], Decimal | date]) -> None:
    low = read(field.minimum) if field.minimum is not None else value
    high = read(field.maximum) if field.maximum is not None else value
    if not low <= value <= high:  # type: ignore[operator]
        least, most = field.minimum or "", field.maximum or ""
        raise Invalid("FORM_FIELD_RANGE", field=("form", field.key), key=field.key, minimum=least, maximum=most)


def _wrong(field: FormField) -> Invalid:
    return Invalid("FORM_FIELD_WRONG", field=("form", field.key), key=field.key, type=field.type.value)


_READ: Mapping[FieldType, Callable[[FormField, Json], Json]] = {
    FieldType.TEXT: _text,
    FieldType.CHOICE: _choice,
    FieldType.DATE: _date,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.BOOLEAN: _boolean,
    FieldType.REFERENCE: _reference,
    FieldType.FILES: _ids,
}
