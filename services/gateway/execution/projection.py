"""From merged data to the response: the operation's own fields in its own order, values completed by the public
schema, nulls propagated and reported by path as the specification's CompleteValue says.

Completers are built once per operation and kept; a response then costs one call per value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from services.gateway.execution.error import ErrorLog, Path
from services.gateway.execution.leaf import coercion
from services.gateway.execution.selection import Chooser

Complete = Callable[[Any, Path | None, ErrorLog], Any]
CODE = "INVALID_RESPONSE"


class NullViolation(Exception):
    """A value could not be completed; the nearest nullable parent becomes null. Its error is logged already."""


@dataclass(frozen=True, slots=True)
class PlannedField:
    """One response key of one type. `complete` is None for `__typename`."""

    key: str
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
                if field.name.startswith("__"):
                    made[field.key] = self._root.name if field.complete is None else meta.get(field.key)
                elif field.complete is not None:
                    made[field.key] = field.complete(data.get(field.key), Path(None, field.key), log)
        except NullViolation:
            return None
        return made

    def _planned(self, type_name: str, sets: tuple[SelectionSetNode, ...]) -> tuple[PlannedField, ...]:
        kind = self._schema.get_type(type_name)
        planned = []
        for key, nodes in self._chooser.fields(type_name, sets).items():
            name = nodes[0].name.value
            known = self._definition(kind, name)
            if name == "__typename":
                planned.append(PlannedField(key, name, None))
            elif known is not None:
                planned.append(PlannedField(key, name, self._completer(known.type, nodes, f"{type_name}.{name}")))
        return tuple(planned)

    def _definition(self, kind: Any, name: str) -> GraphQLField | None:
        if name in ("__schema", "__type"):
            return self._schema.get_field(self._root, name)
        found = kind.fields.get(name) if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) else None
        return found if isinstance(found, GraphQLField) else None

    def _completer(self, kind: GraphQLOutputType, nodes: list[FieldNode], label: str) -> Complete:
        if isinstance(kind, GraphQLNonNull):
            return non_null(self._bare(kind.of_type, nodes, label), label)
        return nullable(self._bare(kind, nodes, label))

    def _bare(self, kind: Any, nodes: list[FieldNode], label: str) -> Complete:
        if isinstance(kind, GraphQLList):
            return each(self._completer(kind.of_type, nodes, label), label)
        if is_composite_type(kind):
            return self._composite(kind, tuple(node.selection_set for node in nodes if node.selection_set), label)
        return leaf(coercion(get_named_type(kind)))

    def _composite(self, kind: Any, sets: tuple[SelectionSetNode, ...], label: str) -> Complete:
        by_type: dict[str, tuple[PlannedField, ...]] = {}
        abstract, static = is_abstract_type(kind), kind.name

        def complete(value: Any, path: Path | None, log: ErrorLog) -> dict[str, Any]:
            if type(value) is not dict:
                log.at(path, f"Expected an object for field {label}.", CODE)
                raise NullViolation
            name = (value.get("__typename") or static) if abstract else static
            fields = by_type.get(name)
            if fields is None:
                if name != static and not self._belongs(name, kind):
                    log.at(path, f"The type of the object at field {label} is not part of the schema.", CODE)
                    raise NullViolation
                fields = by_type[name] = self._planned(name, sets)
            made: dict[str, Any] = {}
            for field in fields:
                if field.complete is None:
                    made[field.key] = value.get(field.key, name) if name == static and abstract else name
                else:
                    made[field.key] = field.complete(value.get(field.key), Path(path, field.key), log)
            return made

        return complete

    def _belongs(self, name: str, kind: Any) -> bool:
        found = self._schema.get_type(name)
        if isinstance(found, GraphQLObjectType | GraphQLInterfaceType):
            return self._schema.is_sub_type(kind, found)
        return False


def nullable(inner: Complete) -> Complete:
    def complete(value: Any, path: Path | None, log: ErrorLog) -> Any:
        if value is None:
            return None
        try:
            return inner(value, path, log)
        except NullViolation:
            return None

    return complete


def non_null(inner: Complete, label: str) -> Complete:
    def complete(value: Any, path: Path | None, log: ErrorLog) -> Any:
        if value is None:
            log.at(path, f"Cannot return null for non-nullable field {label}.", CODE)
            raise NullViolation
        return inner(value, path, log)

    return complete


def each(inner: Complete, label: str) -> Complete:
    def complete(value: Any, path: Path | None, log: ErrorLog) -> list[Any]:
        if type(value) is not list:
            log.at(path, f"Expected a list for field {label}.", CODE)
            raise NullViolation
        return [inner(item, Path(path, index), log) for index, item in enumerate(value)]

    return complete


def leaf(coerce: Callable[[Any], Any]) -> Complete:
    def complete(value: Any, path: Path | None, log: ErrorLog) -> Any:
        try:
            return coerce(value)
        except ValueError as error:
            log.at(path, str(error), CODE)
            raise NullViolation from None

    return complete
