"""Which fields of the client's operation apply to an object: fragments opened, @skip and @include decided, in
document order. The result is kept per type, so an operation is walked once for each set of condition values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

OWN = "_as_"
"""Begins the client's aliases in what is fetched."""
CONDITIONS = ("skip", "include")
Truths = Mapping[str, bool]


@dataclass(frozen=True)
class Chooser:
    """Collects fields for one document and one set of values of its condition variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    truths: Truths

    def fields(self, type_name: str, sets: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Response key → the field nodes that share it, for an object whose type is `type_name`."""
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selections in sets:
            self._collect(type_name, selections, found, visited)
        return found

    def _collect(
        self, type_name: str, selections: SelectionSetNode, found: dict[str, list[FieldNode]], visited: set[str]
    ) -> None:
        for item in selections.selections:
            if not wanted(item.directives, self.truths):
                continue
            if isinstance(item, FieldNode):
                found.setdefault((item.alias or item.name).value, []).append(item)
            elif isinstance(item, InlineFragmentNode):
                if item.type_condition is None or self._applies(type_name, item.type_condition.name.value):
                    self._collect(type_name, item.selection_set, found, visited)
            elif isinstance(item, FragmentSpreadNode) and item.name.value not in visited:
                visited.add(item.name.value)
                fragment = self.fragments[item.name.value]
                if self._applies(type_name, fragment.type_condition.name.value):
                    self._collect(type_name, fragment.selection_set, found, visited)

    def _applies(self, type_name: str, condition: str) -> bool:
        if type_name == condition:
            return True
        wider, narrower = self.schema.get_type(condition), self.schema.get_type(type_name)
        return is_abstract_type(wider) and narrower is not None and self.schema.is_sub_type(wider, narrower)


def wanted(directives: Iterable[DirectiveNode] | None, truths: Truths) -> bool:
    """Whether @skip and @include leave the selection in."""
    for directive in directives or ():
        if directive.name.value in CONDITIONS:
            value = condition(directive, truths)
            if value == (directive.name.value == "skip"):
                return False
    return True


def condition(directive: DirectiveNode, truths: Truths) -> bool:
    """The value of `if`."""
    value = next(argument.value for argument in directive.arguments or () if argument.name.value == "if")
    if isinstance(value, VariableNode):
        return truths.get(value.name.value, False)
    return isinstance(value, BooleanValueNode) and value.value


def fetched_key(node: FieldNode) -> str:
    """The key of a field in fetched data. An alias may be the name of another field that a plan fetches for itself (a
    key, a required field), so the plan is made with aliases that are no field's name."""
    return node.name.value if node.alias is None or node.alias.value == node.name.value else OWN + node.alias.value


def client_key(key: str | int) -> str | int:
    """The client's key for a fetched one; indexes stay."""
    return key.removeprefix(OWN) if isinstance(key, str) else key


def condition_variables(document: DocumentNode) -> tuple[str, ...]:
    """The variables that @skip and @include depend on anywhere in the document."""
    names: dict[str, None] = {}

    def walk(selections: SelectionSetNode | None) -> None:
        for item in selections.selections if selections else ():
            for directive in item.directives or ():
                for argument in directive.arguments or ():
                    if directive.name.value in CONDITIONS and isinstance(argument.value, VariableNode):
                        names[argument.value.name.value] = None
            walk(getattr(item, "selection_set", None))

    for node in document.definitions:
        walk(getattr(node, "selection_set", None))
    return tuple(names)


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The document's fragments by name."""
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
