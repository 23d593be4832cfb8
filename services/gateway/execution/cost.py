"""What an operation may cost at most, known before anything is fetched: each field counts one for every object it is
asked of, a list has as many items as its `first` or `last` says. And how many requests a plan may send."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from services.gateway.execution.error import refusal
from services.gateway.execution.limit import Limits
from services.gateway.execution.plan import Fetch, Node

LIST_ITEMS = 5
"""How many items a list is taken to have that nothing bounds."""
SLICES = ("first", "last")
Size = int | str


@dataclass(frozen=True, slots=True)
class Weight:
    """A field: how many objects of it there are for each of its parent (a number or the variable that says it), and the
    fields of each."""

    items: Size
    below: tuple["Weight", ...]

    def cost(self, variables: Mapping[str, Any]) -> int:
        """The count of field values, an upper bound as far as lists keep to their size."""
        items = self.items if isinstance(self.items, int) else counted(variables.get(self.items))
        return items * (1 + sum(weight.cost(variables) for weight in self.below))


def counted(value: Any) -> int:
    """The number of items that a slicing variable asks for."""
    return max(value, 0) if type(value) is int else LIST_ITEMS


@dataclass(frozen=True, slots=True)
class Scale:
    """Weighs the fields of one document. Runs after validation, when fragments form no cycles and fields exist."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]

    def weigh(self, operation: OperationDefinitionNode, root: GraphQLObjectType) -> tuple[Weight, ...]:
        """The root fields' weights. What the schema itself answers is not counted."""
        return tuple(self._fields(root, operation.selection_set, None))

    def _fields(
        self, parent: GraphQLNamedType | None, selections: SelectionSetNode, size: Size | None
    ) -> Iterable[Weight]:
        for item in selections.selections:
            if isinstance(item, FieldNode):
                if not item.name.value.startswith("__"):
                    yield self._field(parent, item, size)
                continue
            inner: Any = self.fragments[item.name.value] if isinstance(item, FragmentSpreadNode) else item
            kind = self.schema.get_type(inner.type_condition.name.value) if inner.type_condition else parent
            yield from self._fields(kind, inner.selection_set, size)

    def _field(self, parent: GraphQLNamedType | None, node: FieldNode, size: Size | None) -> Weight:
        """`size` is what the parent was asked to hold: a connection is sliced, its lists have the items."""
        assert isinstance(parent, GraphQLObjectType | GraphQLInterfaceType)
        kind = parent.fields[node.name.value].type
        own = sliced(node)
        listed = is_list(kind)
        items: Size = 1
        if listed:
            items = own if own is not None else LIST_ITEMS if size is None else size
        if node.selection_set is None:
            return Weight(1, ())
        below = self._fields(get_named_type(kind), node.selection_set, None if listed else own)
        return Weight(items, tuple(below))


def is_list(kind: GraphQLOutputType) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def sliced(node: FieldNode) -> Size | None:
    """The size that the field's own arguments give, if any."""
    for argument in node.arguments or ():
        if argument.name.value in SLICES:
            if isinstance(argument.value, VariableNode):
                return argument.value.name.value
            if isinstance(argument.value, IntValueNode):
                return counted(int(argument.value.value))
    return None


def check_cost(weights: Iterable[Weight], variables: Mapping[str, Any], limits: Limits) -> None:
    """Refuses with QUERY_TOO_COSTLY."""
    cost = sum(weight.cost(variables) for weight in weights)
    if cost > limits.cost:
        message = f"The query may cost {cost}, more than {limits.cost}; ask for fewer items or fewer fields of each."
        raise refusal("QUERY_TOO_COSTLY", message, cost=cost, limit=limits.cost)


def check_fetches(plan: Node | None, limits: Limits) -> None:
    """Refuses with TOO_MANY_FETCHES."""
    count = fetches(plan)
    if count > limits.fetches:
        message = f"The query needs {count} requests to services, more than {limits.fetches}."
        raise refusal("TOO_MANY_FETCHES", message, count=count, limit=limits.fetches)


def fetches(node: Node | None) -> int:
    """The most requests that a plan may send."""
    match node:
        case None:
            return 0
        case Fetch():
            return 1
    return sum(fetches(item) for item in node.nodes)
