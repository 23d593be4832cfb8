"""The opportunity service as its processes run it: two on one real store and broker, beside a people service in memory,
asked over signed calls."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import strawberry

from kit.auth.keys import TRUST, make_keys, read_key, read_trust
from kit.auth.signature import Signer, Verifier
from kit.graphql.context import Info
from kit.graphql.field import mutation_field, resolved_field
from kit.graphql.schema import build_schema
from kit.graphql.value import JSON
from kit.http.signed import SignedClient
from kit.http.subgraph import create_subgraph
from kit.local.server import Addresses
from kit.settings import Settings
from services.opportunity.main import build
from tas.core.actor import Actor
from tas.core.errors import Forbidden
from tas.core.ids import natural_id
from tests.support.host import MemoryHost, serving
from tests.support.opportunity import ACME, BOLT, CHANNEL, REQUEST, partner_user
from tests.support.wait import until

pytestmark = pytest.mark.server
FILE = """
mutation($input: FileRegistrationInput!) {
  fileRegistration(input: $input) { registration { id status } verdict errors { code field } cursor }
}"""


@strawberry.input
class EnsureAccountInput:
    command_id: str
    credit_code: str
    legal_name: str
    region: str
    source: str


@strawberry.type
class Query:
    @resolved_field(description="Everybody is certified.")
    def partner_standing(self, info: Info, partner_id: strawberry.ID) -> JSON:
        return {"active": True, "productLines": ["GTX"], "regions": ["EAST"]}


@strawberry.type
class Ensured:
    account_id: str


@strawberry.type
class Mutation:
    @mutation_field(description="One account a code.")
    def ensure_account(self, info: Info, input: EnsureAccountInput) -> Ensured:
        return Ensured(account_id=natural_id("account", input.credit_code))


@dataclass
class World:
    """The gateway's client of each replica, and the worker's of both."""

    clients: list[SignedClient]
    worker: SignedClient

    async def file(self, actor: Actor, command: str, replica: int = 0, **changed: Any) -> dict[str, Any]:
        told = {
            "commandId": command,
            "customer": {"legalName": REQUEST.legal_name, "creditCode": REQUEST.credit_code},
            "projectName": "MES",
            "productLine": "GTX",
            "region": "EAST",
            "amount": {"amount": "1000", "currency": "CNY"},
            "expectedSignDate": (datetime.now(UTC).date() + timedelta(days=90)).isoformat(),
            "contactMet": "Head of plant",
            **changed,
        }
        data = await self.clients[replica].graphql(FILE, {"input": told}, actor)
        payload: dict[str, Any] = data["fileRegistration"]
        return payload


@pytest.fixture(scope="module")
async def world(servers: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("keys")
    files = make_keys(folder)
    trust = str(folder / TRUST)
    people = MemoryHost("people", signing_trust_file=trust)
    people.verifier = Verifier(read_trust(folder / TRUST))
    async with AsyncExitStack() as stack:
        people_url = await stack.enter_async_context(
            serving(create_subgraph(people, build_schema(Query, Mutation), None))
        )
        settings = Settings(
            mongodb_url=servers.mongodb_url,
            mongodb_name=f"deals_{uuid4().hex[:8]}",
            amqp_url=servers.amqp_url,
            signing_key_file=str(files["opportunity"]),
            signing_trust_file=trust,
            feed_poll_seconds=0.5,
            people_url=people_url,
            approval_url="http://127.0.0.1:9",
            call_seconds=5,
            stop_seconds=2,
        )
        urls = [await stack.enter_async_context(serving(build(settings))) for _ in range(2)]
        gateway, worker = (Signer(read_key(folder / f"{name}.json")) for name in ("gateway", "worker"))
        made = World([SignedClient((url,), gateway, 10) for url in urls], SignedClient(tuple(urls), worker, 10))
        yield made
        for client in (*made.clients, made.worker):
            await client.close()


async def test_one_winner_over_two_replicas_and_every_retry_has_its_answer(world: World) -> None:
    commands = [str(uuid4()) for _ in range(12)]

    async def race(number: int) -> dict[str, Any]:
        actor = partner_user(f"user{number}", f"partner{number}")
        answers = await asyncio.gather(
            *(world.file(actor, commands[number], replica) for replica in (number % 2, 1 - number % 2))
        )
        assert answers[0] == answers[1]
        return answers[0]

    filed = await asyncio.gather(*(race(number) for number in range(12)))
    assert [one["errors"] for one in filed] == [[]] * 12
    assert Counter(one["verdict"] for one in filed) == {"ACCEPTED": 1, "CONFLICT": 11}
    assert len({one["registration"]["id"] for one in filed}) == 12


async def test_what_is_filed_at_one_replica_is_listed_at_the_other_and_fed_to_others(world: World) -> None:
    code = "91310000MA1K00007X"
    filed = await world.file(ACME, str(uuid4()), customer={"legalName": "Other", "creditCode": code})
    id = filed["registration"]["id"]
    query = "{ registrations(first: 5) { nodes { id } } }"
    mine = (await world.clients[1].graphql(query, {}, ACME))["registrations"]["nodes"]
    assert mine == [{"id": id}]
    assert (await world.clients[1].graphql(query, {}, BOLT))["registrations"]["nodes"] == []
    assert {"id": id} in (await world.clients[1].graphql(query, {}, CHANNEL))["registrations"]["nodes"]

    async def fed() -> bool:
        rows = (await world.worker.graphql("{ opportunityFeed(after: 0, first: 500) }", {}, None))["opportunityFeed"]
        return any(row["entry"]["aggregate"] == f"registration/{id}" for row in rows)

    await until(fed, 15, "the registration is fed")
    facts = await world.worker.graphql(f'{{ registrationFacts(registrationId: "{id}") }}', {}, None)
    assert facts["registrationFacts"]["registration.productLine"] == "GTX"


async def test_the_gateway_gets_nothing_internal(world: World) -> None:
    with pytest.raises(Forbidden) as refused:
        await world.clients[0].graphql("{ opportunityFeed(after: 0, first: 5) }", {}, CHANNEL)
    assert refused.value.code == "INTERNAL_ONLY"
