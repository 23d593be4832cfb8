"""Each file of `cases`: subgraphs, operations, and the exact response with the number of calls to each subgraph."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from services.gateway.execution.engine import GraphQLRequest
from services.gateway.execution.error import RequestError
from services.gateway.execution.port import Asking
from services.gateway.main import build_engine
from tests.support.subgraph import Neighbours, read_subgraph

CASES = Path(__file__).parent / "cases"


def described() -> list[Any]:
    found = []
    for file in sorted(CASES.glob("*.yaml")):
        case = yaml.safe_load(file.read_text(encoding="utf-8"))
        for number, operation in enumerate(case["operations"]):
            found.append(pytest.param(file, case, operation, id=f"{file.stem}-{operation.get('name', number)}"))
    return found


def neighbours_of(case: dict[str, Any], operation: dict[str, Any]) -> Neighbours:
    subgraphs = {
        name: read_subgraph(found["schema"], found.get("roots", {}), found.get("entities", []))
        for name, found in case["subgraphs"].items()
    }
    for name in operation.get("down", ()):
        subgraphs[name].down = "SUBGRAPH_UNAVAILABLE"
    return Neighbours(subgraphs)


@pytest.mark.parametrize(("file", "case", "operation"), described())
async def test_the_response_is_exact(file: Path, case: dict[str, Any], operation: dict[str, Any]) -> None:
    neighbours = neighbours_of(case, operation)
    engine = build_engine(file.with_suffix(".graphql").read_text(encoding="utf-8"), neighbours)
    request = GraphQLRequest(operation["query"], variables=operation.get("variables", {}))
    if "refused" in operation:
        with pytest.raises(RequestError) as refused:
            await engine.execute(request, Asking())
        assert {error["extensions"]["code"] for error in refused.value.errors} == {operation["refused"]}
        assert neighbours.calls == []
        return
    result = await engine.execute(request, Asking())
    plan = "\n".join(f"{service}: {query} {variables}" for service, query, variables in neighbours.calls)
    assert orjson.dumps(result["data"]) == orjson.dumps(operation["data"]), plan
    errors = [{"path": error.get("path"), "code": error["extensions"]["code"]} for error in result.get("errors", [])]
    assert errors == operation.get("errors", []), plan
    if "calls" in operation:
        assert neighbours.counts == operation["calls"], plan
    if "order" in operation:
        assert [service for service, _, _ in neighbours.calls] == operation["order"], plan
