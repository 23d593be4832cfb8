"""The GraphQL door: who asks, what a request is, and how each refusal is told, in both languages."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from services.gateway.api.rate import RateLimit
from tas.core.actor import Actor, ActorKind
from tests.support.gateway import EMPLOYEE, ISSUER, NOW, Answering, Doors, Issuer, open_doors

GRAPHQL = {"accept": "application/graphql-response+json", "content-type": "application/json"}
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def doors() -> Doors:
    return open_doors()


def code_of(body: Any) -> str:
    return str(body["errors"][0]["extensions"]["code"])


async def test_a_token_becomes_the_actor_of_the_call(doors: Doors) -> None:
    answer = await doors.graphql(token=doors.issuer.token())
    assert (answer.status_code, answer.json()) == (200, {"data": {"me": {"id": "x"}}})
    assert doors.subgraph.asking.actor == Actor(ActorKind.PARTNER, "pus_pat", ("PTN",), (), "ptn_acme")
    await doors.graphql(token=doors.issuer.token(EMPLOYEE, sub="emp_chen"))
    assert doors.subgraph.asking.actor == Actor(ActorKind.EMPLOYEE, "emp_chen", ("CHM",), ("unt_1",))


async def test_without_a_token_one_is_nobody(doors: Doors) -> None:
    await doors.graphql()
    assert doors.subgraph.asking.actor.kind is ActorKind.ANONYMOUS


async def test_the_public_schema_is_anybodys_to_read(doors: Doors) -> None:
    answer = await doors.graphql("{ __schema { queryType { name } } }")
    assert answer.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
    assert doors.subgraph.calls == []


BAD_TOKENS: dict[str, tuple[Callable[[Issuer], str], str]] = {
    "expired": (lambda issuer: f"Bearer {issuer.token(exp=NOW - 60)}", "TOKEN_EXPIRED"),
    "of another issuer": (lambda issuer: f"Bearer {issuer.token(iss='http://else.test')}", "TOKEN_ISSUER"),
    "for another audience": (lambda issuer: f"Bearer {issuer.token(aud='others')}", "TOKEN_AUDIENCE"),
    "forged": (lambda issuer: f"Bearer {issuer.token()[:-8]}AAAAAAAA", "TOKEN_INVALID"),
    "of another key": (lambda _: f"Bearer {Issuer().token()}", "TOKEN_KEY_UNKNOWN"),
    "of a service": (lambda issuer: f"Bearer {issuer.token({'kind': 'SERVICE'})}", "TOKEN_CLAIMS"),
    "of no shape": (lambda _: "Bearer x", "TOKEN_INVALID"),
    "of another scheme": (lambda _: "Basic dXNlcjpwYXNz", "TOKEN_SCHEME"),
    "left out": (lambda _: "Bearer ", "TOKEN_SCHEME"),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
async def test_a_bad_token_is_401_at_every_door(doors: Doors, name: str) -> None:
    make, code = BAD_TOKENS[name]
    headers = {**GRAPHQL, "authorization": make(doors.issuer)}
    answer = await doors.client.post("/graphql", json={"query": "{ me { id } }"}, headers=headers)
    assert (answer.status_code, code_of(answer.json())) == (401, code)
    assert answer.headers["www-authenticate"] == 'Bearer realm="tas", error="invalid_token"'
    rest = await doors.client.get("/partner/v1/registrations", headers=headers)
    assert (rest.status_code, rest.json()["code"]) == (401, code)
    assert rest.headers["www-authenticate"] == answer.headers["www-authenticate"]
    assert doors.subgraph.calls == []


async def test_an_issuer_that_is_away_is_told_as_such(doors: Doors) -> None:
    doors.issuer.away = True
    answer = await doors.graphql(token=doors.issuer.token())
    assert (answer.status_code, code_of(answer.json())) == (503, "TOKEN_KEYS_UNAVAILABLE")
    assert answer.headers["retry-after"] == "1"


async def test_language_trace_and_cursors_go_on(doors: Doors) -> None:
    headers = {**GRAPHQL, "accept-language": "zh-CN,zh;q=0.9", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    body = {"query": "{ me { id } }", "extensions": {"after": "YTox, YTo-"}}
    answer = await doors.client.post("/graphql", json=body, headers=headers)
    assert answer.headers["content-language"] == "zh-CN"
    asking = doors.subgraph.asking
    assert (asking.locale, asking.after) == ("zh-CN", "YTox, YTo-")
    assert re.fullmatch(f"00-{TRACE}-[0-9a-f]{{16}}-01", asking.traceparent)
    assert "00f067aa0ba902b7" not in asking.traceparent


async def test_a_trace_is_made_where_none_is_given(doors: Doors) -> None:
    await doors.graphql(traceparent="nonsense")
    await doors.graphql()
    first, second = (asking.traceparent for _, asking in doors.subgraph.calls)
    assert first != second and all(re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", one) for one in (first, second))


def body(**more: Any) -> dict[str, Any]:
    return {"json": {"query": "{ me { id } }", **more}}


REQUESTS: dict[str, tuple[str, dict[str, Any], dict[str, str], int, str]] = {
    "no JSON": ("POST", {"content": b"{"}, {}, 400, "MALFORMED_REQUEST"),
    "no UTF-8": ("POST", {"content": b'{"query": "\xff"}'}, {}, 400, "MALFORMED_REQUEST"),
    "nothing": ("POST", {"content": b""}, {}, 400, "MALFORMED_REQUEST"),
    "a text": ("POST", {"json": "{ me { id } }"}, {}, 400, "MALFORMED_REQUEST"),
    "no query": ("POST", {"json": {"variables": {}}}, {}, 400, "MALFORMED_REQUEST"),
    "variables of no shape": ("POST", body(variables=[]), {}, 400, "MALFORMED_REQUEST"),
    "a name of no shape": ("POST", body(operationName=7), {}, 400, "MALFORMED_REQUEST"),
    "extensions of no shape": ("POST", body(extensions="x"), {}, 400, "MALFORMED_REQUEST"),
    "cursors of no shape": ("POST", body(extensions={"after": ["a"]}), {}, 400, "CURSOR_MALFORMED"),
    "cursors that end the header": ("POST", body(extensions={"after": "a\r\nx: y"}), {}, 400, "CURSOR_MALFORMED"),
    "cursors without an end": ("POST", body(extensions={"after": "a" * 4_000}), {}, 400, "CURSOR_MALFORMED"),
    "a batch": ("POST", {"json": [{"query": "{ me { id } }"}]}, {}, 400, "BATCHING_NOT_SUPPORTED"),
    "a form": ("POST", {"content": b"query=x"}, {"content-type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "no media type": ("POST", {"content": b"{}"}, {"content-type": ""}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "another charset": (
        "POST", {"content": b"{}"}, {"content-type": "application/json; charset=utf-16"}, 415, "UNSUPPORTED_MEDIA_TYPE",
    ),
    "too much": ("POST", body(more="x" * 20_000), {}, 413, "BODY_TOO_LARGE"),
    "an answer in XML": ("POST", body(), {"accept": "application/xml"}, 406, "NOT_ACCEPTABLE"),
    "another method": ("PUT", body(), {}, 405, "METHOD_NOT_ALLOWED"),
    "OPTIONS": ("OPTIONS", {}, {}, 405, "METHOD_NOT_ALLOWED"),
    "a syntax error": ("POST", {"json": {"query": "{ me {"}}, {}, 400, "GRAPHQL_PARSE_FAILED"),
    "an unknown field": ("POST", {"json": {"query": "{ mee }"}}, {}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "a wrong variable": (
        "POST", {"json": {"query": "query($id: ID!) { registration(id: $id) { id } }"}}, {}, 400, "BAD_USER_INPUT",
    ),
    "no such operation": ("POST", body(operationName="Other"), {}, 400, "OPERATION_UNKNOWN"),
    "two operations": ("POST", {"json": {"query": "query A { me { id } } query B { me { id } }"}}, {}, 400,
                       "OPERATION_NAME_NEEDED"),
    "a subscription": ("POST", {"json": {"query": "subscription { me }"}}, {}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "too deep": ("POST", {"json": {"query": "{ a " * 40 + "}" * 40}}, {}, 400, "QUERY_TOO_DEEP"),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
async def test_a_malformed_request_is_refused_in_both_languages(doors: Doors, name: str) -> None:
    method, content, more, status, code = REQUESTS[name]
    told = []
    for locale in ("en", "zh-CN"):
        headers = {**GRAPHQL, "accept-language": locale, **more}
        answer = await doors.client.request(method, "/graphql", headers=headers, **content)
        error = answer.json()["errors"][0]
        assert (answer.status_code, error["extensions"]["code"]) == (status, code), answer.text
        assert error["extensions"]["class"] == "Invalid" and len(error["extensions"]["traceId"]) == 32
        assert "data" not in answer.json() and "{" not in error["message"].replace("{ me {", "")
        told.append(error["message"])
    assert re.search("[一-鿿]", told[1]) and not re.search("[一-鿿]", told[0]), told
    assert doors.subgraph.calls == []


async def test_a_get_asks_and_changes_nothing(doors: Doors) -> None:
    query = {"query": "query($id: ID!) { registration(id: $id) { id } }", "variables": '{"id": "reg_1"}'}
    doors.subgraph.answers = [{"data": {"registration": None}}]
    answer = await doors.client.get("/graphql", params=query, headers={"accept": "application/json"})
    assert answer.json() == {"data": {"registration": None}}
    mutation = {"query": "mutation { fileRegistration(input: {}) { verdict } }"}
    await doors.client.get("/graphql", params=mutation, headers=GRAPHQL)
    effect = {"query": "mutation($input: FileRegistrationInput!) { fileRegistration(input: $input) { verdict } }"}
    refused = await doors.client.get("/graphql", params=effect, headers=GRAPHQL)
    assert (refused.status_code, code_of(refused.json()), refused.headers["allow"]) == (
        405,
        "METHOD_NOT_ALLOWED",
        "POST",
    )
    assert len(doors.subgraph.calls) == 1


async def test_a_get_that_another_site_could_send_is_refused(doors: Doors) -> None:
    params = {"query": "{ me { id } }"}
    answer = await doors.client.get("/graphql", params=params, headers={"accept": "*/*"})
    assert (answer.status_code, code_of(answer.json())) == (400, "CSRF_GUARD")
    free = await doors.client.get("/graphql", params=params, headers={"accept": "*/*", "graphql-preflight": "1"})
    assert free.status_code == 200


async def test_the_older_media_type_answers_a_bad_document_with_200(doors: Doors) -> None:
    answer = await doors.graphql("{ mee }", accept="application/json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json; charset=utf-8")


async def test_a_service_that_is_away_is_told_in_the_callers_language(doors: Doors) -> None:
    doors.subgraph.down = "SUBGRAPH_TIMEOUT"
    answer = await doors.graphql(**{"accept-language": "zh"})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["message"]) == (200, "服务 opportunity 未能及时应答,请稍后重试。")
    assert error["extensions"]["class"] == "Unavailable" and error["path"] == ["me"]


async def test_a_subgraphs_own_words_are_kept(doors: Doors) -> None:
    told = {"message": "Nur für uns", "path": ["me"], "extensions": {"code": "BAD_USER_INPUT"}}
    doors.subgraph.answers = [{"data": {"me": None}, "errors": [told]}]
    (error,) = (await doors.graphql(**{"accept-language": "zh"})).json()["errors"]
    assert (error["message"], error["extensions"]) == ("Nur für uns", {"code": "BAD_USER_INPUT"})


class Broken(Answering):
    """Fails as no subgraph client may."""

    async def call(self, *_: Any) -> dict[str, Any]:
        raise KeyError("secret place")


async def test_what_nobody_expected_is_masked_under_its_trace(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    doors = open_doors()
    monkeypatch.setattr(Answering, "call", Broken.call)
    answer = await doors.graphql(traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
    assert TRACE in error["message"] and "secret" not in answer.text
    assert "secret place" in caplog.text


async def test_a_client_that_asks_too_often_is_told_when_to_come_back() -> None:
    clock = [0.0]
    doors = open_doors(RateLimit(3, lambda: clock[0]))
    token = doors.issuer.token()
    first = await doors.graphql(token=token)
    assert first.headers["ratelimit-policy"] == '"client";q=3;w=60'
    assert first.headers["ratelimit"] == '"client";r=2;t=20'
    answers = [await doors.graphql(token=token) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert (code_of(answers[-1].json()), answers[-1].headers["retry-after"]) == ("RATE_LIMITED", "20")
    rest = await doors.client.get("/partner/v1/registrations", headers={"authorization": f"Bearer {token}"})
    assert (rest.status_code, rest.json()["code"], rest.headers["retry-after"]) == (429, "RATE_LIMITED", "20")
    assert (await doors.graphql(token=doors.issuer.token(EMPLOYEE, sub="emp_chen"))).status_code == 200
    clock[0] = 20.0
    assert (await doors.graphql(token=token)).status_code == 200


async def test_guessing_tokens_is_bounded_by_address() -> None:
    doors = open_doors(RateLimit(2, lambda: 0.0))
    assert [(await doors.graphql(token="x")).status_code for _ in range(3)] == [401, 401, 429]


def test_the_memory_of_clients_is_bounded() -> None:
    limit = RateLimit(1, lambda: 0.0, most_clients=2)
    for client in ("a", "b", "c"):
        limit.take(client)
    assert "r=1" in limit.fields("a")["ratelimit"] and "r=0" in limit.fields("c")["ratelimit"]


async def test_an_unknown_address_is_a_problem(doors: Doors) -> None:
    answer = await doors.client.get("/nothing", headers={"accept-language": "zh"})
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (
        404,
        "PATH_UNKNOWN",
        "该地址不存在。",
    )
    assert ISSUER not in answer.text
