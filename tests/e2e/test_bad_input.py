"""Bad input at every door of the running suite gets its coded error, and no journal has an entry more afterwards."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import aiohttp
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from cli.organisation import import_folder
from kit.auth.keys import read_key
from kit.auth.signature import Signer
from services.people.domain.name import partner_user_id_of
from tas.core.actor import Actor, ActorKind, service
from tests.support.client import DECIDE, FILE
from tests.support.stage import PARTNER_LOGIN, Stage, filing, fresh_code, settings_of
from tests.support.wait import until

pytestmark = pytest.mark.e2e
ME = "{ me { id } }"
NOBODYS = """
query Node($id: ID!) {
  node(id: $id) { ... on Registration { status } ... on Account { legalName } ... on Chain { code } }
  registration(id: $id) { id }
}"""
UNKNOWN = "0" * 32


Sign = Callable[[str, bytes], dict[str, str]]


class Told(NamedTuple):
    """What a door answered: the HTTP status, and every code found in the answer."""

    status: int
    codes: list[str]


async def told(response: aiohttp.ClientResponse) -> Told:
    body = await response.json(content_type=None)
    return Told(response.status, list(codes_in(body)))


def codes_in(body: Any) -> list[str]:
    """Codes of errors as data, of GraphQL errors, of a problem, and of the issuer."""
    found: list[str] = []
    if isinstance(body, Mapping):
        found += [str(body[name]) for name in ("code", "error") if isinstance(body.get(name), str)]
        for value in body.values():
            found += codes_in(value)
    elif isinstance(body, list):
        for one in body:
            found += codes_in(one)
    return list(dict.fromkeys(found))


async def quiet(stage: Stage) -> set[str]:
    """The ids of all entries once nothing is on its way."""
    seen: set[str] = set()

    async def same() -> bool:
        nonlocal seen
        before, seen = seen, {entry.id for entry in await stage.scene.entries()}
        return before == seen and await stage.scene.unfed() == 0

    await until(same, 30, "a quiet suite")
    return seen


async def ask(stage: Stage, body: Any, token: str | None = None, **headers: str) -> Told:
    """One POST to the gateway's GraphQL door; `body` is sent as it is when it is bytes."""
    given = {"content-type": "application/json", "accept": "application/graphql-response+json", **headers}
    if token is not None:
        given["authorization"] = f"Bearer {token}"
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with stage.session.post(f"{stage.url}/graphql", data=data, headers=given) as response:
        return await told(response)


def claims(stage: Stage, **more: Any) -> dict[str, Any]:
    """Of a good token; `more` spoils it."""
    now = int(time.time())
    said = {"kind": "PARTNER", "posts": ["PTN"], "units": [], "partner": "ptn_" + UNKNOWN}
    good = {"iss": stage.suite.url("issuer"), "aud": "tas", "sub": partner_user_id_of(PARTNER_LOGIN), "iat": now}
    return {**good, "exp": now + 600, "tas": said, **more}


def issuer_key(stage: Stage) -> ECKey:
    return ECKey.import_key(json.loads(Path(stage.suite.settings()["TAS_ISSUER_KEY_FILE"]).read_text()))


def signed(stage: Stage, key: ECKey | None = None, kid: str = "", **more: Any) -> str:
    used = key or issuer_key(stage)
    header = {"alg": "ES256", "kid": kid or str(issuer_key(stage).kid)}
    return jwt.encode(header, claims(stage, **more), used, ["ES256"])


def by_shared_secret(stage: Stage) -> str:
    """HS256 with the issuer's public key as the secret: the classic confusion, made by hand since libraries refuse."""
    header = {"alg": "HS256", "kid": str(issuer_key(stage).kid)}
    text = f"{unpadded(json.dumps(header).encode())}.{signed(stage).split('.')[1]}"
    secret = issuer_key(stage).as_pem(private=False)
    return f"{text}.{unpadded(hmac.digest(secret, text.encode(), 'sha256'))}"


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unsigned(stage: Stage) -> str:
    """A good token's claims under `alg: none`."""
    header = json.dumps({"alg": "none", "kid": str(issuer_key(stage).kid)}).encode()
    return f"{unpadded(header)}.{signed(stage).split('.')[1]}."


