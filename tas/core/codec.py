"""Dataclasses to JSON and back, by their type hints: events, state documents and what Temporal carries.

Covers what the language uses: None, bool, int, str, Decimal, date, datetime (UTC), timedelta (seconds), Enum,
tuple[T, ...], fixed tuples, frozenset, dict/Mapping[str, T], dataclasses, optional and tagged unions of dataclasses
(a union's JSON carries `"$": class name`). Anything else is a programming error and raises TypeError.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

Json: TypeAlias = Any
"""What JSON can hold: None, bool, int, float, str, list, dict. (A recursive alias costs more than it tells.)"""

T = TypeVar("T")


def to_json(value: Any) -> Json:
    """The JSON form of a value; a dataclass inside a union is tagged by `from_json`'s reader, see `_tagged`."""
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a naive datetime has no place in a record")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return _compound(value)


def _compound(value: Any) -> Json:
    if is_dataclass(value) and not isinstance(value, type):
        hints = _hints(type(value))
        return {f.name: _field_json(hints[f.name], getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k.value if isinstance(k, Enum) else k): to_json(v) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(to_json(item) for item in value)
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, float):
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _field_json(hint: Any, value: Any) -> Json:
    origin = get_origin(hint)
    if origin in (Union, UnionType) and len(_variants(hint)) > 1 and is_dataclass(value):
        return {"$": type(value).__name__, **to_json(value)}
    if origin is tuple and isinstance(value, tuple) and len(get_args(hint)) == 2 and get_args(hint)[1] is Ellipsis:
        return [_field_json(get_args(hint)[0], item) for item in value]
    if isinstance(value, Mapping) and len(get_args(hint)) == 2:
        return {str(k.value if isinstance(k, Enum) else k): _field_json(get_args(hint)[1], v) for k, v in value.items()}
    return to_json(value)


def from_json(hint: type[T] | Any, data: Json) -> T:
    """A value of the hinted type from its JSON form. Raises ValueError, KeyError or TypeError when it does not fit."""
    return _read(hint, data)  # type: ignore[no-any-return]


@cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    return get_type_hints(cls)


def _variants(hint: Any) -> list[Any]:
    return [arg for arg in get_args(hint) if is_dataclass(arg)]


def _read(hint: Any, data: Json) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _read_union(hint, data)
    if hint is Any:
        return data
    if is_dataclass(hint):
        return _read_dataclass(hint, data)
    if origin is not None:
        return _read_container(origin, get_args(hint), data)
    return _read_plain(hint, data)


def _read_union(hint: Any, data: Json) -> Any:
    if data is None:
        if NoneType not in get_args(hint):
            raise ValueError(f"null is not {hint}")
        return None
    variants = _variants(hint)
    if len(variants) > 1:
        by_name = {variant.__name__: variant for variant in variants}
        return _read(by_name[data["$"]], data)
    options = [arg for arg in get_args(hint) if arg is not NoneType]
    if len(options) == 1:
        return _read(options[0], data)
    for option in options:
        if isinstance(data, option) and (option is bool) == isinstance(data, bool):
            return data
    raise ValueError(f"{data!r} is not {hint}")


def _read_dataclass(cls: Any, data: Json) -> Any:
    hints = _hints(cls)
    return cls(**{f.name: _read(hints[f.name], data[f.name]) for f in fields(cls) if f.init and f.name in data})


def _read_container(origin: Any, args: tuple[Any, ...], data: Json) -> Any:
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_read(args[0], item) for item in data)
        return tuple(_read(arg, item) for arg, item in zip(args, data, strict=True))
    if origin is frozenset:
        return frozenset(_read(args[0], item) for item in data)
    if origin is list:
        return [_read(args[0], item) for item in data]
    if issubclass(origin, Mapping):
        return {_read(args[0], key): _read(args[1], item) for key, item in data.items()}
    raise TypeError(f"{origin} has no JSON form")


def _read_plain(hint: Any, data: Json) -> Any:
    if hint is datetime:
        return datetime.fromisoformat(data)
    if hint is date:
        return date.fromisoformat(data)
    if hint is timedelta:
        return timedelta(seconds=data)
    if hint is Decimal:
        return Decimal(data)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    if hint in (dict, list):
        return data
    if hint is float and isinstance(data, int):
        return float(data)
    if not isinstance(data, hint) or (hint is int and isinstance(data, bool)):
        raise ValueError(f"{data!r} is not {hint.__name__}")
    return data
