"""Every GraphQL document of the command line is sound under the schema that the gateway serves."""

import graphql
import pytest
import tas_planner

from cli import document
from services.gateway.execution.supergraph import api_schema
from services.gateway.main import SUPERGRAPH

DOCUMENTS = {name: text for name, text in vars(document).items() if name.isupper()}


@pytest.fixture(scope="module")
def schema() -> graphql.GraphQLSchema:
    return api_schema(tas_planner.Planner(SUPERGRAPH.read_text()).api_schema)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_sound(schema: graphql.GraphQLSchema, name: str) -> None:
    assert graphql.validate(schema, graphql.parse(DOCUMENTS[name])) == []
