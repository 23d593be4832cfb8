"""From merged data to the response: the operation's own fields in its own order, values completed by the public
schema, nulls propagated and reported by path as the specification's CompleteValue says.

Completers are built once per operation and kept; a response then costs one call per value. A completer gets the place
of the value's parent and its own key, so that leaves, which are most values, make no path unless they fail."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    SelectionSetNode,
    is_abstract_type,
    is_composite_type,
)

from services.gateway.execution.error import ErrorLog, Path
from services.gateway.execution.leaf import EXACT, Coerce, coercion
from services.gateway.execution.selection import Chooser, fetched_key

Complete = Callable[[Any, Path | None, str | int, ErrorLog], Any]
CODE = "INVALID_RESPONSE"


class NullViolation(Exception):
    """A value could not be completed; the nearest nullable parent becomes null. Its error is logged already."""


@dataclass(frozen=True, slots=True)
class PlannedField:
    """One response key of one type, and the key of the fetched data. `complete` is None for `__typename`, and for what
    the schema itself answers."""

    key: str
    fetched: str
    name: str
    complete: Complete | None


class Projection:
    """The response shape of one operation for one set of condition values."""

    def __init__(self, chooser: Chooser, operation: OperationDefinitionNode, root: GraphQLObjectType) -> None:
        self._chooser = chooser
        self._schema = chooser.schema
        self._root = root
        self._fields = self._planned(root.name, (operation.selection_set,))

    def project(self, data: dict[str, Any], meta: dict[str, Any], log: ErrorLog) -> dict[str, Any] | None:
        """The `data` of the response. `meta` has the answers to `__schema` and `__type` by response key."""
        made: dict[str, Any] = {}
        try:
            for field in self._fields:
                if field.complete is not None:
                    made[field.key] = field.complete(data.get(field.fetched), None, field.key, log)
                else:
                    made[field.key] = self._root.name if field.name == "__typename" else meta.get(field.key)
        except NullViolation:
            return None
        return made

    def _planned(self, type_name: str, sets: tuple[SelectionSetNode, ...]) -> tuple[PlannedField, ...]:
        kind = self._schema.get_type(type_name)
        planned = []
        for key, nodes in self._chooser.fields(type_name, sets).items():
            name = nodes[0].name.value
            known = kind.fields.get(name) if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) else None
            if name.startswith("__"):
                planned.append(PlannedField(key, key, name, None))
            elif known is not None:
                complete = self._completer(known.type, nodes, f"{type_name}.{name}")
                planned.append(PlannedField(key, fetched_key(nodes[0]), name, complete))
        return tuple(planned)

    def _completer(self, kind: GraphQLOutputType, nodes: list[FieldNode], label: str) -> Complete:
        required = isinstance(kind, GraphQLNonNull)
        bare: Any = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(bare, GraphQLList):
            inner = each(self._completer(bare.of_type, nodes, label), label)
        elif is_composite_type(bare):
            inner = self._composite(bare, tuple(node.selection_set for node in nodes if node.selection_set), label)
        else:
            return leaf(coercion(bare), EXACT.get(bare.name), required, label)
        return non_null(inner, label) if required else nullable(inner)

    def _composite(self, kind: Any, sets: tuple[SelectionSetNode, ...], label: str) -> Complete:
        by_type: dict[str, Shape] = {}
        abstract, static = is_abstract_type(kind), kind.name

        def complete(value: Any, parent: Path | None, key: str | int, log: ErrorLog) -> dict[str, Any]:
            path = (parent, key)
            if type(value) is not dict:
                log.at(path, f"Expected an object for field {label}.", CODE)
                raise NullViolation
            name = (value.get("__typename") or static) if abstract else static
            shape = by_type.get(name)
            if shape is None:
                if name != static and not self._belongs(name, kind):
                    log.at(path, f"The type of the object at field {label} is not part of the schema.", CODE)
                    raise NullViolation
                shape = by_type[name] = tuple(
                    (item.key, item.fetched, item.complete) for item in self._planned(name, sets)
                )
            get = value.get
            return {
                field: name if inner is None else inner(get(fetched), path, field, log)
                for field, fetched, inner in shape
            }

        return complete

    def _belongs(self, name: str, kind: Any) -> bool:
        found = self._schema.get_type(name)
        if isinstance(found, GraphQLObjectType | GraphQLInterfaceType):
            return self._schema.is_sub_type(kind, found)
        return False


Shape = tuple[tuple[str, str, Complete | None], ...]
"""Response key, fetched key, completer: plain tuples, since this is the innermost loop."""


def nullable(inner: Complete) -> Complete:
    def complete(value: Any, parent: Path | None, key: str | int, log: ErrorLog) -> Any:
        if value is None:
            return None
        try:
            return inner(value, parent, key, log)
        except NullViolation:
            return None

    return complete


def non_null(inner: Complete, label: str) -> Complete:
    def complete(value: Any, parent: Path | None, key: str | int, log: ErrorLog) -> Any:
        if value is None:
            raise violation(parent, key, label, log)
        return inner(value, parent, key, log)

    return complete


def each(inner: Complete, label: str) -> Complete:
    def complete(value: Any, parent: Path | None, key: str | int, log: ErrorLog) -> list[Any]:
        path = (parent, key)
        if type(value) is not list:
            log.at(path, f"Expected a list for field {label}.", CODE)
            raise NullViolation
        return [inner(item, path, index, log) for index, item in enumerate(value)]

    return complete


def leaf(coerce: Coerce, exact: type | None, required: bool, label: str) -> Complete:
    """Values of the type `exact` need no look at all."""

    def complete(value: Any, parent: Path | None, key: str | int, log: ErrorLog) -> Any:
        if type(value) is exact:
            return value
        if value is None:
            if required:
                raise violation(parent, key, label, log)
            return None
        try:
            return coerce(value)
        except ValueError as error:
            log.at((parent, key), str(error), CODE)
            if required:
                raise NullViolation from None
            return None

    return complete


def violation(parent: Path | None, key: str | int, label: str, log: ErrorLog) -> NullViolation:
    """What to raise for a null that may not be."""
    log.at((parent, key), f"Cannot return null for non-nullable field {label}.", CODE)
    return NullViolation()
