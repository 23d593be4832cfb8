"""What the supergraph says that the plan does not: addresses, which type fits which condition, keys, the API schema."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldNode,
    GraphQLSchema,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    OperationDefinitionNode,
    ScalarTypeDefinitionNode,
    SelectionSetNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    parse,
    specified_directives,
    specified_scalar_types,
    value_from_ast_untyped,
)

KeyTree = Mapping[str, "KeyTree"]
STANDARD = frozenset(directive.name for directive in specified_directives)


@dataclass(frozen=True)
class Supergraph:
    """The composed schema, read once."""

    document: DocumentNode

    @cached_property
    def graphs(self) -> Mapping[str, tuple[str, str]]:
        """Enum value → (subgraph's name, URL)."""
        found: dict[str, tuple[str, str]] = {}
        for node in self.document.definitions:
            if isinstance(node, EnumTypeDefinitionNode) and node.name.value == "join__Graph":
                for value in node.values or ():
                    for given in applied(value.directives, "join__graph"):
                        found[value.name.value] = (given["name"], given.get("url") or "")
        return found

    @cached_property
    def endpoints(self) -> Mapping[str, str]:
        """Subgraph's name → URL."""
        return dict(self.graphs.values())

    @cached_property
    def fits(self) -> Mapping[str, frozenset[str]]:
        """Type → itself and every interface and union it belongs to."""
        found: dict[str, set[str]] = {}
        for node in self.document.definitions:
            if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
                own = found.setdefault(node.name.value, {node.name.value})
                own.update(item.name.value for item in node.interfaces or ())
            elif isinstance(node, UnionTypeDefinitionNode):
                for member in node.types or ():
                    found.setdefault(member.name.value, {member.name.value}).add(node.name.value)
        return {name: frozenset(names) for name, names in found.items()}

    @cached_property
    def interfaces(self) -> frozenset[str]:
        """Names that a value's `__typename` has only where a subgraph knows the interface as an object."""
        kinds = (InterfaceTypeDefinitionNode,)
        return frozenset(node.name.value for node in self.document.definitions if isinstance(node, kinds))

    @cached_property
    def keys(self) -> Mapping[tuple[str, str], tuple[KeyTree, ...]]:
        """(type, subgraph) → its keys that the subgraph resolves, as trees of field names."""
        found: dict[tuple[str, str], list[KeyTree]] = {}
        for node in self.document.definitions:
            if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
                for given in applied(node.directives, "join__type"):
                    if given.get("key") and given.get("resolvable") is not False:
                        at = (node.name.value, self.graphs[given["graph"]][0])
                        found.setdefault(at, []).append(key_tree(given["key"]))
        return {at: tuple(trees) for at, trees in found.items()}


def applied(directives: tuple[ConstDirectiveNode, ...] | None, name: str) -> list[dict[str, Any]]:
    """The arguments of each use of a directive."""
    return [
        {argument.name.value: value_from_ast_untyped(argument.value) for argument in directive.arguments or ()}
        for directive in directives or ()
        if directive.name.value == name
    ]


def key_tree(fields: str) -> KeyTree:
    """`id owner { id }` as `{id: {}, owner: {id: {}}}`."""

    def tree(selections: SelectionSetNode | None) -> dict[str, KeyTree]:
        items = selections.selections if selections else ()
        return {item.name.value: tree(item.selection_set) for item in items if isinstance(item, FieldNode)}

    (node,) = parse(f"{{{fields}}}", no_location=True).definitions
    return tree(node.selection_set) if isinstance(node, OperationDefinitionNode) else {}


def read_supergraph(sdl: str) -> Supergraph:
    """Parses a composed schema."""
    return Supergraph(parse(sdl, no_location=True))


def api_schema(sdl: str) -> GraphQLSchema:
    """The public schema as a graphql-core schema, without what the printer adds of the language itself and without
    mention of hidden types, which it may leave in unions and `implements`."""
    nodes = [node for node in parse(sdl, no_location=True).definitions if not built_in(node)]
    known = frozenset(node.name.value for node in nodes if isinstance(node, TypeDefinitionNode))
    kept = tuple(without_hidden(without_meta(node), known) for node in nodes)
    return build_ast_schema(DocumentNode(definitions=kept), assume_valid_sdl=True)


def built_in(node: DefinitionNode) -> bool:
    """Whether every schema has this definition anyway, or it is of the composition and no client's business."""
    if isinstance(node, DirectiveDefinitionNode):
        return node.name.value in STANDARD
    if isinstance(node, ScalarTypeDefinitionNode):
        return node.name.value in specified_scalar_types or node.name.value.startswith("join__")
    return isinstance(node, TypeDefinitionNode) and node.name.value.startswith(("__", "join__", "link__"))


def without_meta(node: DefinitionNode) -> DefinitionNode:
    """The type without `__schema` and `__type`, which every query type has unsaid."""
    if not isinstance(node, ObjectTypeDefinitionNode):
        return node
    return replace(node, fields=tuple(item for item in node.fields or () if not item.name.value.startswith("__")))


def without_hidden(node: DefinitionNode, known: frozenset[str]) -> DefinitionNode:
    """The type with only known types among its members and interfaces."""
    if isinstance(node, UnionTypeDefinitionNode):
        return replace(node, types=tuple(item for item in node.types or () if item.name.value in known))
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        return replace(node, interfaces=tuple(item for item in node.interfaces or () if item.name.value in known))
    return node
