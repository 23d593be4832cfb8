"""REST and GraphQL are one path: the gateway's process over the real opportunity service, its store in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from fastapi import FastAPI

from kit.auth.signature import Verifier
from kit.http.subgraph import create_subgraph
from services.gateway.main import SUPERGRAPH
from services.opportunity.api import SCHEMA, make_loaders
from tests.support.gateway import EMPLOYEE, Token, gateway_over
from tests.support.host import MemoryHost
from tests.support.opportunity import Bench, bench

FILING: dict[str, Any] = {
    "customer": {"legalName": "华东制造", "creditCode": "91310000MA1K00000X"},
    "projectName": "MES",
    "productLine": "GTX",
    "region": "EAST",
    "amount": {"amount": "120000.00", "currency": "CNY"},
    "expectedSignDate": "2026-09-01",
    "contactMet": "王工",
}
ONE = "query One($id: ID!) { registration(id: $id) { id status customerName } }"
OTHER = {"kind": "PARTNER", "posts": [], "units": [], "partner": "ptn_bolt"}


@dataclass
class World:
    """The gateway, the service behind it, and a client."""

    url: str
    token: Token
    suite: Bench
    session: aiohttp.ClientSession

    async def rest(
        self, method: str, path: str = "", body: Any = None, key: str = "", said: Any = None, locale: str = "en"
    ) -> tuple[int, Any]:
        token = self.token(said) if said else self.token()
        headers = {"authorization": f"Bearer {token}", "accept-language": locale}
        if key:
            headers["idempotency-key"] = key
        url = f"{self.url}/partner/v1/registrations{path}"
        async with self.session.request(method, url, json=body, headers=headers) as response:
            return response.status, await response.json(content_type=None)


@pytest.fixture
async def world(tmp_path: Any) -> AsyncIterator[World]:
    suite, host = bench(), MemoryHost("opportunity")

    def make(verifier: Verifier) -> FastAPI:
        host.verifier = verifier
        return create_subgraph(host, SCHEMA, suite.deals, loaders=make_loaders)

    async with gateway_over(make, tmp_path, SUPERGRAPH) as (url, token), aiohttp.ClientSession() as session:
        yield World(url, token, suite, session)


async def test_a_filing_by_rest_is_found_by_graphql_and_filed_once(world: World) -> None:
    first = await world.rest("POST", body=FILING, key="deal 1")
    assert first[0] == 201 and first[1]["verdict"] == "ACCEPTED", first
    entries = len(world.suite.store.by_id)
    assert await world.rest("POST", body=FILING, key="deal 1") == first
    assert len(world.suite.store.by_id) == entries
    id = first[1]["id"]
    status, found = await world.rest("GET", f"/{id}")
    assert (status, found["status"], found["opportunity"]) == (200, "SUBMITTED", None)
    asked = {"query": ONE, "variables": {"id": id}}
    headers = {"authorization": f"Bearer {world.token()}"}
    async with world.session.post(f"{world.url}/graphql", json=asked, headers=headers) as response:
        told = (await response.json())["data"]["registration"]
    assert told == {"id": id, "status": "SUBMITTED", "customerName": "华东制造"}
    assert (await world.rest("GET", "?first=1"))[1] == {"items": [found], "next": None}


async def test_a_reused_key_and_anothers_key(world: World) -> None:
    _, mine = await world.rest("POST", body=FILING, key="deal 1")
    status, reused = await world.rest("POST", body={**FILING, "region": "WEST"}, key="deal 1", locale="zh")
    assert (status, reused["code"], reused["detail"]) == (409, "COMMAND_REUSED", "该命令编号已用于其他内容的请求。")
    status, other = await world.rest("POST", body=FILING, key="deal 1", said=OTHER)
    assert (status, other["verdict"]) == (201, "CONFLICT") and other["id"] != mine["id"]
    assert other["reason"]["code"] == "SCOPE_AWAITS_DECISION" and "ptn_acme" not in str(other)
    assert (await world.rest("GET", f"/{mine['id']}", said=OTHER))[0] == 404


async def test_who_may_file_is_decided_by_the_service(world: World) -> None:
    status, told = await world.rest("POST", body=FILING, key="k", said={**EMPLOYEE, "posts": ["AM"]})
    assert (status, told["code"]) == (403, "FILING_NOT_ALLOWED")
    status, told = await world.rest("POST", body=FILING, key="k", said=EMPLOYEE)
    assert (status, told["code"], told["errors"][0]["field"]) == (422, "PARTNER_REQUIRED", "partnerId")
    status, told = await world.rest("POST", body={**FILING, "partnerId": "ptn_bolt"}, key="k")
    assert (status, told["code"]) == (403, "FILING_NOT_ALLOWED")
    status, told = await world.rest("POST", body={**FILING, "partnerId": "ptn_bolt"}, key="k", said=EMPLOYEE)
    assert (status, told["verdict"]) == (201, "ACCEPTED")
    status, told = await world.rest("GET", said={**EMPLOYEE, "posts": []})
    assert (status, told["code"]) == (403, "LIST_NOT_ALLOWED")


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "not certified": ({"region": "MOON"}, "REGION_NOT_CERTIFIED", "region"),
    "no code": ({"customer": {"legalName": "A", "creditCode": "1"}}, "CREDIT_CODE_INVALID", "customer.creditCode"),
    "below zero": ({"amount": {"amount": "-1", "currency": "CNY"}}, "MONEY_OUT_OF_RANGE", "amount.amount"),
    "long gone": ({"expectedSignDate": "2020-01-01"}, "SIGN_DATE_PAST", "expectedSignDate"),
    "blank": ({"projectName": "  "}, "TEXT_EMPTY", "projectName"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
async def test_what_the_service_refuses_is_told_by_field(world: World, name: str) -> None:
    more, code, field = BAD[name]
    status, told = await world.rest("POST", body={**FILING, **more}, key="k")
    assert (status, told["code"]) == (422, code)
    assert [(one["field"], one["code"]) for one in told["errors"]] == [(field, code)]
    assert len(world.suite.store.by_id) == 0


async def test_a_cursor_that_is_none_is_told(world: World) -> None:
    status, told = await world.rest("GET", "?after=nonsense")
    assert (status, told["code"], told["errors"][0]["field"]) == (422, "PAGE_CURSOR", "after")
