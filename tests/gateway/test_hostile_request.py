"""What a hostile client sends to the gateway's doors: headers that pretend to be ours, packed and slow bodies, paths
that are almost ours, names twice, depth, numbers and characters beyond what is meant. Each is coded, or is nothing."""

import asyncio
from typing import Any

import httpx
import orjson
import pytest

from kit.http import body
from tests.support.gateway import Doors, open_doors
from tests.support.host import serving

GRAPHQL = {"accept": "application/graphql-response+json", "content-type": "application/json"}
REST = "/partner/v1/registrations"
ME = b'{"query": "{ me { id } }"}'


@pytest.fixture
def doors() -> Doors:
    return open_doors()


def code_of(answer: httpx.Response) -> str:
    told: dict[str, Any] = answer.json()
    return str(told["code"] if "code" in told else told["errors"][0]["extensions"]["code"])


async def test_our_own_headers_are_nothing_from_a_client(doors: Doors) -> None:
    forged = {
        "tas-actor": "eyJraW5kIjoiU0VSVklDRSJ9", "tas-after": "b3Bw", "signature": "tas=:AAAA:", "x-actor": "emp_1",
        "signature-input": "tas=()", "x-forwarded-for": "10.0.0.1", "x-http-method-override": "DELETE",
        "host": "evil.test", "cookie": "authorization=Bearer%20x",
    }  # fmt: skip
    answer = await doors.client.post("/graphql", content=ME, headers={**GRAPHQL, **forged})
    assert answer.status_code == 200
    asking = doors.subgraph.asking
    assert (asking.actor.id, asking.after) == ("anonymous", "")


@pytest.mark.parametrize("path", ["/graphql", REST])
async def test_a_packed_body_is_refused_at_every_door(doors: Doors, path: str) -> None:
    headers = {**GRAPHQL, "content-encoding": "gzip", "idempotency-key": "1"}
    headers["authorization"] = f"Bearer {doors.issuer.token()}"
    answer = await doors.client.post(path, content=ME, headers=headers)
    assert (answer.status_code, code_of(answer)) == (415, "CONTENT_ENCODING")
    assert doors.subgraph.calls == []


@pytest.mark.parametrize("path", ["/graphql", REST])
async def test_a_slow_body_is_told_so_and_its_connection_closed(
    doors: Doors, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "SECONDS", 0.1)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n"
    head += f"Authorization: Bearer {doors.issuer.token()}\r\nIdempotency-Key: 1\r\nAccept: application/json\r\n\r\n{{"
    async with serving(doors.app) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(head.encode())
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
    assert answer.startswith(b"HTTP/1.1 408 ") and b"BODY_TOO_SLOW" in answer
    assert doors.subgraph.calls == []


@pytest.mark.parametrize(
    "path",
    ["/graphql/", "//graphql", "/GRAPHQL", "/graphql%2f", "/graphql;x", f"{REST}/", "/partner/v1/../v1/", "/page/"],
)
async def test_a_path_that_is_almost_ours_leads_nowhere(doors: Doors, path: str) -> None:
    request = doors.client.build_request("POST", "/", content=ME, headers={**GRAPHQL, "host": "evil.test"})
    request.url = request.url.copy_with(raw_path=path.encode())
    answer = await doors.client.send(request)
    assert (answer.status_code, code_of(answer)) == (404, "PATH_UNKNOWN")
    assert "evil" not in answer.text and "location" not in answer.headers


@pytest.mark.parametrize("name", ["../app.py", "..%2f..%2fapp.py", "index.html%00.js", "/etc/passwd", "door.py"])
async def test_the_page_gives_its_own_files_only(doors: Doors, name: str) -> None:
    answer = await doors.client.get(f"/page/{name}")
    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_another_method_is_told_what_is_allowed(doors: Doors, method: str) -> None:
    answer = await doors.client.request(method, "/graphql", headers=GRAPHQL)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert "access-control-allow-origin" not in answer.headers


