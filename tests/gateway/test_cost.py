"""How operations are weighed: by the sizes that they ask for, through connections, fragments and variables."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse

from services.gateway.execution.cost import LIST_ITEMS, Scale
from services.gateway.execution.selection import fragments_of

SCHEMA = build_schema("""
type Query { user: User, users: [User!]!, people(first: Int, last: Int): People!, top(first: Int): [[User]] }
type User { name: String, tags: [String!], friends(first: Int): People, pets: [Pet] }
type People { nodes: [User!], total: Int }
union Pet = Cat | Dog
type Cat { name: String }
type Dog { name: String }
""")


def cost(query: str, **variables: Any) -> int:
    document = parse(query)
    root = SCHEMA.query_type
    operation = document.definitions[0]
    assert root is not None and isinstance(operation, OperationDefinitionNode)
    return sum(one.cost(variables) for one in Scale(SCHEMA, fragments_of(document)).weigh(operation, root))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ user { name tags } }", 3),
        ("{ users { name } }", LIST_ITEMS * 2),
        ("{ people(first: 10) { total nodes { name } } }", 1 + 1 + 10 * 2),
        ("{ people(last: 10) { nodes { friends(first: 100) { nodes { name } } } } }", 1 + 10 * (1 + 1 + 100 * 2)),
        ("{ people(first: 10) { nodes { pets { ... on Cat { name } } } } }", 1 + 10 * (1 + LIST_ITEMS * 2)),
        ("{ top(first: 3) { name } }", 3 * 2),
        ("{ user { ...F } } fragment F on User { name friends(first: 2) { nodes { name } } }", 1 + 1 + 1 + 2 * 2),
        ("{ __schema { types { fields { name } } } user { __typename } }", 1),
        ("{ people(first: -5) { nodes { name } } }", 1),
    ],
)
def test_the_cost_of_literals(query: str, expected: int) -> None:
    assert cost(query) == expected


def test_the_cost_of_variables() -> None:
    query = "query($n: Int) { people(first: $n) { nodes { name } } }"
    assert cost(query, n=50) == 1 + 50 * 2
    assert cost(query) == 1 + LIST_ITEMS * 2