TOKENS: dict[str, tuple[Callable[[Stage], str], str]] = {
    "expired": (lambda stage: signed(stage, exp=int(time.time()) - 60), "TOKEN_EXPIRED"),
    "forged": (lambda stage: signed(stage, key=ECKey.generate_key("P-256")), "TOKEN_INVALID"),
    "of an unknown key": (lambda stage: signed(stage, key=ECKey.generate_key("P-256"), kid="x"), "TOKEN_KEY_UNKNOWN"),
    "of another issuer": (lambda stage: signed(stage, iss="http://elsewhere"), "TOKEN_ISSUER"),
    "for another audience": (lambda stage: signed(stage, aud="others"), "TOKEN_AUDIENCE"),
    "with a shared secret": (by_shared_secret, "TOKEN_ALGORITHM"),
    "without a signature": (unsigned, "TOKEN_ALGORITHM"),
    "of no shape": (lambda _: "not.a.token", "TOKEN_INVALID"),
    "of a service": (lambda stage: signed(stage, sub="worker", tas={"kind": "SERVICE"}), "TOKEN_CLAIMS"),
}


@pytest.mark.parametrize("name", TOKENS)
async def test_a_bad_token_is_refused_at_both_doors(stage: Stage, name: str) -> None:
    make, code = TOKENS[name]
    token, before = make(stage), await quiet(stage)
    body = {"query": FILE, "variables": {"input": {"commandId": str(uuid4()), **filing(fresh_code())}}}
    assert await ask(stage, body, token) == (401, [code])
    url, headers = f"{stage.url}/partner/v1/registrations", {"authorization": f"Bearer {token}", "Idempotency-Key": "k"}
    async with stage.session.post(url, json=filing(fresh_code()), headers=headers) as response:
        assert await told(response) == (401, [code])
    assert await quiet(stage) == before


def filed(**spoiled: Any) -> dict[str, Any]:
    return {"query": FILE, "variables": {"input": {"commandId": str(uuid4()), **filing(fresh_code()), **spoiled}}}