async def test_no_answer_is_kept_or_guessed_at(doors: Doors) -> None:
    bad = await doors.client.post("/graphql", content=b"{", headers=GRAPHQL)
    for answer in (await doors.graphql(), bad, await doors.client.get(REST), await doors.client.get("/nothing")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "<" not in answer.headers["content-type"] and "json" in answer.headers["content-type"]


async def test_of_a_name_said_twice_the_last_is_asked_and_signed(doors: Doors) -> None:
    twice = b'{"query": "{ __typename }", "query": "{ me { id } }", "variables": {"a": 1, "a": 2}}'
    answer = await doors.client.post("/graphql", content=twice, headers=GRAPHQL)
    assert answer.json() == {"data": {"me": {"id": "x"}}}


DEEP = b"[" * 900 + b"]" * 900
ODD: dict[str, bytes] = {
    "deeper than is read": b'{"query": "{ me { id } }", "variables": {"a": ' + b"[" * 3_000 + b"]" * 3_000 + b"}}",
    "half a character": b'{"query": "{ me { id } }", "variables": {"a": "\\ud800"}}',
    "half a character in the document": b'{"query": "{ me(a: \\"\\\\ud800\\") { id } }"}',
    "no number": b'{"query": "{ me { id } }", "variables": {"a": NaN}}',
    "infinite": b'{"query": "{ me { id } }", "variables": {"a": 1e999}}',
    "another encoding": '{"query": "{ me { id } }"}'.encode("utf-16"),
    "two documents": ME + ME,
    "a mark of byte order": b"\xef\xbb\xbf" + ME,
}


@pytest.mark.parametrize("name", ODD)
async def test_what_cannot_be_meant_is_a_coded_refusal(doors: Doors, name: str) -> None:
    answer = await doors.client.post("/graphql", content=ODD[name], headers=GRAPHQL)
    assert answer.status_code == 400, answer.text
    assert code_of(answer) in ("MALFORMED_REQUEST", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED")
    assert doors.subgraph.calls == []


@pytest.mark.parametrize(
    "value", [DEEP, b"18446744073709551615", b"-9223372036854775809", b'"\\u0000\\u202e"', b"1e308"]
)
async def test_variables_that_nobody_asked_for_mean_nothing(doors: Doors, value: bytes) -> None:
    asked = b'{"query": "{ me { id } }", "variables": {"a": ' + value + b"}}"
    answer = await doors.client.post("/graphql", content=asked, headers=GRAPHQL)
    assert answer.json() == {"data": {"me": {"id": "x"}}}


@pytest.mark.parametrize("value", [DEEP, b"18446744073709551615", b'"\\u0000"', b"[1, 2]", b"{}", b"1e308", b"true"])
@pytest.mark.parametrize("kind", ["ID!", "String!", "Int!", "FileRegistrationInput!"])
async def test_a_variable_of_any_value_is_taken_or_refused_never_an_accident(
    doors: Doors, kind: str, value: bytes
) -> None:
    field = {
        "ID!": "query($v: ID!) { registration(id: $v) { id } }",
        "String!": "query($v: String!) { registrations(first: 1, after: $v) { nodes { id } } }",
        "Int!": "query($v: Int!) { registrations(first: $v) { nodes { id } } }",
        "FileRegistrationInput!": "mutation($v: FileRegistrationInput!) { fileRegistration(input: $v) { cursor } }",
    }[kind]
    doors.subgraph.answers = [{"data": {"registration": None, "registrations": None, "fileRegistration": None}}]
    asked = b'{"query": ' + orjson.dumps(field) + b', "variables": {"v": ' + value + b"}}"
    answer = await doors.client.post("/graphql", content=asked, headers=GRAPHQL)
    codes = {error["extensions"].get("code") for error in answer.json().get("errors", [])}
    assert answer.status_code in (200, 400) and not codes & {"INTERNAL"}, answer.text[:300]
