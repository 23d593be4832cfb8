"""Putting fetched data together: deep merge, copies, key renaming. Data are plain JSON containers."""

from collections.abc import Mapping
from typing import Any

from services.gateway.execution.plan import Rewrite, RewriteStep

Fits = Mapping[str, frozenset[str]]


def copied(value: Any) -> Any:
    """A copy that shares no container: the same entity at two places may be asked different things later."""
    if type(value) is dict:
        return {key: copied(item) if type(item) in (dict, list) else item for key, item in value.items()}
    if type(value) is list:
        return [copied(item) if type(item) in (dict, list) else item for item in value]
    return value


def merge(target: dict[str, Any], source: dict[str, Any], interfaces: frozenset[str]) -> None:
    """Adds `source` to `target`. Null never hides a value, and an interface's name never hides a real type."""
    for key, value in source.items():
        present = target.get(key)
        if present is None:
            target[key] = value
        elif value is None or (key == "__typename" and value in interfaces):
            continue
        elif type(present) is dict and type(value) is dict:
            merge(present, value, interfaces)
        elif type(present) is list and type(value) is list and len(present) == len(value):
            merge_lists(present, value, interfaces)
        else:
            target[key] = value


def merge_lists(target: list[Any], source: list[Any], interfaces: frozenset[str]) -> None:
    """Item by item; both lists answer the same field."""
    for index, value in enumerate(source):
        present = target[index]
        if present is None:
            target[index] = value
        elif type(present) is dict and type(value) is dict:
            merge(present, value, interfaces)
        elif type(present) is list and type(value) is list and len(present) == len(value):
            merge_lists(present, value, interfaces)
        elif value is not None:
            target[index] = value


def is_any(value: Mapping[str, Any], types: tuple[str, ...], fits: Fits) -> bool:
    """Whether the object is of one of the types; one that does not say its type is taken to be."""
    name = value.get("__typename")
    return name is None or name in types or not fits.get(name, frozenset()).isdisjoint(types)


def rewrite(value: Any, change: Rewrite, fits: Fits, steps: tuple[RewriteStep, ...] | None = None) -> None:
    """Applies one rewrite in place, at every place its path reaches."""
    steps = change.path if steps is None else steps
    if type(value) is list:
        for item in value:
            rewrite(item, change, fits, steps)
    elif type(value) is dict and steps:
        step, rest = steps[0], steps[1:]
        if step.types:
            if is_any(value, step.types, fits):
                rewrite(value, change, fits, rest)
        elif rest:
            rewrite(value.get(step.key), change, fits, rest)
        elif not change.renames:
            value[step.key] = change.value
        elif step.key in value:
            value[change.value] = value.pop(step.key)
