"""What the cases do not show of the engine: the plan cache, the bounds, and what runs at once."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
import tas_planner

from services.gateway.execution.cache import PlanCache
from services.gateway.execution.engine import Engine, GraphQLRequest
from services.gateway.execution.error import ErrorLog, RequestError
from services.gateway.execution.limit import Limits
from services.gateway.execution.port import Asking, SubgraphCaller
from services.gateway.execution.supergraph import api_schema, read_supergraph

SDL = (Path(__file__).parent / "cases" / "entity.graphql").read_text(encoding="utf-8")
DEADLINE = 5.0


class CountingPlanner:
    """The real planner, and what it was asked."""

    def __init__(self) -> None:
        self.inner = tas_planner.Planner(SDL)
        self.asked: list[tuple[str, str | None]] = []

    def plan(self, query: str, operation_name: str | None = None) -> str:
        self.asked.append((query, operation_name))
        return str(self.inner.plan(query, operation_name))


class Answering:
    """Answers every call with what a function of the service and the request says."""

    def __init__(self, answer: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
        self.answer = answer
        self.calls: list[str] = []

    async def call(self, service: str, body: bytes, asking: Asking) -> dict[str, Any]:
        self.calls.append(service)
        return self.answer(service, orjson.loads(body))


def engine_of(
    caller: SubgraphCaller, limits: Limits | None = None, cache: PlanCache | None = None
) -> tuple[Engine, CountingPlanner]:
    planner = CountingPlanner()
    schema = api_schema(planner.inner.api_schema)
    return Engine(read_supergraph(SDL), schema, planner, caller, limits, cache=cache), planner


def nobody() -> Answering:
    return Answering(lambda service, request: {"data": {"me": None, "users": [], "last": []}})


async def run(engine: Engine, query: str, name: str | None = None, **variables: Any) -> dict[str, Any]:
    return await engine.execute(GraphQLRequest(query, name, variables), Asking())


async def code_of(engine: Engine, query: str, **variables: Any) -> str:
    with pytest.raises(RequestError) as refused:
        await run(engine, query, **variables)
    return str(refused.value.errors[0]["extensions"]["code"])


async def test_a_document_is_planned_once_whatever_its_variables() -> None:
    engine, planner = engine_of(nobody())
    for value in (1, 2, 3):
        await run(engine, "query($n: Int) { last(limit: $n) { id } }", n=value)
    assert len(planner.asked) == 1


async def test_a_document_is_planned_once_for_each_value_of_its_conditions() -> None:
    engine, planner = engine_of(nobody())
    for value in (True, False, True, False):
        await run(engine, "query($a: Boolean!) { me { id @include(if: $a) } }", a=value)
    assert [query for query, _ in planner.asked] == [
        "query ($a: Boolean!) {\n  me {\n    id\n  }\n}",
        "query ($a: Boolean!) {\n  me {\n    __typename\n  }\n}",
    ]


async def test_operations_of_one_document_are_planned_apart() -> None:
    engine, planner = engine_of(nobody())
    document = "query A { me { id } } query B { users { id } }"
    for name in ("A", "B", "A", "B"):
        await run(engine, document, name)
    assert [name for _, name in planner.asked] == ["A", "B"]


@pytest.mark.parametrize("cache", [PlanCache(size=2), PlanCache(characters=32)], ids=["number", "length"])
async def test_the_cache_is_bounded_and_forgets_what_was_not_used_longest(cache: PlanCache) -> None:
    engine, planner = engine_of(nobody(), cache=cache)
    one, two, three = "{ me { id } }", "{ users { id } }", "{ last { id } }"
    for query in (one, two, one, three):
        await run(engine, query)
    assert len(planner.asked) == 3
    await run(engine, one)
    assert len(planner.asked) == 3
    await run(engine, two)
    assert len(planner.asked) == 4


async def test_a_document_longer_than_the_cache_runs_and_is_not_kept() -> None:
    engine, planner = engine_of(nobody(), cache=PlanCache(characters=10))
    for _ in range(2):
        assert await run(engine, "{ me { id } }") == {"data": {"me": None}}
    assert len(planner.asked) == 2


async def test_introspection_alone_is_not_planned() -> None:
    caller = nobody()
    engine, planner = engine_of(caller)
    found = await run(engine, "{ __typename __schema { queryType { name } } }")
    assert found == {"data": {"__typename": "Query", "__schema": {"queryType": {"name": "Query"}}}}
    assert (planner.asked, caller.calls) == ([], [])


async def test_a_refused_document_is_not_kept() -> None:
    engine, planner = engine_of(nobody())
    for _ in range(2):
        assert await code_of(engine, "{ nothing }") == "GRAPHQL_VALIDATION_FAILED"
    assert planner.asked == []


@pytest.mark.parametrize(
    ("limits", "query", "code"),
    [
        (Limits(tokens=6), "{ me { id name pet { name } } }", "TOO_MANY_TOKENS"),
        (Limits(depth=2), "{ me { pet { name } } }", "QUERY_TOO_DEEP"),
        (Limits(depth=2), "{ ...A } fragment A on Query { me { ... on User { pet { name } } } }", "QUERY_TOO_DEEP"),
        (Limits(aliases=1), "{ a: me { b: id } }", "TOO_MANY_ALIASES"),
        (Limits(fields=3), "{ me { ...A ...A } } fragment A on User { id name }", "QUERY_TOO_LARGE"),
        (Limits(cost=30), "{ users { reviews { id } } }", "QUERY_TOO_COSTLY"),
        (Limits(fetches=1), "{ me { reviews { id } } }", "TOO_MANY_FETCHES"),
    ],
)
async def test_each_bound_refuses_before_anything_is_fetched(limits: Limits, query: str, code: str) -> None:
    caller = nobody()
    engine, _ = engine_of(caller, limits)
    assert await code_of(engine, query) == code
    assert caller.calls == []


async def test_what_is_within_the_bounds_runs() -> None:
    engine, _ = engine_of(nobody(), Limits(tokens=20, depth=2, aliases=1, fields=3, cost=10, fetches=1))
    assert await run(engine, "{ a: me { id } }") == {"data": {"a": None}}


async def test_a_failed_batch_says_so_a_bounded_number_of_times() -> None:
    def answer(service: str, request: dict[str, Any]) -> dict[str, Any]:
        if service == "people":
            return {"data": {"users": [{"__typename": "User", "id": str(number)} for number in range(1_000)]}}
        return {"data": None, "errors": [{"message": "no"}]}

    engine, _ = engine_of(Answering(answer))
    found = await run(engine, "{ users { level } }")
    assert found["data"] == {"users": [{"level": None}] * 1_000}
    assert len(found["errors"]) == ErrorLog.LIMIT


async def test_root_fields_of_two_services_run_at_once() -> None:
    """Each call waits until the other has begun; one after another they would never end."""
    begun = {"people": asyncio.Event(), "reviews": asyncio.Event()}

    class Meeting:
        async def call(self, service: str, body: bytes, asking: Asking) -> dict[str, Any]:
            begun[service].set()
            async with asyncio.timeout(DEADLINE):
                await begun["reviews" if service == "people" else "people"].wait()
            return {"data": {"me": {"id": "1"}, "last": []}}

    engine, _ = engine_of(Meeting())
    assert await run(engine, "{ me { id } last { id } }") == {"data": {"me": {"id": "1"}, "last": []}}


@pytest.mark.parametrize(
    "answer",
    [{}, {"data": None}, {"data": 3}, {"data": {"me": 3}}, {"data": {"me": [1]}}, {"data": {}, "errors": "x"}],
)
async def test_a_service_that_answers_nonsense_does_no_harm(answer: dict[str, Any]) -> None:
    engine, _ = engine_of(Answering(lambda service, request: answer))
    found = await run(engine, "{ me { id } }")
    assert found["data"] == {"me": None}
