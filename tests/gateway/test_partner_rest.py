"""Partner REST: one path with GraphQL, problems by RFC 9457 in both languages, a description that fits the calls."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from graphql import parse, validate
from pydantic import BaseModel
from starlette.routing import Route

from services.gateway.api.partner import document, model
from services.gateway.api.partner.openapi import REGISTRATIONS, SPECIFICATION
from services.gateway.api.partner.verdict import CLASSES, class_of
from services.gateway.execution.supergraph import api_schema
from services.gateway.main import SUPERGRAPH
from tests.support.gateway import EMPLOYEE, Doors, open_doors

ROOT = Path(__file__).resolve().parents[2]
FILING: dict[str, Any] = {
    "customer": {"legalName": "Borealis Freight", "creditCode": "91110108MA01C2D34H"},
    "projectName": "Cold chain",
    "productLine": "GTX",
    "region": "East",
    "amount": {"amount": "120000.00", "currency": "CNY"},
    "expectedSignDate": "2027-06-30",
    "contactMet": "Head of plant, met on site",
}
ACCEPTED: dict[str, Any] = {"registration": {"id": "reg_1"}, "verdict": "ACCEPTED", "reason": None, "errors": []}
STANDING: dict[str, Any] = {
    "id": "reg_1", "status": "ACTIVE", "verdict": "ACCEPTED", "reason": None, "customerName": "Borealis Freight",
    "creditCode": "91110108MA01C2D34H", "projectName": "Cold chain", "productLine": "GTX", "region": "East",
    "amount": {"amount": "120000.00", "currency": "CNY"}, "expectedSignDate": "2027-06-30", "contactMet": "met",
    "evidence": [], "supportNeeded": "", "competitors": [], "filedAt": "2026-11-25T00:00:00Z", "comment": None,
    "protectedFrom": "2026-11-26T00:00:00Z", "protectedTo": "2027-02-24T00:00:00Z", "scopeFreed": False,
    "opportunity": {"id": "opp_1", "name": "Cold chain", "grade": "E", "stage": "S1"},
}  # fmt: skip


@pytest.fixture
def doors() -> Doors:
    found = open_doors()
    found.subgraph.answers = [{"data": {"fileRegistration": ACCEPTED}}]
    return found


async def post(doors: Doors, body: Any = FILING, key: str | None = "deal 1", **headers: str) -> httpx.Response:
    given = {"authorization": f"Bearer {doors.issuer.token()}", "content-type": "application/json", **headers}
    if key is not None:
        given["idempotency-key"] = key
    sent = {"content": body} if isinstance(body, bytes) else {"json": body}
    return await doors.client.post(REGISTRATIONS, headers=given, **sent)


async def get(doors: Doors, path: str = "", **headers: str) -> httpx.Response:
    given = {"authorization": f"Bearer {doors.issuer.token()}", **headers}
    return await doors.client.get(f"{REGISTRATIONS}{path}", headers=given)


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    """The problem, its form checked."""
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    model.Problem.model_validate(found)
    assert found["status"] == answer.status_code and found["type"] == f"urn:tas:problem:{found['code']}"
    return found


async def test_a_filing_is_answered_with_its_verdict(doors: Doors) -> None:
    answer = await post(doors)
    told = {"id": "reg_1", "verdict": "ACCEPTED", "reason": None, "url": f"{REGISTRATIONS}/reg_1"}
    assert (answer.status_code, answer.json()) == (201, told)
    assert answer.headers["location"] == told["url"]
    assert doors.subgraph.asking.actor.partner == "ptn_acme"
    sent = doors.subgraph.variables["input"]
    assert {name: value for name, value in sent.items() if name != "commandId"} == FILING


async def test_a_conflict_is_filed_too(doors: Doors) -> None:
    reason = {"code": "SCOPE_PROTECTED", "message": "Taken", "until": "2027-01-01"}
    payload = {**ACCEPTED, "verdict": "CONFLICT", "reason": reason}
    doors.subgraph.answers = [{"data": {"fileRegistration": payload}}]
    answer = await post(doors)
    assert (answer.status_code, answer.json()["verdict"], answer.json()["reason"]) == (201, "CONFLICT", reason)


async def test_the_command_is_the_partners_and_the_keys(doors: Doors) -> None:
    async def command(key: str, said: Mapping[str, Any] | None = None, **more: Any) -> str:
        token = doors.issuer.token(said) if said else doors.issuer.token()
        await post(doors, {**FILING, **more}, key, authorization=f"Bearer {token}")
        return str(doors.subgraph.variables["input"]["commandId"])

    other = {"kind": "PARTNER", "partner": "ptn_other"}
    first = await command("deal 1")
    assert UUID(first).version == 5 and await command("deal 1", projectName="Else") == first
    assert len({first, await command("deal 2"), await command("deal 1", other)}) == 3
    named = await command("deal 1", EMPLOYEE, partnerId="ptn_acme")
    assert named == first and await command("deal 1", EMPLOYEE, partnerId="ptn_x") != first


BAD: dict[str, tuple[Any, dict[str, Any], int, str, list[tuple[str, str]]]] = {
    "no key": (FILING, {"key": None}, 400, "IDEMPOTENCY_KEY_REQUIRED", []),
    "an empty key": (FILING, {"key": ""}, 400, "IDEMPOTENCY_KEY_INVALID", []),
    "a key too long": (FILING, {"key": "k" * 256}, 400, "IDEMPOTENCY_KEY_INVALID", []),
    "a key with a tab": (FILING, {"key": "a\tb"}, 400, "IDEMPOTENCY_KEY_INVALID", []),
    "no JSON": (b"{", {}, 400, "MALFORMED_REQUEST", []),
    "no Unicode": (b'{"region": "\\ud800"}', {}, 400, "MALFORMED_REQUEST", []),
    "a form": (b"x", {"content-type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE", []),
    "too much": (b"{" + b" " * 20_000 + b"}", {}, 413, "BODY_TOO_LARGE", []),
    "a list": ([FILING], {}, 422, "INPUT_INVALID", [("", "FIELD_INVALID")]),
    "a wrong type": ({**FILING, "productLine": 7}, {}, 422, "INPUT_INVALID", [("productLine", "FIELD_INVALID")]),
    "a number as an amount": (
        {**FILING, "amount": {"amount": 1.5, "currency": "CNY"}}, {}, 422, "INPUT_INVALID",
        [("amount.amount", "FIELD_INVALID")],
    ),
    "no date": (
        {**FILING, "expectedSignDate": "soon"}, {}, 422, "INPUT_INVALID", [("expectedSignDate", "FIELD_INVALID")],
    ),
    "a number as a date": (
        {**FILING, "expectedSignDate": 0}, {}, 422, "INPUT_INVALID", [("expectedSignDate", "FIELD_INVALID")],
    ),
    "a field too many": ({**FILING, "grade": "A"}, {}, 422, "INPUT_INVALID", [("grade", "FIELD_UNKNOWN")]),
    "a field too few": (
        {**FILING, "customer": {"legalName": "B"}}, {}, 422, "INPUT_INVALID",
        [("customer.creditCode", "FIELD_REQUIRED")],
    ),
    "a list with a hole": (
        {**FILING, "evidence": ["a", None]}, {}, 422, "INPUT_INVALID", [("evidence.1", "FIELD_INVALID")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_call_is_told_as_a_problem_in_both_languages(doors: Doors, name: str) -> None:
    body, more, status, code, fields = BAD[name]
    for locale, chinese in (("en", False), ("zh-CN", True)):
        found = problem_of(await post(doors, body, **{"accept-language": locale, **more}))
        assert (found["status"], found["code"]) == (status, code)
        assert [(one["field"], one["code"]) for one in found["errors"]] == fields
        words = [found["title"], found["detail"], *(one["message"] for one in found["errors"])]
        assert all(bool(re.search("[一-鿿]", one)) == chinese for one in words), words
    assert doors.subgraph.calls == []


async def test_two_keys_are_none(doors: Doors) -> None:
    headers = [("authorization", f"Bearer {doors.issuer.token()}"), ("idempotency-key", "a"), ("idempotency-key", "b")]
    answer = await doors.client.post(REGISTRATIONS, headers=headers, json=FILING)
    assert problem_of(answer)["code"] == "IDEMPOTENCY_KEY_INVALID"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_nobody_may_do_nothing(doors: Doors, method: str) -> None:
    answer = await doors.client.request(method, REGISTRATIONS, json=FILING, headers={"idempotency-key": "k"})
    assert (answer.status_code, problem_of(answer)["code"]) == (401, "TOKEN_REQUIRED")
    assert answer.headers["www-authenticate"] == 'Bearer realm="tas"' and doors.subgraph.calls == []


DATA: dict[str, tuple[list[tuple[str, list[str]]], int, str]] = {
    "a reused key": ([("COMMAND_REUSED", [])], 409, ""),
    "who may not": ([("FILING_NOT_ALLOWED", [])], 403, ""),
    "an unknown partner": ([("PARTNER_UNKNOWN", ["partnerId"])], 404, "partnerId"),
    "a wrong code": ([("CREDIT_CODE_INVALID", ["input", "customer", "creditCode"])], 422, "customer.creditCode"),
    "two things": ([("TEXT_EMPTY", ["projectName"]), ("SIGN_DATE_PAST", ["expectedSignDate"])], 422, "projectName"),
    "a busy store": ([("BUSY", [])], 503, ""),
    "a code of later": ([("SOMETHING_NEW", ["region"])], 422, "region"),
}


@pytest.mark.parametrize("name", DATA)
async def test_refusals_as_data_keep_code_words_and_field(doors: Doors, name: str) -> None:
    errors, status, place = DATA[name]
    listed = [{"code": code, "message": f"words of {code}", "field": field, "params": {}} for code, field in errors]
    payload = {"registration": None, "verdict": None, "reason": None, "errors": listed}
    doors.subgraph.answers = [{"data": {"fileRegistration": payload}}]
    answer = await post(doors)
    found = problem_of(answer)
    assert (found["status"], found["code"], found["detail"]) == (status, errors[0][0], f"words of {errors[0][0]}")
    assert [one["code"] for one in found["errors"]] == [code for code, _ in errors]
    assert found["errors"][0]["field"] == place
    assert ("retry-after" in answer.headers) == (status == 503)


BESIDE: dict[str, tuple[dict[str, Any], int, str]] = {
    "a refusal": ({"class": "Forbidden", "code": "LIST_NOT_ALLOWED", "params": {}}, 403, "LIST_NOT_ALLOWED"),
    "a bad cursor": ({"class": "Invalid", "code": "PAGE_CURSOR", "params": {}, "field": ["after"]}, 422, "PAGE_CURSOR"),
    "a masked error": ({"class": "Unavailable", "code": "INTERNAL", "params": {"trace": "t"}}, 500, "INTERNAL"),
    "without a class": ({"code": "WHATEVER"}, 500, "INTERNAL"),
    "without anything": ({}, 500, "INTERNAL"),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
async def test_errors_beside_the_data_are_told_by_their_class(doors: Doors, name: str) -> None:
    extensions, status, code = BESIDE[name]
    told = {"message": "words", "path": ["registrations"], "extensions": extensions}
    doors.subgraph.answers = [{"data": None, "errors": [told]}]
    answer = await get(doors)
    assert (answer.status_code, problem_of(answer)["code"]) == (status, code)


@pytest.mark.parametrize("code", ["SUBGRAPH_TIMEOUT", "SUBGRAPH_UNAVAILABLE"])
async def test_a_service_that_is_away_asks_to_come_again(doors: Doors, code: str) -> None:
    doors.subgraph.down = code
    for answer in (await post(doors), await get(doors, "/reg_1")):
        assert (answer.status_code, problem_of(answer)["code"], answer.headers["retry-after"]) == (503, code, "1")


async def test_a_registration_is_read_as_it_stands(doors: Doors) -> None:
    doors.subgraph.answers = [{"data": {"registration": STANDING}}]
    answer = await get(doors, "/reg_1")
    assert (answer.status_code, answer.json()) == (200, STANDING)
    assert doors.subgraph.variables == {"id": "reg_1"}


async def test_what_one_may_not_see_is_not_there(doors: Doors) -> None:
    doors.subgraph.answers = [{"data": {"registration": None}}]
    found = problem_of(await get(doors, "/reg_2"))
    assert (found["status"], found["code"]) == (404, "REGISTRATION_UNKNOWN") and "reg_2" in found["detail"]


def page(more: bool) -> dict[str, Any]:
    info = {"hasNextPage": more, "endCursor": "c1"}
    return {"data": {"registrations": {"nodes": [STANDING], "pageInfo": info}}}


async def test_a_list_is_read_page_by_page(doors: Doors) -> None:
    doors.subgraph.answers = [page(True), page(False)]
    first = await get(doors, "?first=1&status=ACTIVE&status=CONFLICT")
    assert first.json() == {"items": [STANDING], "next": "c1"}
    assert doors.subgraph.variables == {"first": 1, "after": None, "filter": {"status": ["ACTIVE", "CONFLICT"]}}
    second = await get(doors, "?after=c1")
    assert second.json()["next"] is None
    assert doors.subgraph.variables == {"first": 20, "after": "c1", "filter": {}}


@pytest.mark.parametrize(
    ("query", "field"), [("first=0", "first"), ("first=101", "first"), ("first=x", "first"), ("page=2", "page")]
)
async def test_a_list_is_not_asked_for_anything(doors: Doors, query: str, field: str) -> None:
    found = problem_of(await get(doors, f"?{query}"))
    assert (found["status"], found["code"], found["errors"][0]["field"]) == (422, "INPUT_INVALID", field)


async def test_a_status_that_is_none_is_the_callers_mistake(doors: Doors) -> None:
    found = problem_of(await get(doors, "?status=DREAMING"))
    assert (found["status"], found["code"]) == (422, "BAD_USER_INPUT") and doors.subgraph.calls == []


async def test_an_answer_of_another_form_is_masked(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    doors.subgraph.answers = [{"data": {"registration": {**STANDING, "amount": {"amount": 1, "currency": "CNY"}}}}]
    assert problem_of(await get(doors, "/reg_1"))["code"] == "INTERNAL"
    assert "amount" in caplog.text


async def test_a_method_that_is_not_served_is_a_problem(doors: Doors) -> None:
    answer = await doors.client.delete(REGISTRATIONS)
    assert (answer.status_code, problem_of(answer)["code"]) == (405, "METHOD_NOT_ALLOWED") and answer.headers["allow"]


async def test_the_description_fits_the_calls(doors: Doors) -> None:
    described = (await doors.client.get(SPECIFICATION)).json()
    served = {
        (route.path, method.lower())
        for route in doors.app.routes
        if isinstance(route, Route) and route.path.startswith("/partner/v1") and route.path != SPECIFICATION
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert {(path, method) for path, calls in described["paths"].items() for method in calls} == served
    schemas = described["components"]["schemas"]
    for reference in re.findall(r'"#/components/schemas/(\w+)"', str(described).replace("'", '"')):
        assert reference in schemas
    for name, schema in schemas.items():
        assert schema.get("description"), name
        assert all("description" in one or "$ref" in one for one in schema["properties"].values()), name


def test_every_field_is_described() -> None:
    kinds = [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    fields = [(kind.__name__, name, field) for kind in kinds for name, field in kind.model_fields.items()]
    assert len(fields) > 40 and [name for kind, name, field in fields if not field.description] == []


@pytest.mark.parametrize("text", [document.FILE, document.ONE, document.LIST])
def test_the_documents_fit_the_suites_schema(text: str) -> None:
    import tas_planner

    schema = api_schema(tas_planner.Planner(SUPERGRAPH.read_text(encoding="utf-8")).api_schema)
    assert validate(schema, parse(text)) == []


FILING_PATH = (
    *(f"services/opportunity/app/{name}.py" for name in ("access", "effect", "file_registration")),
    "services/opportunity/domain/filing.py",
    "services/people/app/ensure.py",
    "kit/journal",
    "kit/mongo",
    "kit/http",
)
NEVER_A_FILINGS = {"LIST_NOT_ALLOWED", "PERSON_ERASED", "TOO_MANY_DOCUMENTS"}
"""Codes of other classes that are raised there, but never while a registration is filed."""


def raised() -> dict[str, set[str]]:
    """Code → the classes with which the parts that a filing passes through raise it."""
    found: dict[str, set[str]] = {}
    for part in FILING_PATH:
        place = ROOT / part
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                    code = node.args[0]
                    if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value.isupper():
                        found.setdefault(code.value, set()).add(node.func.id)
    return found


def test_a_code_as_data_has_the_class_it_is_raised_with() -> None:
    every = raised()
    assert {"COMMAND_REUSED", "FILING_NOT_ALLOWED", "BUSY"} <= set(every)
    wrong = {code: kinds for code, kinds in every.items() if code in CLASSES and kinds != {CLASSES[code].__name__}}
    assert wrong == {}
    filing = {"Conflict", "Forbidden", "Missing", "Unavailable"}
    lacking = {code for code, kinds in every.items() if kinds & filing and class_of(code).__name__ not in kinds}
    assert lacking == NEVER_A_FILINGS, "a code of a filing: give its class in services/gateway/api/partner/verdict.py"
