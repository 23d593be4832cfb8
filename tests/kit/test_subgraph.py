"""A subgraph's doors over real HTTP: what is answered, and what is refused before anything is executed."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import orjson
import pytest
import strawberry

from kit.graphql.context import Asking, Info
from kit.graphql.cursor import write_cursor
from kit.graphql.field import resolved_field
from kit.graphql.internal import internal_field
from kit.graphql.schema import build_schema
from kit.http.subgraph import create_subgraph
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tests.support.host import MemoryHost, caller, serving

ALICE = Actor(ActorKind.EMPLOYEE, "emp_alice", ("AM",), ("unt_1",))
TRACE = "0af7651916cd43dd8448eb211c80319c"
ASKED = orjson.dumps({"query": "{ who }"})
Answer = tuple[int, dict[str, Any]]
NOTHING: Mapping[str, str] = {}


@strawberry.type
class Query:
    @resolved_field(description="Who asks, in which language, with which loaders.")
    def who(self, info: Info) -> str:
        context = info.context
        return f"{context.actor.id} {context.locale} {context.trace_id} {context.app} {context.loaders}"

    @internal_field(description="For services.")
    def inside(self, info: Info) -> str:
        return "inside"


def loaders(app: Any, asking: Asking) -> str:
    return f"loaders-of-{asking.actor.id}"


class World:
    def __init__(self, host: MemoryHost, url: str, session: aiohttp.ClientSession) -> None:
        self.host = host
        self.url = url
        self.session = session

    async def send(self, body: bytes, headers: Mapping[str, str], path: str = "/graphql") -> Answer:
        given = {"content-type": "application/json", **headers}
        async with self.session.post(self.url + path, data=body, headers=given) as response:
            return response.status, await response.json()

    async def ask(
        self, body: bytes = ASKED, actor: Actor = ALICE, after: str = "", more: Mapping[str, str] = NOTHING
    ) -> Answer:
        signed = caller("gateway").headers("POST", f"{self.url}/graphql", body, actor, after)
        return await self.send(body, {**signed, **more})


@pytest.fixture
async def world() -> AsyncIterator[World]:
    host = MemoryHost("people", body_bytes=2000, after_seconds=0.2)
    web = create_subgraph(host, build_schema(Query), "the-app", loaders=loaders, told=("deal",))
    async with serving(web) as url, aiohttp.ClientSession() as session:
        yield World(host, url, session)
    assert host.ran == ["started", "stopped"]


def code(answer: Answer) -> tuple[int, str]:
    status, body = answer
    return status, body["errors"][0]["extensions"]["code"]


async def test_a_signed_query_is_answered_with_all_that_it_says(world: World) -> None:
    said = {"accept-language": "zh-CN", "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    status, body = await world.ask(more=said)
    who = f"emp_alice zh-CN {TRACE} the-app loaders-of-emp_alice"
    assert (status, body) == (200, {"data": {"who": who}})


async def test_an_unsigned_call_is_refused_with_code_words_and_trace(world: World) -> None:
    traced = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "accept-language": "zh"}
    status, body = await world.send(ASKED, traced)
    told = body["errors"][0]
    assert (status, body["data"], told["extensions"]["class"]) == (401, None, "Unauthenticated")
    assert (told["extensions"]["code"], told["extensions"]["traceId"]) == ("SIGNATURE_MISSING", TRACE)
    assert told["message"] == "此处仅受理已签名的调用。"


async def test_a_changed_body_is_refused(world: World) -> None:
    signed = caller("gateway").headers("POST", f"{world.url}/graphql", ASKED, ALICE)
    assert code(await world.send(ASKED + b" ", signed)) == (401, "SIGNATURE_INVALID")


async def test_a_query_string_that_was_not_signed_is_refused(world: World) -> None:
    signed = caller("gateway").headers("POST", f"{world.url}/graphql", ASKED, ALICE)
    assert code(await world.send(ASKED, signed, "/graphql?a=1")) == (401, "SIGNATURE_INVALID")


async def test_the_gateway_is_no_service_and_asks_nothing_internal(world: World) -> None:
    assert code(await world.ask(actor=service("people"))) == (403, "CLAIM_REFUSED")
    inside = orjson.dumps({"query": "{ inside }"})
    assert code(await world.ask(inside)) == (200, "INTERNAL_ONLY")
    signed = caller("worker").headers("POST", "/graphql", inside, service("worker"))
    assert await world.send(inside, signed) == (200, {"data": {"inside": "inside"}})


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (ASKED, {"content-type": "text/plain"}, (415, "CONTENT_TYPE")),
        (b"{", {}, (400, "GRAPHQL_REQUEST")),
        (b"[]", {}, (400, "GRAPHQL_REQUEST")),
        (b"\xff\xfe", {}, (400, "GRAPHQL_REQUEST")),
        (orjson.dumps({"query": 1}), {}, (200, "GRAPHQL_REQUEST")),
        (orjson.dumps({"query": "{ who"}), {}, (200, "GRAPHQL_SYNTAX")),
        (orjson.dumps({"query": "{ x }"}), {}, (200, "GRAPHQL_INVALID")),
        (orjson.dumps({"query": "{ who }" + " " * 2000}), {}, (413, "BODY_TOO_LARGE")),
    ],
)
async def test_what_cannot_be_read_is_refused(
    world: World, body: bytes, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert code(await world.ask(body, more=headers)) == expected


async def test_a_body_of_unknown_length_is_cut_off_at_the_limit(world: World) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 500

    headers = {"content-type": "application/json"}
    async with world.session.post(f"{world.url}/graphql", data=chunks(), headers=headers) as response:
        assert (response.status, (await response.json())["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")


async def test_a_query_waits_for_its_cursor_and_says_when_it_waits_in_vain(world: World) -> None:
    cursor = write_cursor("people", "deal/d_1", 2)
    assert code(await world.ask(after=cursor)) == (503, "AFTER_TIMEOUT")
    world.host.store.states["deal", "d_1"] = {"_id": "d_1", "version": 2}
    status, body = await world.ask(after=cursor)
    assert (status, "errors" in body) == (200, False)
    assert code(await world.ask(after="%%%")) == (400, "CURSOR_MALFORMED")


async def test_a_made_up_cursor_does_not_tell_whether_a_thing_is_there(world: World) -> None:
    """Who can work out an account's key must not learn from the wait that there is such an account."""
    world.host.store.states["account", "acc_1"] = {"_id": "acc_1", "version": 2}
    there, not_there = (write_cursor("people", f"account/{key}", 2) for key in ("acc_1", "acc_2"))
    for actor in (ANONYMOUS, Actor(ActorKind.PARTNER, "pus_1", ("ADM",), partner="ptn_1")):
        answers = [await world.ask(actor=actor, after=cursor) for cursor in (there, not_there)]
        assert [status for status, _ in answers] == [200, 200]
        assert code(await world.ask(actor=actor, after=write_cursor("people", "deal/d_9", 2))) == (503, "AFTER_TIMEOUT")
    assert (await world.ask(after=there))[0] == 200
    assert code(await world.ask(after=not_there)) == (503, "AFTER_TIMEOUT")


