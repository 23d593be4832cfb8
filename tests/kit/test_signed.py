"""The signed client over real HTTP: what it raises, and which failures it passes over or never repeats."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest
import strawberry
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from kit.graphql.context import Info
from kit.graphql.feed import Source, feed_fields
from kit.graphql.internal import internal_field
from kit.graphql.schema import build_schema
from kit.http.owner import RemoteOwner
from kit.http.signed import SignedClient
from kit.http.subgraph import create_subgraph
from kit.journal.seal import seal
from kit.telemetry.trace import begin
from tas.core.actor import Actor, ActorKind, service
from tas.core.errors import BY_NAME, Conflict, Forbidden, Refused, TasError, Unavailable
from tests.support.host import MemoryHost, caller, serving
from tests.support.journal import MemoryFeed
from tests.support.sample import DRAFT
from tests.support.server import free_ports

What = Annotated[str, strawberry.argument(description="What to raise.")]
FAILS = "query Fails($what: String!) { fails(what: $what) }"


class Journal:
    """The container of the called service."""

    def __init__(self, host: MemoryHost) -> None:
        self.store = host.store
        self.feed = MemoryFeed(host.store)


@strawberry.type
class Query(feed_fields("people", lambda app: Source(app.store, app.feed))):  # type: ignore[misc]
    @internal_field(description="Who asks, under which trace.")
    def who(self, info: Info) -> str:
        return f"{info.context.actor.id} {info.context.trace_id}"

    @internal_field(description="Raises.")
    async def fails(self, what: What) -> str:
        if what == "Several":
            raise Refused([Conflict("CODE_ONE", field=("a",), n=1), Forbidden("CODE_TWO")])
        if what == "Bug":
            raise RuntimeError("secret")
        raise BY_NAME[what]("CODE_OF_TEST", field=("input", "name"), name="老", count=3)


@pytest.fixture
async def host() -> MemoryHost:
    return MemoryHost("people")


@asynccontextmanager
async def calling(url: str, *others: str, name: str = "worker", seconds: float = 5) -> AsyncIterator[SignedClient]:
    client = SignedClient((url, *others), caller(name), seconds)
    yield client
    await client.close()


@pytest.fixture
async def client(host: MemoryHost) -> AsyncIterator[SignedClient]:
    web = create_subgraph(host, build_schema(Query), Journal(host))
    async with serving(web) as url, calling(url) as made:
        yield made


async def test_a_call_is_made_as_oneself_under_the_current_trace(client: SignedClient) -> None:
    trace = begin()
    assert await client.graphql("{ who }", {}) == {"who": f"worker {trace.id}"}


async def test_a_claim_that_is_not_ours_is_refused_as_forbidden(client: SignedClient) -> None:
    with pytest.raises(Forbidden, match="CLAIM_REFUSED"):
        await client.graphql("{ who }", {}, service("people"))


@pytest.mark.parametrize("name", sorted(BY_NAME))
async def test_an_error_is_raised_again_as_its_class(client: SignedClient, name: str) -> None:
    with pytest.raises(TasError) as raised:
        await client.graphql(FAILS, {"what": name})
    error = raised.value
    assert (type(error), error.code, error.field) == (BY_NAME[name], "CODE_OF_TEST", ("input", "name"))
    assert error.params == {"name": "老", "count": 3}


async def test_of_several_errors_the_first_is_raised_and_a_fault_says_nothing(client: SignedClient) -> None:
    with pytest.raises(Conflict, match="CODE_ONE"):
        await client.graphql(FAILS, {"what": "Several"})
    with pytest.raises(Unavailable, match="INTERNAL") as raised:
        await client.graphql(FAILS, {"what": "Bug"})
    assert "secret" not in str(raised.value)


async def test_an_owner_is_read_by_its_feed_and_by_aggregate(host: MemoryHost, client: SignedClient) -> None:
    entry = seal(DRAFT, "")
    await host.store.append(entry)
    owner = RemoteOwner(client, "people", service("worker"))
    assert await owner.entries("counter/c", 0, 10) == [entry]
    assert await owner.entries("counter/c", 1, 10) == []
    assert await owner.feed(0, 10) == []


class Listener:
    """A raw server: counts what reaches it, and answers what the test says."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self.answer = answer
        self.reached = 0

    def app(self) -> FastAPI:
        web = FastAPI()
        web.add_route("/graphql", self.serve, methods=["POST"])
        return web

    async def serve(self, request: Request) -> Response:
        self.reached += 1
        return await self.answer(request)


async def good(_: Request) -> Response:
    return Response(b'{"data": {"ok": true}}')


async def silent(_: Request) -> Response:
    await asyncio.Event().wait()
    raise AssertionError


async def breaking(_: Request) -> Response:
    """Promises more than it sends: the connection breaks after the call was made."""
    return Response(b"{", headers={"content-length": "100"})


def saying(body: bytes, status: int = 200) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return Response(body, status)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        saying(b""),
        saying(b"<html>", 502),
        saying(b"[]"),
        saying(b"{}"),
        saying(b'{"data": null}'),
        saying(b'{"data": null, "errors": [{"message": "no extensions"}]}'),
        saying(b'{"errors": [7]}'),
        saying(b'{"errors": {"a": 1}}'),
        saying(b'{"data": {}}', 307),
        breaking,
        silent,
    ],
)
async def test_what_is_no_answer_is_unavailable_and_never_sent_again(answer: Any) -> None:
    one, two = Listener(answer), Listener(good)
    async with (
        serving(one.app()) as first,
        serving(two.app()) as second,
        calling(first, second, seconds=0.5) as client,
    ):
        with pytest.raises(Unavailable) as raised:
            await client.graphql("{ ok }", {})
        assert raised.value.code == "CALL_FAILED"
        assert (one.reached, two.reached) == (1, 0)


async def test_a_replica_that_is_down_is_passed_over() -> None:
    listener = Listener(good)
    (down,) = free_ports(1)
    async with serving(listener.app()) as url, calling(f"http://127.0.0.1:{down}", url) as client:
        for _ in range(4):
            assert await client.graphql("{ ok }", {}) == {"ok": True}
    assert listener.reached == 4


async def test_replicas_take_turns() -> None:
    one, two = Listener(good), Listener(good)
    async with serving(one.app()) as first, serving(two.app()) as second, calling(first, second) as client:
        for _ in range(4):
            await client.graphql("{ ok }", {})
    assert (one.reached, two.reached) == (2, 2)


async def test_nobody_there_is_unavailable() -> None:
    ports = free_ports(2)
    async with calling(*(f"http://127.0.0.1:{port}" for port in ports)) as client:
        with pytest.raises(Unavailable, match="CALL_FAILED"):
            await client.graphql("{ ok }", {})


async def test_cursors_are_sent_signed() -> None:
    seen: list[str] = []

    async def note(request: Request) -> Response:
        seen.append(f"{request.headers['tas-after']} {'tas-after' in request.headers['signature-input']}")
        return await good(request)

    async with serving(Listener(note).app()) as url, calling(url, name="gateway") as client:
        await client.graphql("{ ok }", {}, Actor(ActorKind.EMPLOYEE, "emp_1"), "one,two")
    assert seen == ["one,two True"]