DOCUMENTS: dict[str, tuple[Any, int, str]] = {
    "no JSON": (b"{", 400, "MALFORMED_REQUEST"),
    "no query": ({}, 400, "MALFORMED_REQUEST"),
    "a batch": ([{"query": ME}], 400, "BATCHING_NOT_SUPPORTED"),
    "no GraphQL": ({"query": "{ me {"}, 400, "GRAPHQL_PARSE_FAILED"),
    "an unknown field": ({"query": "{ nothing }"}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "an internal mutation": (
        {"query": "mutation { recordChainEntry(input: {}) }"}, 400, "GRAPHQL_VALIDATION_FAILED",
    ),
    "an internal query": ({"query": "{ peopleFeed(after: 0, first: 1) }"}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "entities": ({"query": "{ _entities(representations: []) { __typename } }"}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "a wrong type": (filed(projectName=7), 400, "BAD_USER_INPUT"),
    "a missing field": ({"query": FILE, "variables": {"input": {"commandId": "x"}}}, 400, "BAD_USER_INPUT"),
    "no date": (filed(expectedSignDate="tomorrow"), 200, "GRAPHQL_INVALID"),
    "too deep": ({"query": "{ a " + "{ a " * 60 + "}" * 60 + "}"}, 400, "QUERY_TOO_DEEP"),
    "too large": (b'{"query": "' + b"x" * 1_100_000 + b'"}', 413, "BODY_TOO_LARGE"),
    "no UUID": (filed(commandId="seven"), 200, "COMMAND_ID_INVALID"),
    "no credit code": (filed(customer={"legalName": "A", "creditCode": "123"}), 200, "CREDIT_CODE_INVALID"),
    "a wrong check character": (
        filed(customer={"legalName": "A", "creditCode": "91110108MA01C2D34X"}), 200, "CREDIT_CODE_INVALID",
    ),
    "an amount below zero": (filed(amount={"amount": "-1", "currency": "CNY"}), 200, "MONEY_OUT_OF_RANGE"),
    "no currency": (filed(amount={"amount": "1", "currency": "yuan"}), 200, "CURRENCY_UNKNOWN"),
    "a product that one is not certified for": (filed(productLine="None"), 200, "PRODUCT_LINE_NOT_CERTIFIED"),
    "a date that has passed": (filed(expectedSignDate="2020-01-01"), 200, "SIGN_DATE_PAST"),
    "nothing but blanks": (filed(projectName="   "), 200, "TEXT_EMPTY"),
    "a malformed cursor": (
        {"query": ME, "extensions": {"after": "!"}}, 200, "CURSOR_MALFORMED",
    ),
    "a decision on nothing": (
        {"query": DECIDE, "variables": {"input": {
            "commandId": str(uuid4()), "taskId": f"tsk_{UNKNOWN}", "verdict": "APPROVE", "comment": "",
        }}}, 200, "TASK_UNKNOWN",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_bad_document_is_refused(stage: Stage, name: str) -> None:
    body, status, code = DOCUMENTS[name]
    before = await quiet(stage)
    answer = await ask(stage, body, await stage.token(PARTNER_LOGIN))
    assert answer.status == status and code in answer.codes, answer
    assert await quiet(stage) == before


async def test_unknown_ids_are_nobodys(stage: Stage) -> None:
    partner = await stage.partner()
    for id in (f"reg_{UNKNOWN}", f"opp_{UNKNOWN}", f"acc_{UNKNOWN}", f"chn_{UNKNOWN}", "nonsense", ""):
        answer = await partner.ask(NOBODYS, {"id": id})
        found = answer["data"]
        assert found["registration"] is None and not any((found["node"] or {}).values()), answer


REST: dict[str, tuple[dict[str, str], Any, int, str]] = {
    "no key": ({}, filing(fresh_code()), 400, "IDEMPOTENCY_KEY_REQUIRED"),
    "a key too long": ({"Idempotency-Key": "x" * 256}, filing(fresh_code()), 400, "IDEMPOTENCY_KEY_INVALID"),
    "no JSON": ({"Idempotency-Key": "k1"}, b"{", 400, "MALFORMED_REQUEST"),
    "a wrong type": ({"Idempotency-Key": "k2"}, filing(fresh_code(), productLine=7), 422, "INPUT_INVALID"),
    "a field too many": ({"Idempotency-Key": "k3"}, filing(fresh_code(), grade="A"), 422, "INPUT_INVALID"),
    "too large": ({"Idempotency-Key": "k4"}, b"{" + b" " * 1_100_000 + b"}", 413, "BODY_TOO_LARGE"),
    "not certified": ({"Idempotency-Key": "k5"}, filing(fresh_code(), region="Moon"), 422, "REGION_NOT_CERTIFIED"),
}


@pytest.mark.parametrize("name", REST)
async def test_a_bad_rest_call_is_refused_with_a_problem(stage: Stage, name: str) -> None:
    headers, body, status, code = REST[name]
    before = await quiet(stage)
    given = {
        "authorization": f"Bearer {await stage.token(PARTNER_LOGIN)}", "content-type": "application/json", **headers,
    }  # fmt: skip
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with stage.session.post(f"{stage.url}/partner/v1/registrations", data=data, headers=given) as response:
        assert response.content_type == "application/problem+json"
        answer = await told(response)
    assert answer.status == status and code in answer.codes, answer
    assert await quiet(stage) == before


async def direct(stage: Stage, name: str, query: str, sign: Sign) -> Told:
    """A call past the gateway."""
    url, body = f"{stage.suite.url(name)}/graphql", json.dumps({"query": query}).encode()
    headers = {"content-type": "application/json", **sign(url, body)}
    async with stage.session.post(url, data=body, headers=headers) as response:
        return await told(response)


INTERNAL = {
    "people": (
        '{ loginActor(login: "chen.mei") }', '{ partnerStanding(partnerId: "p") }', '{ accountFacts(accountId: "a") }',
        '{ resolveApprovers(rules: [], facts: {}, asOf: "2026-01-01T00:00:00Z") }', "{ lineHeads(employeeIds: []) }",
        "{ peopleFeed(after: 0, first: 1) }", '{ peopleEntries(aggregate: "a/b", after: 0, first: 1) }',
        'mutation { ensureAccount(input: {commandId: "c", creditCode: "c", legalName: "n", source: "s"}) '
        "{ accountId } }",
    ),
    "opportunity": (
        '{ registrationFacts(registrationId: "r") }', "{ opportunityFeed(after: 0, first: 1) }",
        '{ opportunityEntries(aggregate: "a/b", after: 0, first: 1) }',
        'mutation { expireProtection(input: {commandId: "c", registrationId: "r"}) }',
    ),
    "approval": (
        "{ approvalFeed(after: 0, first: 1) }", '{ approvalEntries(aggregate: "a/b", after: 0, first: 1) }',
        'mutation { recordChainEntry(input: {chainId: "c", epoch: 0, expectedVersion: 0, commandKey: "k", '
        'bodyDigest: "d", actor: {}, at: "2026-01-01T00:00:00Z", events: [], answer: {}}) }',
    ),
}  # fmt: skip


async def test_internal_fields_are_refused_to_the_gateway_and_to_users(stage: Stage) -> None:
    """Even with the gateway's own key: it may speak for users only."""
    before, signer = await quiet(stage), Signer(read_key(stage.suite.keys / "gateway.json"))
    user = Actor(ActorKind.EMPLOYEE, "emp_" + UNKNOWN, ("ADM",))
    for name, queries in INTERNAL.items():
        for query in queries:
            as_user = await direct(stage, name, query, lambda url, body: signer.headers("POST", url, body, user))
            assert as_user.codes[:1] == ["INTERNAL_ONLY"], (query, as_user)
            lie = await direct(
                stage, name, query, lambda url, body: signer.headers("POST", url, body, service("worker"))
            )
            assert (lie.status, lie.codes[:1]) == (403, ["CLAIM_REFUSED"]), (query, lie)
    assert await quiet(stage) == before


async def test_a_direct_call_without_a_signature_is_refused(stage: Stage) -> None:
    for name in ("people", "opportunity", "approval"):
        bearer = {"authorization": f"Bearer {await stage.token(PARTNER_LOGIN)}"}
        assert await direct(stage, name, "{ __typename }", lambda *_, given=bearer: given) == (
            401,
            ["SIGNATURE_MISSING"],
        )


async def test_malformed_rows_are_refused_and_change_nothing(stage: Stage, tmp_path: Path) -> None:
    header = "account,sector,year_established,revenue,employees,office_location,subsidiary_of,credit_code"
    rows = (
        "Bad Year,retail,never,1,1,China,,",
        "Short,retail",
        "Bad Code,retail,2001,1,1,China,,123",
        ",retail,2001,1,1,China,,",
    )
    (tmp_path / "accounts.csv").write_text("\n".join((header, *rows)), encoding="utf-8")
    for name in ("posts.csv", "partners.csv", "partner_users.csv"):
        (tmp_path / name).write_text("", encoding="utf-8")
    before = await quiet(stage)
    report = await import_folder(settings_of(stage.suite), tmp_path)
    assert len([one for one in report.refused if one.file == "accounts.csv"]) == len(rows), report.refused
    assert await quiet(stage) == before


async def test_the_issuer_gives_no_token_to_strangers(stage: Stage) -> None:
    url = f"{stage.suite.url('issuer')}/token"
    for body, status, code in (({"login": "nobody"}, 404, "LOGIN_UNKNOWN"), ({}, 400, "TOKEN_REQUEST")):
        async with stage.session.post(url, json=body) as response:
            assert await told(response) == (status, [code])