@pytest.mark.parametrize("aggregate", ["a$b/c", "a..b/c", "a\0b/c", "x" * 41 + "/c", "A/c", "/c", "deal/", "-/c"])
async def test_a_cursor_of_no_type_is_malformed(world: World, aggregate: str) -> None:
    assert code(await world.ask(after=write_cursor("people", aggregate, 1))) == (400, "CURSOR_MALFORMED")


async def test_a_cursor_that_was_not_signed_is_refused(world: World) -> None:
    assert code(await world.ask(more={"tas-after": "x"})) == (401, "SIGNATURE_INVALID")


async def test_only_posts_are_taken(world: World) -> None:
    async with world.session.get(f"{world.url}/graphql", params={"query": "{ who }"}) as response:
        assert response.status == 405


async def test_anybody_may_ask_whether_it_lives_and_is_ready(world: World) -> None:
    async with world.session.get(f"{world.url}/livez") as response:
        assert (response.status, await response.json()) == (200, {"status": "live"})
    async with world.session.get(f"{world.url}/readyz") as response:
        assert (response.status, await response.json()) == (200, {"status": "ready", "parts": {"store": True}})
    world.host.state["relay"] = False
    async with world.session.get(f"{world.url}/readyz") as response:
        expected = {"status": "waiting", "parts": {"store": True, "relay": False}}
        assert (response.status, await response.json()) == (503, expected)


async def test_the_anonymous_ask_through_the_gateway_only(world: World) -> None:
    assert (await world.ask(actor=ANONYMOUS))[0] == 200
    signed = caller("worker").headers("POST", "/graphql", ASKED, ANONYMOUS)
    assert code(await world.send(ASKED, signed)) == (403, "CLAIM_REFUSED")
