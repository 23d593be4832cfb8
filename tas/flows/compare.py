"""Two definitions of a flow held against one another: what is said differently, and which facts would take another
route."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tas.core.codec import Json, to_json
from tas.flows.condition import evaluate
from tas.flows.definition import FlowDefinition
from tas.flows.table import derive


@dataclass(frozen=True, slots=True)
class Difference:
    """`place` such as `nodes.sd.sla.duration`; None where one of the two does not say it."""

    place: str
    before: Json
    after: Json


def differences(before: FlowDefinition, after: FlowDefinition) -> tuple[Difference, ...]:
    """Everything that the two say differently; steps, fields and tables are matched by their keys."""
    return tuple(_differing("", _keyed(to_json(before)), _keyed(to_json(after))))


def route(definition: FlowDefinition, facts: Mapping[str, Json]) -> tuple[str, ...]:
    """The steps that these facts come to, each with what decides who and how: `key mode rule`. A condition that cannot
    be told does not keep a step out, as in a chain."""
    known = {**facts, **derive(definition, facts)}
    stops = []
    for node in definition.nodes:
        if node.condition is None or evaluate(node.condition, known).value is not False:
            rules = [node.resolver, *(group.resolver for group in node.groups)]
            stops.append(f"{node.key} {node.kind} {node.mode} {[dict(sorted(rule.items())) for rule in rules]}")
    return tuple(stops)


def _keyed(told: Mapping[str, Any]) -> dict[str, Any]:
    names = {"nodes": "key", "form": "key", "tables": "name"}
    return {key: {item[names[key]]: item for item in value} if key in names else value for key, value in told.items()}


def _differing(place: str, before: Json, after: Json) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _differing(f"{place}.{key}" if place else key, before.get(key), after.get(key))
    elif before != after:
        yield Difference(place, before, after)
