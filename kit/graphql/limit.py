"""What a document may be at most, counted before execution: depth, aliases, tokens. List sizes are `kit.page`'s."""

from dataclasses import dataclass
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The gateway builds the documents of a subgraph, and an introspection is 13 deep: hence these sizes."""

    depth: int = 20
    aliases: int = 200
    fields: int = 3000
    tokens: int = 10_000


@dataclass(frozen=True, slots=True)
class Size:
    """How deep fields are nested, how many have an alias, how many there are once fragments are spread out."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0

    def beside(self, other: "Size") -> "Size":
        return Size(max(self.depth, other.depth), self.aliases + other.aliases, self.fields + other.fields)


def measure(document: DocumentNode) -> Size:
    """The size of all operations. A fragment is measured once and counted as often as it is spread."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    known: dict[str, Size] = {}
    total = Size()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            total = total.beside(_selections(node.selection_set, fragments, known))
    return total


def limit_rule(limits: Limits) -> type[ASTValidationRule]:
    """The validation rule that refuses a document beyond the limits, naming the measure."""

    class WithinLimits(ASTValidationRule):
        def enter_document(self, node: DocumentNode, *_: Any) -> None:
            size = measure(node)
            for name in ("depth", "aliases", "fields"):
                limit = getattr(limits, name)
                if getattr(size, name) > limit:
                    told = {"measure": name, "limit": limit}
                    self.report_error(GraphQLError(f"more than {limit} {name}", extensions=told))

    return WithinLimits


def _selections(
    selections: SelectionSetNode | None, fragments: dict[str, FragmentDefinitionNode], known: dict[str, Size]
) -> Size:
    total = Size()
    for node in selections.selections if selections else ():
        if isinstance(node, FieldNode):
            inner = _selections(node.selection_set, fragments, known)
            total = total.beside(Size(inner.depth + 1, inner.aliases + (node.alias is not None), inner.fields + 1))
        elif isinstance(node, InlineFragmentNode):
            total = total.beside(_selections(node.selection_set, fragments, known))
        elif isinstance(node, FragmentSpreadNode):
            total = total.beside(_fragment(node.name.value, fragments, known))
    return total


def _fragment(name: str, fragments: dict[str, FragmentDefinitionNode], known: dict[str, Size]) -> Size:
    if name not in known:
        # A cycle is refused by its own rule; here it must only end.
        known[name] = Size()
        if name in fragments:
            known[name] = _selections(fragments[name].selection_set, fragments, known)
    return known[name]
