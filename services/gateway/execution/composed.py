"""Two things that a composer may leave out of a composed schema although its own directives imply them. Composing is a
step of whoever made the file; serving it wrongly would be ours.

- A field that a subgraph requires (`@requires`) comes from elsewhere, so that subgraph's own copy is external. On an
  interface that the subgraph knows as an object (`@interfaceObject`), the copy may lack its `join__field` marks.
- A field whose subgraphs give it different types has the widest of them; the file may show a narrower one."""

from collections.abc import Mapping
from dataclasses import replace

from graphql import (
    ConstDirectiveNode,
    DefinitionNode,
    DocumentNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeNode,
    parse,
    parse_type,
    print_ast,
)

from services.gateway.execution.supergraph import Supergraph, applied, key_tree

Fits = Mapping[str, frozenset[str]]


def mended(sdl: str) -> str:
    """The composed schema with both put right; the same text when nothing was missing."""
    document = parse(sdl, no_location=True)
    fits = Supergraph(document).fits
    definitions = tuple(mended_type(node, fits) for node in document.definitions)
    if all(new is old for new, old in zip(definitions, document.definitions, strict=True)):
        return sdl
    return print_ast(DocumentNode(definitions=definitions))


def mended_type(node: DefinitionNode, fits: Fits) -> DefinitionNode:
    """The type with its fields put right; itself when they are, or when it has none."""
    if not isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        return node
    marks = external_marks(node) if isinstance(node, InterfaceTypeDefinitionNode) else {}
    fields = tuple(widened(marked(field, marks), fits) for field in node.fields or ())
    if all(new is old for new, old in zip(fields, node.fields or (), strict=True)):
        return node
    return replace(node, fields=fields)


def external_marks(node: InterfaceTypeDefinitionNode) -> dict[str, tuple[ConstDirectiveNode, ...]]:
    """The `join__field` marks that the interface's required fields should have, by name."""
    types = applied(node.directives, "join__type")
    objects = {given["graph"] for given in types if given.get("isInterfaceObject")}
    owners = [graph for graph in dict.fromkeys(given["graph"] for given in types) if graph not in objects]
    keys = {(given["graph"], name) for given in types if given.get("key") for name in key_tree(given["key"])}
    needed = {
        name: given["graph"]
        for field in node.fields or ()
        for given in applied(field.directives, "join__field")
        if given.get("requires") and given.get("graph") in objects
        for name, below in key_tree(given["requires"]).items()
        if not below and (given["graph"], name) not in keys
    }
    return {
        name: (*(join_field(f"graph: {owner}") for owner in owners), join_field(f"graph: {graph}, external: true"))
        for name, graph in needed.items()
    }


def join_field(arguments: str) -> ConstDirectiveNode:
    """A mark as a syntax node."""
    (node,) = parse(f"type T {{ f: Int @join__field({arguments}) }}", no_location=True).definitions
    assert isinstance(node, ObjectTypeDefinitionNode) and node.fields and node.fields[0].directives
    return node.fields[0].directives[0]


def marked(field: FieldDefinitionNode, marks: Mapping[str, tuple[ConstDirectiveNode, ...]]) -> FieldDefinitionNode:
    """The field with the marks it lacks; one that has any was marked by a composer that knew."""
    found = marks.get(field.name.value)
    if found is None or applied(field.directives, "join__field"):
        return field
    return replace(field, directives=(*(field.directives or ()), *found))


def widened(field: FieldDefinitionNode, fits: Fits) -> FieldDefinitionNode:
    """The field with the widest of the types that its subgraphs give it."""
    name = widest = inner_name(field.type)
    for given in applied(field.directives, "join__field"):
        if given.get("type"):
            other = inner_name(parse_type(given["type"], no_location=True))
            if other in fits.get(widest, ()):
                widest = other
    return field if widest == name else replace(field, type=renamed_type(field.type, widest))


def inner_name(kind: TypeNode) -> str:
    """The named type under lists and non-nulls."""
    while isinstance(kind, ListTypeNode | NonNullTypeNode):
        kind = kind.type
    assert isinstance(kind, NamedTypeNode)
    return kind.name.value


def renamed_type(kind: TypeNode, name: str) -> TypeNode:
    """The same lists and non-nulls around another named type."""
    if isinstance(kind, NamedTypeNode):
        return replace(kind, name=replace(kind.name, value=name))
    assert isinstance(kind, ListTypeNode | NonNullTypeNode)
    inner = renamed_type(kind.type, name)
    if isinstance(kind, ListTypeNode):
        return ListTypeNode(type=inner)
    assert isinstance(inner, NamedTypeNode | ListTypeNode)
    return NonNullTypeNode(type=inner)
