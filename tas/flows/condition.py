"""Conditions over flat facts: a small language that cannot do anything but compare.

    account.owned == true and registration.verdict in ["ACCEPTED", "CONFLICT"]
    not (deal.margin < 0.2) or deal.grade != "A"

Facts are names with dots; literals are "text", numbers, true, false and lists of these. A number is compared with a
fact that is a number or a decimal string. A fact that is absent, null or of another kind makes the comparison
UNKNOWN (None), and the three-valued rules of and, or, not apply; who asks decides what UNKNOWN means there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeAlias

from tas.core.codec import Json
from tas.core.errors import Invalid

LONGEST = 500
DEEPEST = 20
_TOKEN = re.compile(r'\s*(?:("[^"]*")|(-?[0-9]+(?:\.[0-9]+)?)|([A-Za-z][A-Za-z0-9_.]*)|(==|!=|<=|>=|<|>|[()\[\],]))')
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
Literal: TypeAlias = str | bool | Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    fact: str
    operator: str
    against: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Combined:
    """`operator` is and, or, not."""

    operator: str
    parts: tuple["Expression", ...]


Expression: TypeAlias = Comparison | Combined


@dataclass(frozen=True, slots=True)
class Finding:
    """`value` None is UNKNOWN. `reason` names each fact that was looked at with its value: "account.owned = true"."""

    value: bool | None
    reason: str


@lru_cache(maxsize=1024)
def parse(text: str) -> Expression:
    """The expression of a condition's text. Raises Invalid(CONDITION_MALFORMED) naming the position."""
    if len(text) > LONGEST:
        raise Invalid("CONDITION_MALFORMED", condition=text[:40] + "…", position=LONGEST)
    reader = _Reader(text)
    expression = reader.either()
    reader.end()
    return expression


def facts_of(text: str) -> frozenset[str]:
    """The names of the facts that a condition reads."""
    return frozenset(comparison.fact for comparison in _comparisons(parse(text)))


def evaluate(text: str, facts: Mapping[str, Json]) -> Finding:
    """What the condition says about these facts, and why."""
    expression = parse(text)
    looked_at = dict.fromkeys(comparison.fact for comparison in _comparisons(expression))
    return Finding(_value(expression, facts), ", ".join(f"{name} = {_shown(facts.get(name))}" for name in looked_at))


class _Reader:
    """Recursive descent over the tokens, at most DEEPEST levels of brackets and nots."""

    def __init__(self, text: str) -> None:
        self._text, self._tokens, self._at, self._depth = text, _tokens(text), 0, 0

    def either(self) -> Expression:
        return self._joined("or", lambda: self._joined("and", self._negated))

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise self._malformed()

    def _joined(self, word: str, part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self._next_is(word):
            self._at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else Combined(word, tuple(parts))

    def _negated(self) -> Expression:
        if self._next_is("not"):
            self._deeper()
            expression: Expression = Combined("not", (self._negated(),))
        elif self._next_is("("):
            self._deeper()
            expression = self.either()
            self._take(")")
        else:
            return self._comparison()
        self._depth -= 1
        return expression

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._malformed()
        self._at += 1

    def _comparison(self) -> Comparison:
        fact = self._take(None)
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", fact) or fact in ("and", "or", "not", "in", "true", "false"):
            raise self._malformed(back=1)
        operator = self._take(None)
        if operator == "in":
            self._take("[")
            values = [self._literal()]
            while self._next_is(","):
                self._at += 1
                values.append(self._literal())
            self._take("]")
            return Comparison(fact, operator, tuple(values))
        if operator not in ("==", "!=", *_COMPARE):
            raise self._malformed(back=1)
        literal = self._literal()
        if operator in _COMPARE and not isinstance(literal, Decimal):
            raise self._malformed(back=1)
        return Comparison(fact, operator, (literal,))

    def _literal(self) -> Literal:
        token = self._take(None)
        if token in ("true", "false"):
            return token == "true"
        if token.startswith('"'):
            return token[1:-1]
        if token[0].isdigit() or token[0] == "-":
            return Decimal(token)
        raise self._malformed(back=1)

    def _next_is(self, word: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][0] == word

    def _take(self, word: str | None) -> str:
        if self._at >= len(self._tokens) or (word is not None and self._tokens[self._at][0] != word):
            raise self._malformed()
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _malformed(self, back: int = 0) -> Invalid:
        at = self._at - back
        position = self._tokens[at][1] if at < len(self._tokens) else len(self._text)
        return Invalid("CONDITION_MALFORMED", condition=self._text, position=position)


def _tokens(text: str) -> list[tuple[str, int]]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Invalid("CONDITION_MALFORMED", condition=text, position=len(text) - len(text[at:].lstrip()))
        found.append((match[match.lastindex or 0], match.start(match.lastindex or 0)))
        at = match.end()
    return found


def _comparisons(expression: Expression) -> list[Comparison]:
    if isinstance(expression, Comparison):
        return [expression]
    return [comparison for part in expression.parts for comparison in _comparisons(part)]


def _value(expression: Expression, facts: Mapping[str, Json]) -> bool | None:
    if isinstance(expression, Comparison):
        return _compared(expression, facts.get(expression.fact))
    values = [_value(part, facts) for part in expression.parts]
    if expression.operator == "not":
        return None if values[0] is None else not values[0]
    decisive = expression.operator == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _compared(comparison: Comparison, fact: Json) -> bool | None:
    if comparison.operator in _COMPARE:
        number, against = number_of(fact), comparison.against[0]
        return None if number is None else _COMPARE[comparison.operator](number, Decimal(against))
    equal = [_equals(fact, literal) for literal in comparison.against]
    if True in equal:
        return comparison.operator != "!="
    return None if None in equal else comparison.operator == "!="


def _equals(fact: Json, literal: Literal) -> bool | None:
    if isinstance(literal, bool):
        return fact == literal if isinstance(fact, bool) else None
    if isinstance(literal, Decimal):
        number = number_of(fact)
        return None if number is None else number == literal
    return fact == literal if isinstance(fact, str) else None


def number_of(fact: Json) -> Decimal | None:
    """The number that a fact is, as itself or as a decimal string; None for anything else."""
    if isinstance(fact, bool) or not isinstance(fact, int | float | str):
        return None
    try:
        number = Decimal(str(fact))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _shown(fact: Json) -> str:
    if fact is None:
        return "unknown"
    return str(fact).lower() if isinstance(fact, bool) else str(fact)
