"""The gateway as a process over real HTTP: signed calls that a subgraph accepts, replicas in turn, and what becomes of
answers that are none."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import strawberry
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from kit.auth.signature import Verifier
from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.field import resolved_field
from kit.graphql.schema import build_schema
from kit.http.subgraph import create_subgraph
from kit.local.port import free_ports
from services.gateway.adapters.client import SubgraphClient
from services.gateway.adapters.readiness import Readiness
from services.gateway.execution.error import SubgraphFailure
from services.gateway.execution.port import Asking
from services.gateway.main import build
from tas.core.actor import Actor, ActorKind
from tests.support.gateway import SUPERGRAPH, gateway_over
from tests.support.host import MemoryHost, serving

ALICE = Actor(ActorKind.EMPLOYEE, "emp_alice", ("AM",), ("unt_1",))
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
BODY = b'{"query":"{ me { id } }","variables":{}}'


@strawberry.type
class Me:
    id: strawberry.ID
    kind: str


@strawberry.type
class Query:
    @resolved_field(description="Who asks: actor, language, trace, and who signed.")
    def me(self, info: Info) -> Me:
        actor, asking = info.context.actor, info.context.asking
        told = f"{actor.id} {actor.partner} {asking.locale} {asking.trace_id} {asking.caller}"
        return Me(id=strawberry.ID(told), kind=actor.kind.value)


@dataclass
class Process:
    """The gateway over one subgraph; `token` is of its issuer."""

    url: str
    token: str
    session: aiohttp.ClientSession

    async def ask(self, **more: Any) -> tuple[int, dict[str, Any], Mapping[str, str]]:
        headers = {
            "accept": "application/graphql-response+json", "accept-language": "zh",
            "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "authorization": f"Bearer {self.token}",
        }  # fmt: skip
        body = {"query": "{ me { id kind } }", **more}
        async with self.session.post(f"{self.url}/graphql", json=body, headers=headers) as response:
            return response.status, await response.json(content_type=None), response.headers


@pytest.fixture(scope="module")
async def process(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Process]:
    host = MemoryHost("opportunity", after_seconds=0.1)

    def make(verifier: Verifier) -> FastAPI:
        host.verifier = verifier
        return create_subgraph(host, build_schema(Query), None, told=("registration",))

    folder = tmp_path_factory.mktemp("keys")
    async with gateway_over(make, folder, SUPERGRAPH) as (url, token), aiohttp.ClientSession() as session:
        yield Process(url, token(), session)


async def test_a_signed_call_carries_who_asks_and_a_dead_replica_is_passed_over(process: Process) -> None:
    for _ in range(4):
        status, answer, headers = await process.ask()
        told = {"id": f"pus_pat ptn_acme zh-CN {TRACE} gateway", "kind": "PARTNER"}
        assert (status, answer) == (200, {"data": {"me": told}})
        assert headers["ratelimit-policy"] == '"client";q=30000;w=60'


async def test_cursors_are_signed_and_waited_for(process: Process) -> None:
    cursor = write_cursor("opportunity", "registration/reg_1", 1)
    _, answer, _ = await process.ask(extensions={"after": cursor})
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("AFTER_TIMEOUT", ["me"])
    _, answer, _ = await process.ask(extensions={"after": "!"})
    assert answer["errors"][0]["extensions"]["code"] == "CURSOR_MALFORMED"


async def test_it_is_ready_when_the_services_are(process: Process) -> None:
    async def ready() -> tuple[int, Any]:
        async with process.session.get(f"{process.url}/readyz") as response:
            return response.status, (await response.json())["parts"]

    assert await ready() == (200, {"opportunity": True, "people": True, "approval": True})
    async with process.session.get(f"{process.url}/livez") as response:
        assert response.status == 200


async def test_readiness_takes_one_replica_and_a_bound() -> None:
    async def hang(_: Request) -> Response:
        await asyncio.Event().wait()
        return Response()

    good, stuck = FastAPI(), FastAPI()
    good.add_route("/readyz", lambda _: Response())
    stuck.add_route("/readyz", hang)
    (dead,) = free_ports(1)
    async with serving(good) as up, serving(stuck) as slow:
        away = f"http://127.0.0.1:{dead}"
        asked = Readiness({"a": (away, up), "b": (slow,), "c": (away,)}, seconds=0.3)
        began = time.monotonic()
        assert await asked.parts() == {"a": True, "b": False, "c": False}
        assert await asked.parts() == {"a": True, "b": False, "c": False}
        assert time.monotonic() - began < 2


async def slow(_: Request) -> Response:
    await asyncio.Event().wait()
    return Response()


async def endless(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 10_000
            await asyncio.sleep(0)

    return StreamingResponse(chunks())


async def broken(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"data": '
        raise ConnectionResetError

    return StreamingResponse(chunks(), headers={"content-length": "1000"})


ANSWERS: dict[str, tuple[Callable[[Request], Any], str]] = {
    "too slow": (slow, "SUBGRAPH_TIMEOUT"),
    "without an end": (endless, "SUBGRAPH_INVALID"),
    "broken off": (broken, "SUBGRAPH_UNAVAILABLE"),
    "no JSON": (lambda _: Response("<html>"), "SUBGRAPH_INVALID"),
    "no object": (lambda _: JSONResponse([1]), "SUBGRAPH_INVALID"),
    "neither data nor errors": (lambda _: JSONResponse({"data": None}), "SUBGRAPH_INVALID"),
    "elsewhere": (lambda _: Response(status_code=307, headers={"location": "/"}), "SUBGRAPH_INVALID"),
}


@asynccontextmanager
async def client_of(*urls: str) -> AsyncIterator[SubgraphClient]:
    client = SubgraphClient({"x": urls}, timeout_seconds=0.5, max_bytes=100_000)
    try:
        yield client
    finally:
        await client.close()


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_answer_that_is_none_is_told_and_not_asked_for_again(name: str) -> None:
    make, code = ANSWERS[name]
    asked = []

    async def counted(request: Request) -> Response:
        asked.append(1)
        answer = make(request)
        return await answer if asyncio.iscoroutine(answer) else answer  # type: ignore[no-any-return]

    app = FastAPI()
    app.add_route("/graphql", counted, methods=["POST"])
    async with serving(app) as url, client_of(f"{url}/graphql", f"{url}/graphql") as client:
        with pytest.raises(SubgraphFailure) as failed:
            await client.call("x", BODY, Asking(ALICE, "zh-CN"))
    assert failed.value.code == code and "127.0.0.1" not in failed.value.message and "服务 x" in failed.value.message
    assert len(asked) == 1


async def test_nobody_there_is_unavailable() -> None:
    one, two = free_ports(2)
    async with client_of(f"http://127.0.0.1:{one}/graphql", f"http://127.0.0.1:{two}/graphql") as client:
        with pytest.raises(SubgraphFailure, match="cannot be reached") as failed:
            await client.call("x", BODY, Asking())
    assert failed.value.code == "SUBGRAPH_UNAVAILABLE"


def test_every_code_of_the_gateway_has_its_words() -> None:
    import re

    from tas.core.message import catalogue

    source = Path(build.__code__.co_filename).parent
    codes = set()
    for path in source.rglob("*.py"):
        if "target" not in path.parts:
            text = path.read_text(encoding="utf-8")
            codes |= set(re.findall(r'(?:refusal|failure)\(\s*"([A-Z_]+)"|coded\([^"]*"([A-Z_]+)"\)', text))
    found = {one or other for one, other in codes}
    assert "QUERY_TOO_DEEP" in found and "BAD_USER_INPUT" in found
    assert [code for code in sorted(found) if set(catalogue().get(code, {})) != {"en", "zh-CN"}] == []
