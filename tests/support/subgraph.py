"""Subgraphs in the test's own process: real GraphQL execution over data written in a case file, and a caller that
counts what is asked. A value `{$format: "{a}-{b}"}` is made of the object's other fields and the arguments,
`{$error: CODE}` fails, `{$ref: {__typename: T, id: 1}}` is another record of the same subgraph."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    build_ast_schema,
    execute_sync,
    parse,
    validate,
)

from services.gateway.execution.error import SubgraphFailure
from services.gateway.execution.port import Asking

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@requires", "@provides",'
    ' "@external", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@tag", "@extends"])\n'
)
Record = dict[str, Any]


@dataclass
class Subgraph:
    """One subgraph of a case. `down` makes it fail as an unreachable server would."""

    schema: GraphQLSchema
    roots: Mapping[str, Record]
    entities: list[Record]
    down: str = ""

    def answer(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """What a subgraph's server would answer; a request that its schema refuses fails the test."""
        document = parse(query)
        problems = validate(self.schema, document)
        assert not problems, (query, problems)
        result = execute_sync(
            self.schema, document, self, variable_values=variables, field_resolver=self.field, type_resolver=kind
        )
        return orjson.loads(orjson.dumps(result.formatted))  # type: ignore[no-any-return]

    def field(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        """Resolves a field from the case's data."""
        if info.field_name == "_entities":
            return [self.entity(item) for item in arguments["representations"]]
        record = self.roots.get(info.parent_type.name, {}) if source is self else source
        return self.value(record.get(info.field_name), record, arguments)

    def value(self, value: Any, record: Record, arguments: Mapping[str, Any]) -> Any:
        """Opens the special forms."""
        if isinstance(value, list):
            return [self.value(item, record, arguments) for item in value]
        if isinstance(value, dict) and "$error" in value:
            return failure(value["$error"])
        if isinstance(value, dict) and "$format" in value:
            return value["$format"].format_map({**record, **arguments})
        if isinstance(value, dict) and "$ref" in value:
            return self.entity(value["$ref"])
        return value

    def entity(self, wanted: Record) -> Record | None:
        """The record that agrees with the representation in every field both have; what was sent beyond is added."""
        for record in self.entities:
            mine = {key: value for key, value in wanted.items() if key in record and key != "__typename"}
            named = wanted["__typename"] in (record["__typename"], record.get("$as"))
            if named and mine and all(agrees(record[key], value) for key, value in mine.items()):
                return {**wanted, **record}
        return None


def failure(code: str) -> GraphQLError:
    """Returned for a value, it fails that value, also in a list; the rest of the list is answered."""
    return GraphQLError(f"failed with {code}", extensions={"code": code, "stacktrace": ["secret"]})


def agrees(mine: Any, sent: Any) -> bool:
    if isinstance(mine, dict) and isinstance(sent, dict):
        return all(agrees(mine.get(key), value) for key, value in sent.items())
    return mine is not None and str(mine) == str(sent)


def kind(value: Any, *_: Any) -> str:
    return str(value["__typename"])


def read_subgraph(sdl: str, roots: Mapping[str, Record], entities: list[Record]) -> Subgraph:
    """The subgraph's executable schema: its own types, `_entities`, and no federation directives."""
    nodes = [node for node in parse(sdl).definitions if not hasattr(node, "operation_types")]
    known = {node.name.value for node in nodes if isinstance(node, ObjectTypeDefinitionNode)}
    whole = [alone(node) if isinstance(node, ObjectTypeExtensionNode) and node.name.value not in known else node
             for node in nodes]  # fmt: skip
    keyed = [
        node.name.value
        for node in whole
        if isinstance(node, ObjectTypeDefinitionNode) and any(d.name.value == "key" for d in node.directives or ())
    ]
    extra = "scalar _Any\nscalar FieldSet\n"
    if keyed:
        extra += f"union _Entity = {' | '.join(keyed)}\n"
        field_ = "_entities(representations: [_Any!]!): [_Entity]!"
        extra += f"extend type Query {{ {field_} }}" if has_query(whole) else f"type Query {{ {field_} }}"
    elif not has_query(whole):
        extra += "type Query { _nothing: Int }"
    document = DocumentNode(definitions=(*whole, *parse(extra).definitions))
    return Subgraph(build_ast_schema(document, assume_valid_sdl=True), roots, entities)


def has_query(nodes: list[Any]) -> bool:
    return any(isinstance(node, ObjectTypeDefinitionNode) and node.name.value == "Query" for node in nodes)


def alone(node: ObjectTypeExtensionNode) -> ObjectTypeDefinitionNode:
    return ObjectTypeDefinitionNode(
        name=node.name, interfaces=node.interfaces, directives=node.directives, fields=node.fields
    )


@dataclass
class Neighbours:
    """Implements SubgraphCaller over in-process subgraphs and remembers each call."""

    subgraphs: Mapping[str, Subgraph]
    calls: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    async def call(self, service: str, body: bytes, asking: Asking) -> dict[str, Any]:
        """Answers from the subgraph of that name."""
        asked = orjson.loads(body)
        self.calls.append((service, asked["query"], asked["variables"]))
        subgraph = self.subgraphs[service]
        if subgraph.down:
            raise SubgraphFailure(subgraph.down, f"The service {service} cannot be reached.")
        return subgraph.answer(asked["query"], asked["variables"])

    @property
    def counts(self) -> dict[str, int]:
        """Calls by subgraph."""
        return dict(Counter(service for service, _, _ in self.calls))
