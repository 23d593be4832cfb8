"""One operation of one document, prepared: parsed, bounded, validated, split into what is planned and what is
answered from the schema itself. Nothing here depends on variables, so it is kept per document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from graphql import (
    REMOVE,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    Visitor,
    parse,
    print_ast,
    validate,
    visit,
)

from services.gateway.execution.cost import Scale, Weight
from services.gateway.execution.error import RequestError, coded, refusal
from services.gateway.execution.limit import Limits, check_limits
from services.gateway.execution.plan import Node as PlanNode
from services.gateway.execution.projection import Projection
from services.gateway.execution.selection import (
    CONDITIONS,
    Truths,
    condition_variables,
    fetched_key,
    fragments_of,
    wanted,
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is left of an operation once its conditions are known: the plan to run and the shape of the response."""

    plan: PlanNode | None
    projection: Projection


@dataclass(slots=True)
class Prepared:
    """`planned` is the document for the planner (None when nothing is fetched), `meta` the one for introspection,
    `weights` what the operation costs once the variables are known, `decided` its plans by the conditions' values."""

    operation: OperationDefinitionNode
    root: GraphQLObjectType
    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: tuple[str, ...]
    planned: DocumentNode | None
    meta: DocumentNode | None
    weights: tuple[Weight, ...]
    decided: dict[tuple[bool, ...], Decided] = field(default_factory=dict)


def prepare(schema: GraphQLSchema, text: str, name: str | None, limits: Limits, hide: bool) -> Prepared:
    """Raises RequestError for a document that cannot be run; `hide` leaves suggestions out of the messages."""
    document = read_document(text, limits)
    fragments = fragments_of(document)
    check_limits(document, fragments, limits)
    errors = validate(schema, document, hide_suggestions=hide, allow_empty_selection_sets=False)
    if errors:
        raise RequestError(coded(errors, "GRAPHQL_VALIDATION_FAILED"))
    operation = choose(document, name)
    root = schema.get_root_type(operation.operation)
    if root is None or operation.operation is OperationType.SUBSCRIPTION:
        raise refusal("OPERATION_NOT_SUPPORTED", f"Operations of kind {operation.operation.value} are not served here.")
    planned, meta = split(operation, fragments, meta_wanted=False), split(operation, fragments, meta_wanted=True)
    return Prepared(
        operation,
        root,
        fragments,
        condition_variables(document),
        visit(planned, PlannedKeys()) if planned else None,
        meta,
        Scale(schema, fragments).weigh(operation, root),
    )


def read_document(text: str, limits: Limits) -> DocumentNode:
    """The syntax tree; GRAPHQL_PARSE_FAILED or TOO_MANY_TOKENS."""
    try:
        return parse(text, max_tokens=limits.tokens, allow_empty_selection_sets=False)
    except GraphQLError as error:
        code = "TOO_MANY_TOKENS" if "tokens" in error.message else "GRAPHQL_PARSE_FAILED"
        raise RequestError(coded([error], code)) from None


def choose(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation that is meant."""
    found = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name:
        found = [node for node in found if node.name and node.name.value == name]
        if not found:
            raise refusal("OPERATION_UNKNOWN", "The document has no operation of that name.")
    if len(found) != 1:
        raise refusal("OPERATION_NAME_NEEDED", "The document has not exactly one operation; say which is meant.")
    return found[0]


def split(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode], *, meta_wanted: bool
) -> DocumentNode | None:
    """The operation with only its `__schema`/`__type` root fields, or only the others; None when none is left."""
    kept = kept_of(operation.selection_set.selections, fragments, meta_wanted)
    if not kept:
        return None
    used = reachable(kept, fragments)
    part = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        selection_set=SelectionSetNode(selections=tuple(kept)),
    )
    return DocumentNode(definitions=(part, *(fragments[name] for name in used)))


class PlannedKeys(Visitor):
    """Renames fields as `fetched_key` says. `__typename` is asked under its own name: the response is made from an
    object's type, whatever the alias."""

    def enter_field(self, node: FieldNode, *_: object) -> FieldNode | None:
        """The field under its other key, or no change."""
        if node.alias is None:
            return None
        key = fetched_key(node)
        alias = None if key == node.name.value or node.name.value == "__typename" else replace(node.alias, value=key)
        return replace(node, alias=alias)


class Decision(Visitor):
    """Takes @skip and @include out, and what they leave out. An object of which nothing is left is still fetched, since
    it may be null."""

    def __init__(self, truths: Truths) -> None:
        super().__init__()
        self._truths = truths

    def enter(self, node: Node, *_: object) -> object:
        """The selection without its conditions, REMOVE, or None for no change."""
        directives = getattr(node, "directives", None)
        if not directives or not isinstance(node, SelectionNode):
            return None
        if not wanted(directives, self._truths):
            return REMOVE
        return replace(node, directives=tuple(one for one in directives if one.name.value not in CONDITIONS))

    def leave_selection_set(self, node: SelectionSetNode, *_: object) -> SelectionSetNode | None:
        """Not empty."""
        return None if node.selections else SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename")),))


def decide(planned: DocumentNode, truths: Truths) -> str:
    """The document for the planner with its conditions decided; "" when nothing is left to fetch. Planned with the
    conditions in it, some correct documents have no plan."""
    document = visit(planned, Decision(truths))
    (operation,) = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    left = split(operation, fragments_of(document), meta_wanted=False)
    return print_ast(left) if left else ""


def kept_of(
    selections: Iterable[SelectionNode], fragments: Mapping[str, FragmentDefinitionNode], meta_wanted: bool
) -> list[SelectionNode]:
    """Root selections of one sort. Spreads are opened, since a fragment may hold both sorts."""
    kept: list[SelectionNode] = []
    for item in selections:
        if isinstance(item, FieldNode):
            if item.name.value != "__typename" and item.name.value.startswith("__") == meta_wanted:
                kept.append(item)
            continue
        if isinstance(item, FragmentSpreadNode):
            fragment = fragments[item.name.value]
            condition, inner = fragment.type_condition, fragment.selection_set
        elif isinstance(item, InlineFragmentNode):
            condition, inner = item.type_condition, item.selection_set  # type: ignore[assignment]
        below = kept_of(inner.selections, fragments, meta_wanted)
        if below:
            kept.append(
                InlineFragmentNode(
                    type_condition=condition,
                    directives=item.directives,
                    selection_set=SelectionSetNode(selections=tuple(below)),
                )
            )
    return kept


def reachable(selections: Iterable[SelectionNode], fragments: Mapping[str, FragmentDefinitionNode]) -> list[str]:
    """The fragments that are still used."""
    found: dict[str, None] = {}
    waiting = list(selections)
    while waiting:
        item = waiting.pop()
        inner = getattr(item, "selection_set", None)
        if isinstance(item, FragmentSpreadNode) and item.name.value not in found:
            found[item.name.value] = None
            inner = fragments[item.name.value].selection_set
        if inner is not None:
            waiting.extend(inner.selections)
    return list(found)


def truths_of(conditions: tuple[str, ...], variables: Mapping[str, object]) -> Truths:
    """The values of the condition variables."""
    return {name: bool(variables.get(name)) for name in conditions}
