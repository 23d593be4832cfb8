"""The people service as a process would run it, on real servers, with an import beside it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kit.auth.keys import PRIVACY_KEY, TRUST, make_keys, read_key
from kit.auth.signature import Signer
from kit.http.signed import SignedClient
from kit.local.server import Addresses
from kit.settings import Settings
from services.people.app.ensure import claiming
from services.people.domain.account import ACCOUNT
from services.people.domain.claim import CREDIT_CODE
from services.people.domain.name import account_id_of_code, employee_id_of
from services.people.main import build, import_organisation, open_people, read_organisation
from tas.contracts.people import CreditCodeClaimed
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Conflict, Forbidden, Invalid, Missing, TasError
from tests.support.host import serving
from tests.support.people import command
from tests.support.wait import until

pytestmark = pytest.mark.server
SEED = Path(__file__).parents[2] / "deploy" / "seed"
CODE = "91350100M000100Y43"
MIRA = Actor(ActorKind.EMPLOYEE, employee_id_of("mira.lang"), ("AM",))


class World:
    def __init__(self, settings: Settings, url: str, folder: Path) -> None:
        self.settings = settings
        self.clients = {
            name: SignedClient((url,), Signer(read_key(folder / f"{name}.json")), 10)
            for name in ("gateway", "issuer", "opportunity", "worker")
        }

    async def ask(self, caller: str, query: str, variables: Any = None, actor: Actor | None = None) -> Any:
        return await self.clients[caller].graphql(query, variables or {}, actor)


@pytest.fixture(scope="module")
async def world(servers: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("keys")
    files = make_keys(folder)
    settings = Settings(
        mongodb_url=servers.mongodb_url,
        mongodb_name=f"people_{uuid4().hex[:8]}",
        amqp_url=servers.amqp_url,
        signing_key_file=str(files["people"]),
        signing_trust_file=str(folder / TRUST),
        privacy_key_file=str(folder / PRIVACY_KEY),
        feed_poll_seconds=0.5,
        approval_url="http://127.0.0.1:9",
        call_seconds=1,
        stop_seconds=2,
    )
    async with serving(build(settings)) as url:
        made = World(settings, url, folder)
        yield made
        for client in made.clients.values():
            await client.close()


async def test_an_import_beside_the_process_is_seen_fed_and_repeatable(world: World) -> None:
    files = read_organisation(SEED, SEED)
    report = await import_organisation(world.settings, files)
    assert (report.refused, report.created["account"], report.created["partner-user"]) == ([], 9, 4)
    again = await import_organisation(world.settings, files)
    assert (again.created, again.changed, again.unchanged) == ({}, {}, report.created)

    actor = (await world.ask("issuer", '{ loginActor(login: "Chen.Mei") }'))["loginActor"]
    assert (actor["kind"], actor["posts"]) == ("EMPLOYEE", ["CHM"])
    accounts = await world.ask(
        "gateway", "{ accounts(first: 2) { nodes { legalName owner { name } } pageInfo { hasNextPage } } }", actor=MIRA
    )
    assert accounts["accounts"] == {
        "nodes": [
            {"legalName": "Aurora Instruments", "owner": {"name": "Mira Lang"}},
            {"legalName": "Borealis Freight", "owner": {"name": "Tom Okafor"}},
        ],
        "pageInfo": {"hasNextPage": True},
    }

    async def fed() -> bool:
        rows = (await world.ask("worker", "{ peopleFeed(after: 0, first: 500) }"))["peopleFeed"]
        # every created aggregate is one entry, and each of the eight codes is claimed by one more
        return len(rows) == sum(report.created.values()) + 8

    await until(fed, 15, "the import is fed")


async def test_a_claim_whose_process_died_is_completed_by_the_running_one(world: World) -> None:
    id = account_id_of_code(CODE)
    event = CreditCodeClaimed(CODE, id, "Left Alone", "partner-filing", "East")
    async with open_people(world.settings) as people:
        await people.ledger.execute(CREDIT_CODE, CODE, command("died"), claiming(event, {}))
        assert not (await people.ledger.load(ACCOUNT, id)).state.exists

        async def completed() -> bool:
            return (await people.ledger.load(ACCOUNT, id)).state.exists

        await until(completed, 15, "the account of the claim")
    facts = (await world.ask("worker", f'{{ accountFacts(accountId: "{id}") }}'))["accountFacts"]
    assert (facts["account.verification"], facts["account.codeValid"]) == ("PENDING", True)


ENSURE = """mutation($input: EnsureAccountInput!) {
  ensureAccount(input: $input) { accountId legalName verification created }
}"""


async def test_ensuring_an_account_is_answered_once(world: World) -> None:
    given = {"commandId": "c1", "creditCode": "91440300708461136T", "legalName": "Once Ltd", "source": "partner-filing"}
    first = await world.ask("opportunity", ENSURE, {"input": given})
    assert first["ensureAccount"]["created"] is True and first["ensureAccount"]["verification"] == "PENDING"
    assert await world.ask("opportunity", ENSURE, {"input": given}) == first
    other = await world.ask("opportunity", ENSURE, {"input": {**given, "commandId": "c2"}})
    assert other["ensureAccount"] == {**first["ensureAccount"], "created": False}
    with pytest.raises(Conflict) as refused:
        await world.ask("opportunity", ENSURE, {"input": {**given, "legalName": "Another"}})
    assert refused.value.code == "COMMAND_REUSED"


RESOLVE = """query($rules: JSON!, $facts: JSON!) {
  resolveApprovers(rules: $rules, facts: $facts, asOf: "2026-01-01T00:00:00Z")
}"""
REFUSED: dict[str, tuple[str, Any, type[TasError], str]] = {
    "a bad code": (
        ENSURE,
        {"input": {"commandId": "c3", "creditCode": "1", "legalName": "n", "source": "s"}},
        Invalid,
        "CREDIT_CODE_INVALID",
    ),
    "an unknown login": ('{ loginActor(login: "nobody") }', {}, Missing, "LOGIN_UNKNOWN"),
    "an unknown partner": ('{ partnerStanding(partnerId: "ptn_0") }', {}, Missing, "PARTNER_UNKNOWN"),
    "an unknown account": ('{ accountFacts(accountId: "acc_0") }', {}, Missing, "ACCOUNT_UNKNOWN"),
    "rules that are no list": (RESOLVE, {"rules": {"kind": "POST"}, "facts": {}}, Invalid, "ASK_MALFORMED"),
    "a rule that is no object": (RESOLVE, {"rules": ["POST"], "facts": {}}, Invalid, "ASK_MALFORMED"),
    "facts that are no object": (RESOLVE, {"rules": [], "facts": [1]}, Invalid, "ASK_MALFORMED"),
    "an unknown rule": (RESOLVE, {"rules": [{"kind": "DICE"}], "facts": {}}, Invalid, "RESOLVER_UNKNOWN"),
    "too many rules": (RESOLVE, {"rules": [{"kind": "FLOW_ADMIN"}] * 101, "facts": {}}, Invalid, "ASK_TOO_LARGE"),
    "too many employees": (
        "query($ids: [ID!]!) { lineHeads(employeeIds: $ids) }", {"ids": ["e"] * 101}, Invalid, "ASK_TOO_LARGE",
    ),
    "a stretch too long": ("{ peopleFeed(after: 0, first: 501) }", {}, Invalid, "STRETCH_SIZE"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
async def test_a_service_is_refused_by_code(world: World, name: str) -> None:
    query, variables, kind, code = REFUSED[name]
    with pytest.raises(kind) as refused:
        await world.ask("opportunity", query, variables)
    assert refused.value.code == code


async def test_the_gateway_gets_nothing_internal(world: World) -> None:
    with pytest.raises(Forbidden) as refused:
        await world.ask("gateway", '{ loginActor(login: "chen.mei") }', actor=MIRA)
    assert refused.value.code == "INTERNAL_ONLY"
