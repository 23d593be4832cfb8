"""Result coercion of leaf values, as the specification says it for each scalar and for enums."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLEnumType, GraphQLNamedType

INT_RANGE = 2**31

Coerce = Callable[[Any], Any]


def as_int(value: Any) -> int:
    """A whole number of 32 bits; 3.0 is one, true is none."""
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is int and -INT_RANGE <= value < INT_RANGE:
        return value
    raise ValueError("Int cannot represent the value the service gave.")


def as_float(value: Any) -> float | int:
    if type(value) in (int, float):
        return value  # type: ignore[no-any-return]
    raise ValueError("Float cannot represent the value the service gave.")


def as_string(value: Any) -> str:
    if type(value) is str:
        return value
    raise ValueError("String cannot represent the value the service gave.")


def as_boolean(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise ValueError("Boolean cannot represent the value the service gave.")


def as_id(value: Any) -> str:
    """An ID is always written as text, also where a service gave a number."""
    if type(value) is str:
        return value
    if type(value) is int:
        return str(value)
    raise ValueError("ID cannot represent the value the service gave.")


def as_given(value: Any) -> Any:
    """Custom scalars are whatever their service says."""
    return value


SCALARS: dict[str, Coerce] = {
    "Int": as_int,
    "Float": as_float,
    "String": as_string,
    "Boolean": as_boolean,
    "ID": as_id,
}


EXACT: dict[str, type] = {"String": str, "ID": str, "Boolean": bool}
"""Scalars for which every value of this type is good as it is."""


def coercion(kind: GraphQLNamedType) -> Coerce:
    """How values of a scalar or enum are checked. Enum values outside the public schema do not get out."""
    if not isinstance(kind, GraphQLEnumType):
        return SCALARS.get(kind.name, as_given)
    values = frozenset(kind.values)

    def as_enum(value: Any) -> str:
        if type(value) is str and value in values:
            return value
        raise ValueError(f"Enum {kind.name} cannot represent the value the service gave.")

    return as_enum
