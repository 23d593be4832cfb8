"""Bounds on a document before it is validated: tokens (at parsing), depth, aliases, fields. `cost` has the others."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from services.gateway.execution.error import refusal


@dataclass(frozen=True, slots=True)
class Limits:
    """Counts, each refused with its own code. `fields` counts every field once per use of its fragment, `cost` once per
    object it may be asked of, `fetches` the requests to subgraphs."""

    tokens: int = 10_000
    depth: int = 30
    aliases: int = 100
    fields: int = 5_000
    cost: int = 100_000
    fetches: int = 100


@dataclass(slots=True)
class Count:
    fields: int = 0
    aliases: int = 0


def check_limits(document: DocumentNode, fragments: Mapping[str, FragmentDefinitionNode], limits: Limits) -> None:
    """Refuses with QUERY_TOO_DEEP, TOO_MANY_ALIASES or QUERY_TOO_LARGE. Runs before validation, so that a document
    made to exhaust validation is refused cheaply; fragments may still form cycles here."""
    count = Count()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            measure(node.selection_set, fragments, limits, count, 1, frozenset())


def measure(
    selections: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    limits: Limits,
    count: Count,
    depth: int,
    inside: frozenset[str],
) -> None:
    """Walks as execution would; stops at the first bound that is passed."""
    for item in selections.selections:
        if isinstance(item, FieldNode):
            count.fields += 1
            count.aliases += item.alias is not None
            check_count(count, depth, limits)
            if item.selection_set:
                measure(item.selection_set, fragments, limits, count, depth + 1, inside)
        elif isinstance(item, FragmentSpreadNode):
            name = item.name.value
            if name in fragments and name not in inside:
                count.fields += 1
                check_count(count, depth, limits)
                measure(fragments[name].selection_set, fragments, limits, count, depth, inside | {name})
        else:
            measure(item.selection_set, fragments, limits, count, depth, inside)  # type: ignore[attr-defined]


def check_count(count: Count, depth: int, limits: Limits) -> None:
    if depth > limits.depth:
        raise refusal("QUERY_TOO_DEEP", f"The query is nested deeper than {limits.depth} levels.", limit=limits.depth)
    if count.aliases > limits.aliases:
        raise refusal("TOO_MANY_ALIASES", f"The query uses more than {limits.aliases} aliases.", limit=limits.aliases)
    if count.fields > limits.fields:
        message = f"The query selects more than {limits.fields} fields."
        raise refusal("QUERY_TOO_LARGE", message, measure="fields", limit=limits.fields)
