"""Finding the objects an entity fetch is about, and what is sent of them: representations, each once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from services.gateway.execution.error import Path
from services.gateway.execution.merge import Fits, is_any, rewrite
from services.gateway.execution.plan import EntityPart, PlanPath, Requirement
from services.gateway.execution.supergraph import KeyTree, Supergraph

ABSENT = object()
Target = tuple[dict[str, Any], Path | None]


def find(data: Any, path: PlanPath, fits: Fits) -> list[Target]:
    """Every object at the plan's path with its place in the response; nulls are passed over."""
    found: list[tuple[Any, Path | None]] = [(data, None)]
    for step in path:
        if step.key:
            found = [
                (value[step.key], (at, step.key))
                for value, at in spread(found)
                if type(value) is dict and value.get(step.key) is not None
            ]
        elif step.types:
            found = [(v, at) for v, at in spread(found) if type(v) is dict and is_any(v, step.types, fits)]
        else:
            found = [
                (item, (at, index))
                for value, at in found
                if type(value) is list
                for index, item in enumerate(value)
                if item is not None
            ]
    return [(value, at) for value, at in spread(found) if type(value) is dict]


def spread(found: list[tuple[Any, Path | None]]) -> list[tuple[Any, Path | None]]:
    """Opens lists that the path does not name."""
    while any(type(value) is list for value, _ in found):
        opened: list[tuple[Any, Path | None]] = []
        for value, at in found:
            if type(value) is list:
                opened.extend((item, (at, index)) for index, item in enumerate(value) if item is not None)
            else:
                opened.append((value, at))
        found = opened
    return found


@dataclass(slots=True)
class Batch:
    """The representations of one part, and for each the objects that wait for its answer."""

    part: EntityPart
    representations: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[list[Target]] = field(default_factory=list)


def gather_batch(data: Any, part: EntityPart, service: str, supergraph: Supergraph) -> Batch:
    """Collects and de-duplicates. An object without one whole key of the subgraph is left out: it cannot be found. So
    is one that lacks a required field, whose own fetch failed: what were computed without it would be wrong."""
    batch, seen = Batch(part), dict[bytes, int]()
    for path in part.paths:
        for value, at in find(data, path, supergraph.fits):
            made = represent(value, part.requires, supergraph.fits)
            if made is None:
                continue
            if "__typename" not in made:
                if not made or not part.requires[0].condition:
                    continue
                made["__typename"] = part.requires[0].condition
            for change in part.inputs:
                rewrite(made, change, supergraph.fits)
            if not has_key(made, supergraph.keys.get((made["__typename"], service), ())):
                continue
            digest = orjson.dumps(made)
            index = seen.get(digest)
            if index is None:
                seen[digest] = len(batch.representations)
                batch.representations.append(made)
                batch.waiting.append([(value, at)])
            else:
                batch.waiting[index].append((value, at))
    return batch


def represent(value: Mapping[str, Any], requires: tuple[Requirement, ...], fits: Fits) -> dict[str, Any] | None:
    """The selected part of an object, null where it is null; None when a field is absent."""
    made: dict[str, Any] = {}
    for item in requires:
        if item.condition:
            if is_any(value, (item.condition,), fits):
                part = represent(value, item.selections, fits)
                if part is None:
                    return None
                for key, inner in part.items():
                    joined(made, key, inner)
        elif item.key in value:
            selected = inside(value[item.key], item.selections, fits)
            if selected is ABSENT:
                return None
            joined(made, item.as_key, selected)
        elif item.key != "__typename":
            return None
    return made


def inside(value: Any, requires: tuple[Requirement, ...], fits: Fits) -> Any:
    """The selection below a field, through lists; ABSENT when any of it is."""
    if not requires or value is None:
        return value
    if type(value) is list:
        items = [inside(item, requires, fits) for item in value]
        return ABSENT if any(item is ABSENT for item in items) else items
    if type(value) is not dict:
        return value
    made = represent(value, requires, fits)
    return ABSENT if made is None else made


def joined(made: dict[str, Any], key: str, value: Any) -> None:
    """Two fragments may select different parts of the same object."""
    present = made.get(key)
    if type(present) is dict and type(value) is dict:
        for inner_key, inner in value.items():
            joined(present, inner_key, inner)
    elif type(present) is list and type(value) is list and len(present) == len(value):
        for index, item in enumerate(value):
            if type(present[index]) is dict and type(item) is dict:
                for inner_key, inner in item.items():
                    joined(present[index], inner_key, inner)
    else:
        made[key] = value


def has_key(made: Mapping[str, Any], keys: tuple[KeyTree, ...]) -> bool:
    """Whether one of the keys is there and not all null. No keys known: the subgraph may judge."""
    return not keys or any(whole(list(leaves(made, tree))) for tree in keys)


def whole(values: list[Any]) -> bool:
    """Nothing absent, something to look for."""
    return not any(value is ABSENT for value in values) and any(value is not None for value in values)


def leaves(value: Any, tree: KeyTree) -> Iterator[Any]:
    """The values a key is made of; ABSENT where the data has none."""
    if type(value) is list:
        for item in value:
            yield from leaves(item, tree)
    elif not tree or type(value) is not dict:
        yield value
    else:
        for name, below in tree.items():
            yield from leaves(value.get(name, ABSENT), below)
