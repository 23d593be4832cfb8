"""SCIM filters (RFC 7644 §3.4.2.2): parsed into a test of a resource. Names and texts compare without case."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tas.core.errors import Invalid

LONGEST = 1000
DEEPEST = 20
Test = Callable[[Any], bool]
_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<mark>[()\[\]])'
    r"|(?P<word>[A-Za-z0-9_:$.\-+]+))"
)
COMPARED = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
LITERALS: Mapping[str, Any] = {"true": True, "false": False, "null": None}


def read_filter(text: str) -> Test:
    """The test that a filter means. Raises Invalid(SCIM_FILTER)."""
    if len(text) > LONGEST:
        raise Invalid("SCIM_FILTER", reason=f"longer than {LONGEST} characters")
    reader = _Reader(_tokens(text))
    test = reader.either(0)
    if reader.peek() is not None:
        raise Invalid("SCIM_FILTER", reason=f"not expected: {reader.peek()}")
    return test


def wanted(text: str, attribute: str) -> str | None:
    """The text in a filter that is nothing but `attribute eq "text"`; None for any other filter."""
    found = re.fullmatch(r'\s*(\S+)\s+eq\s+("(?:[^"\\]|\\.)*")\s*', text, re.IGNORECASE)
    if found is None or local_name(found[1]).lower() != attribute.lower():
        return None
    try:
        value: str = json.loads(found[2])
    except ValueError:
        return None
    return value


def local_name(path: str) -> str:
    """An attribute without the URN of its schema."""
    return path.rpartition(":")[2] if path.lower().startswith("urn:") else path


def values_at(resource: Any, path: str) -> list[Any]:
    """The values of an attribute, those of a list one by one; of a complex one without sub-attribute its `value`."""
    found = [resource]
    urn, _, local = path.rpartition(":") if path.lower().startswith("urn:") else ("", "", path)
    if isinstance(resource, Mapping):
        extension = next((value for key, value in resource.items() if key.lower() == urn.lower()), None)
        found = [extension] if extension is not None else found
    for name in local.split("."):
        inside = [pick(one, name) for one in found if isinstance(one, Mapping)]
        found = [item for one in inside for item in (one if isinstance(one, list) else [one])]
    plain = [pick(one, "value") if isinstance(one, Mapping) and pick(one, "value") is not None else one
             for one in found]  # fmt: skip
    return [one for one in plain if one is not None]


def pick(mapping: Mapping[str, Any], name: str) -> Any:
    """A member by its name in any case."""
    return next((value for key, value in mapping.items() if key.lower() == name.lower()), None)


@dataclass(slots=True)
class _Reader:
    tokens: list[str]
    at: int = 0

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *expected: str) -> str:
        token = self.peek()
        if token is None or (expected and token.lower() not in expected):
            raise Invalid("SCIM_FILTER", reason=f"expected {' or '.join(expected) or 'more'}, found {token}")
        self.at += 1
        return token

    def either(self, depth: int) -> Test:
        tests = [self._both(depth)]
        while (self.peek() or "").lower() == "or":
            self.take()
            tests.append(self._both(depth))
        return lambda one: any(test(one) for test in tests)

    def _both(self, depth: int) -> Test:
        tests = [self._one(depth)]
        while (self.peek() or "").lower() == "and":
            self.take()
            tests.append(self._one(depth))
        return lambda one: all(test(one) for test in tests)

    def _one(self, depth: int) -> Test:
        if depth > DEEPEST:
            raise Invalid("SCIM_FILTER", reason="nested too deep")
        token = self.take()
        if token.lower() == "not" and self.peek() == "(":
            inner = self._one(depth + 1)
            return lambda one: not inner(one)
        if token == "(":
            inside = self.either(depth + 1)
            self.take(")")
            return inside
        if self.peek() == "[":
            self.take()
            inside = self.either(depth + 1)
            self.take("]")
            return lambda one: any(inside(item) for item in _items(one, token))
        return self._compare(token)

    def _compare(self, path: str) -> Test:
        if not re.fullmatch(r"[A-Za-z$][\w:.$\-]*", path):
            raise Invalid("SCIM_FILTER", reason=f"not an attribute: {path}")
        operator = self.take("pr", *COMPARED).lower()
        if operator == "pr":
            return lambda one: any(value not in ("", [], {}) for value in values_at(one, path))
        value = _literal(self.take())
        if operator == "ne":
            return lambda one: not any(_holds("eq", found, value) for found in values_at(one, path) or [None])
        return lambda one: any(_holds(operator, found, value) for found in values_at(one, path) or [None])


def _tokens(text: str) -> list[str]:
    found, at = list[str](), 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Invalid("SCIM_FILTER", reason=f"at character {at}")
        found.append(match[0].strip())
        at = match.end()
    return found


def _literal(token: str) -> Any:
    if token.startswith('"'):
        try:
            return json.loads(token)
        except ValueError:
            raise Invalid("SCIM_FILTER", reason=f"not a text: {token[:40]}") from None
    if token.lower() in LITERALS:
        return LITERALS[token.lower()]
    try:
        return float(token)
    except ValueError:
        raise Invalid("SCIM_FILTER", reason=f"not a value: {token[:40]}") from None


def _items(resource: Any, path: str) -> list[Any]:
    found = resource
    for name in local_name(path).split("."):
        found = pick(found, name) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else [] if found is None else [found]


def _holds(operator: str, found: Any, value: Any) -> bool:
    if isinstance(found, str) and isinstance(value, str):
        return _compare_texts(operator, found.lower(), value.lower())
    if operator == "eq":
        return type(found) is type(value) and bool(found == value)
    if isinstance(found, int | float) and isinstance(value, float) and not isinstance(found, bool):
        return {"gt": found > value, "ge": found >= value, "lt": found < value, "le": found <= value}.get(
            operator, False
        )
    return False


def _compare_texts(operator: str, found: str, value: str) -> bool:
    return {
        "eq": found == value,
        "co": value in found,
        "sw": found.startswith(value),
        "ew": found.endswith(value),
        "gt": found > value,
        "ge": found >= value,
        "lt": found < value,
        "le": found <= value,
    }[operator]
