"""The planner's JSON as frozen nodes that are ready to run. The planner itself is the Rust package `tas_planner`."""

from dataclasses import dataclass
from typing import Any

import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A field (`key` in the data, `as_key` in the representation) or, with `condition`, an inline fragment."""

    key: str
    as_key: str
    condition: str
    selections: tuple["Requirement", ...]


@dataclass(frozen=True, slots=True)
class RewriteStep:
    """Either one key or a set of type names."""

    key: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Renames the key at the end of the path, or, for representations, sets its value."""

    path: tuple[RewriteStep, ...]
    value: str
    renames: bool


@dataclass(frozen=True, slots=True)
class PathStep:
    """`key` descends, `types` filters; neither means: each item of the list."""

    key: str
    types: tuple[str, ...]


PlanPath = tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class EntityPart:
    """One `_entities` field of a fetch: where its objects are and what it needs of them."""

    alias: str
    variable: str
    paths: tuple[PlanPath, ...]
    requires: tuple[Requirement, ...]
    inputs: tuple[Rewrite, ...]
    outputs: tuple[Rewrite, ...]


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request. Without `parts` it asks root fields, whose response keys are `roots`."""

    service: str
    kind: str
    query: bytes
    variables: tuple[str, ...]
    outputs: tuple[Rewrite, ...]
    parts: tuple[EntityPart, ...]
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Parallel:
    nodes: tuple["Node", ...]


Node = Fetch | Sequence | Parallel


def read_plan(text: str) -> Node | None:
    """The plan's tree; None when nothing has to be fetched."""
    return read_node(orjson.loads(text).get("node"))


def read_node(raw: dict[str, Any] | None, path: PlanPath = ()) -> Node | None:
    """One node and what is below it. `path` is that of the Flatten around a fetch."""
    if raw is None:
        return None
    match raw["kind"]:
        case "Sequence" | "Parallel" as kind:
            nodes = tuple(node for node in (read_node(item, path) for item in raw["nodes"]) if node is not None)
            return Sequence(nodes) if kind == "Sequence" else Parallel(nodes)
        case "Flatten":
            return read_node(raw["node"], path + read_path(raw["path"]))
        case "Fetch" | "BatchFetch":
            return read_fetch(raw, path)
    raise ValueError(f"the planner's node {raw['kind']} is not known here")


def read_fetch(raw: dict[str, Any], path: PlanPath) -> Fetch:
    """A fetch of root fields, of entities at one path, or of several batches of entities."""
    if raw["kind"] == "BatchFetch":
        parts = tuple(
            read_part(item["alias"], item["representationsVariableName"], item, tuple(map(read_path, item["paths"])))
            for item in raw["entityBatch"]["aliases"]
        )
    elif raw.get("requires") is not None:
        parts = (read_part("_entities", "representations", raw, (path,)),)
    else:
        parts = ()
    return Fetch(
        service=raw["serviceName"],
        kind=raw.get("operationKind") or "query",
        query=orjson.dumps(raw["operation"]),
        variables=tuple(raw.get("variableUsages") or ()),
        outputs=read_rewrites(raw.get("outputRewrites")) if not parts else (),
        parts=parts,
        roots=() if parts else root_keys(raw["operation"]),
    )


def read_part(alias: str, variable: str, raw: dict[str, Any], paths: tuple[PlanPath, ...]) -> EntityPart:
    """The entity part of a fetch."""
    inputs, outputs = read_rewrites(raw.get("inputRewrites")), read_rewrites(raw.get("outputRewrites"))
    return EntityPart(alias, variable, paths, read_requirements(raw["requires"]), inputs, outputs)


def read_requirements(raw: list[dict[str, Any]]) -> tuple[Requirement, ...]:
    """The selection that becomes a representation. An aliased field is read by its name and sent by its alias:
    that is how the planner says that the data has it under another key."""
    return tuple(
        Requirement(
            key=item.get("name", ""),
            as_key=item.get("alias") or item.get("name", ""),
            condition=item.get("typeCondition", ""),
            selections=read_requirements(item.get("selections") or []),
        )
        for item in raw
    )


def read_path(raw: list[Any]) -> PlanPath:
    """`[{"Field": "a"}, "@", {"TypeCondition": ["T"]}]`."""
    return tuple(
        PathStep("", ()) if item == "@" else PathStep(item.get("Field", ""), tuple(item.get("TypeCondition", ())))
        for item in raw
    )


def read_rewrites(raw: list[dict[str, Any]] | None) -> tuple[Rewrite, ...]:
    """Value setters and key renamers."""
    found = []
    for item in raw or ():
        ((kind, body),) = item.items()
        steps = tuple(RewriteStep(step.get("Key", ""), tuple(step.get("TypenameEquals", ()))) for step in body["path"])
        renames = kind == "KeyRenamer"
        found.append(Rewrite(steps, body["renameKeyTo"] if renames else body["setValueTo"], renames))
    return tuple(found)


def root_keys(operation: str) -> tuple[str, ...]:
    """The response keys an operation asks at its root, for naming them when the whole fetch fails."""
    document = parse(operation, no_location=True)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    keys: dict[str, None] = {}

    def walk(selections: SelectionSetNode) -> None:
        for item in selections.selections:
            if isinstance(item, FieldNode):
                keys[(item.alias or item.name).value] = None
            elif isinstance(item, FragmentSpreadNode):
                walk(fragments[item.name.value].selection_set)
            else:
                walk(item.selection_set)  # type: ignore[attr-defined]

    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            walk(node.selection_set)
    return tuple(keys)
