"""What is generated from the services' code is committed as it would be generated now; and each way of being stale, and
each fault of the schemas, is found."""

from pathlib import Path

import pytest
import tas_planner
from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    parse,
)

from cli import schema as verb
from cli.codegen import CodegenProblem, generate
from cli.composition import CompositionProblem, compose
from kit.settings import SERVICES
from services.gateway.execution.supergraph import api_schema

INTERNAL = {
    "peopleFeed", "peopleEntries", "opportunityFeed", "opportunityEntries", "approvalFeed", "approvalEntries",
    "accountStanding", "runningChains", "approvedChains", "mailAddresses", "notThere", "actorStands",
    "resolveApprovers", "lineHeads", "accountFacts", "partnerStanding", "loginActor", "registrationFacts",
    "ensureAccount", "expireProtection", "expireVerification", "recordChainEntry",
}  # fmt: skip
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n'
URLS = {"a": "http://a/graphql", "b": "http://b/graphql"}


@pytest.fixture(scope="module")
def made() -> dict[Path, str]:
    return verb.made(verb.subgraphs())


@pytest.fixture(scope="module")
def public() -> GraphQLSchema:
    supergraph = (verb.SUPERGRAPH / "supergraph.graphql").read_text(encoding="utf-8")
    return api_schema(tas_planner.Planner(supergraph).api_schema)


def test_what_is_committed_is_fresh(made: dict[Path, str]) -> None:
    assert [str(path.relative_to(verb.ROOT)) for path in verb.stale(made)] == []


def test_a_changed_a_lacking_and_a_left_over_file_are_stale(
    made: dict[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verb, "SUPERGRAPH", tmp_path / "supergraph")
    monkeypatch.setattr(verb, "GENERATED", tmp_path / "generated")
    moved = {tmp_path / path.parent.name / path.name: text for path, text in made.items() if path.suffix == ".graphql"}
    verb.write(moved)
    assert verb.stale(moved) == []
    changed, lacking, *_ = sorted(moved)
    changed.write_text(changed.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    lacking.unlink()
    left_over = tmp_path / "supergraph" / "zzz.graphql"
    left_over.write_text("", encoding="utf-8")
    assert verb.stale(moved) == [changed, lacking, left_over]
    verb.write(moved)
    assert verb.stale(moved) == []


def internal_fields(sdl: str) -> set[str]:
    """Root fields that a subgraph keeps from the public."""
    kinds = (ObjectTypeDefinitionNode, ObjectTypeExtensionNode)
    roots = [node for node in parse(sdl).definitions if isinstance(node, kinds) and node.name.value in ("Query", "Mutation")]  # fmt: skip # noqa: E501
    fields = [field for root in roots for field in root.fields or ()]
    return {one.name.value for one in fields if "inaccessible" in {used.name.value for used in one.directives or ()}}


def test_internal_fields_are_in_the_subgraphs_and_not_public(public: GraphQLSchema) -> None:
    found = {one for sdl in verb.subgraphs().values() for one in internal_fields(sdl)}
    assert found == INTERNAL
    assert public.query_type is not None and public.mutation_type is not None
    assert found & ({*public.query_type.fields} | {*public.mutation_type.fields}) == set()


def test_no_public_type_is_there_for_internal_fields_only(public: GraphQLSchema) -> None:
    """A schema rebuilt from its roots and what implements their interfaces has every public type."""
    kinds = [one for one in public.type_map.values() if isinstance(one, GraphQLObjectType) and one.interfaces]
    reached = GraphQLSchema(query=public.query_type, mutation=public.mutation_type, types=kinds)
    left = {name for name in public.type_map if not name.startswith("__")} - set(reached.type_map)
    assert left == set()


def test_everything_public_is_described(public: GraphQLSchema) -> None:
    bare = []
    for name, kind in public.type_map.items():
        if name.startswith("__") or name in ("Query", "Mutation", "String", "Int", "Float", "Boolean", "ID"):
            continue
        fields = getattr(kind, "fields", {})
        bare += [name] if not kind.description else []
        bare += [f"{name}.{field}" for field, one in fields.items() if not one.description]
    assert bare == []


def test_every_service_has_its_schema() -> None:
    assert set(verb.subgraphs()) == set(SERVICES)


def test_schemas_that_do_not_compose_are_told() -> None:
    schemas = {"a": LINK + "type Query { thing: Int }", "b": LINK + "type Query { thing: String }"}
    with pytest.raises(CompositionProblem, match="thing"):
        compose(schemas, URLS)


def test_an_operation_that_does_not_fit_its_schema_is_told() -> None:
    with pytest.raises(CodegenProblem, match="lineHeads"):
        generate("people", "type Query { nothing: Int }")
