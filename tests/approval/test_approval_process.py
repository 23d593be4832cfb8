"""The approval service as a process would run it, on real servers, beside the people service; no worker runs chains."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kit.auth.keys import PRIVACY_KEY, TRUST, make_keys, read_key
from kit.auth.signature import Signer
from kit.http.signed import SignedClient
from kit.local.port import free_ports
from kit.local.server import Addresses
from kit.mongo.index import recording, unserved
from kit.settings import Settings
from services.approval.adapters.index import INDEXES
from services.approval.main import build
from services.people.domain.name import account_id_of_code, employee_id_of
from services.people.main import build as build_people
from services.people.main import import_organisation, read_organisation
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Invalid
from tests.support.host import serving
from tests.support.wait import until

pytestmark = pytest.mark.server
SEED = Path(__file__).parents[2] / "deploy" / "seed"
CODE = "91440300708461136T"
AM = Actor(ActorKind.EMPLOYEE, employee_id_of("mira.lang"), ("AM",))
STEWARD = Actor(ActorKind.EMPLOYEE, employee_id_of("dario.stone"), ("MDS",))


class World:
    """Both services, asked as the gateway or as a service."""

    def __init__(self, settings: dict[str, Settings], urls: dict[str, str], folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        self._clients = {
            (caller, service): SignedClient((url,), Signer(read_key(folder / f"{caller}.json")), 20)
            for service, url in urls.items()
            for caller in ("gateway", "opportunity", "worker")
        }

    async def ask(self, caller: str, service: str, query: str, variables: Any = None, actor: Any = None) -> Any:
        return await self._clients[caller, service].graphql(query, variables or {}, actor)

    async def close(self) -> None:
        for client in self._clients.values():
            await client.close()


@pytest.fixture(scope="module")
async def world(servers: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("keys")
    files, (spare,) = make_keys(folder), free_ports(1)
    common: dict[str, Any] = {
        "mongodb_url": servers.mongodb_url, "mongodb_name": f"approval_{uuid4().hex[:8]}", "amqp_url": servers.amqp_url,
        "temporal_address": servers.temporal_address, "signing_trust_file": str(folder / TRUST),
        "privacy_key_file": str(folder / PRIVACY_KEY),
        "feed_poll_seconds": 0.5, "call_seconds": 3, "stop_seconds": 2, "flows_folder": str(SEED / "flows"),
        "opportunity_url": f"http://127.0.0.1:{spare}", "approval_url": f"http://127.0.0.1:{spare}",
    }  # fmt: skip
    people = Settings(**common, signing_key_file=str(files["people"]))
    async with serving(build_people(people)) as people_url:
        approval = Settings(**common, signing_key_file=str(files["approval"]), people_url=people_url)
        await import_organisation(people, read_organisation(SEED, SEED))
        async with serving(build(approval)) as url:
            made = World({"approval": approval}, {"approval": url, "people": people_url}, folder)
            yield made
            await made.close()


SUBMIT = """mutation($input: SubmitFlowInput!) { submitFlow(input: $input) {
  chain { id code status round tasks { id } history { what } verification { intact entries } }
  errors { code params } cursor
} }"""
CHAINS = """query($r: [_Any!]!) { _entities(representations: $r) { ... on Account { chains {
  id code starterId pending { waiting params }
} } } }"""


async def account(world: World, number: int) -> str:
    found = await world.ask("gateway", "people", "{ accounts(first: 2) { nodes { id } } }", actor=AM)
    return str(found["accounts"]["nodes"][number]["id"])


async def test_a_flow_is_previewed_and_submitted_once_and_read_back_through_declared_indexes(world: World) -> None:
    id = await account(world, 0)
    preview = """query($s: SubjectInput!) { previewFlow(code: "TAS_1_2", subject: $s) {
      status steps { key passage approvers { employee { id } } }
    } }"""
    about = {"type": "account", "id": id}
    route = (await world.ask("gateway", "approval", preview, {"s": about}, AM))["previewFlow"]
    steps = {step["key"]: step for step in route["steps"]}
    assert steps["duplicate"]["passage"] == "SKIPPED"
    assert steps["steward"]["approvers"] == [{"employee": {"id": STEWARD.id}}]
    given = {"input": {"commandId": str(uuid4()), "code": "TAS_1_2", "subject": about}}
    with recording() as queries:
        first = (await world.ask("gateway", "approval", SUBMIT, given, AM))["submitFlow"]
        assert (await world.ask("gateway", "approval", SUBMIT, given, AM))["submitFlow"] == first
        asked = {"r": [{"__typename": "Account", "id": id}]}
        (found,) = (await world.ask("gateway", "approval", CHAINS, asked, AM))["_entities"]
        inbox = "{ inbox(first: 5) { nodes { id } } }"
        assert (await world.ask("gateway", "approval", inbox, actor=STEWARD))["inbox"]["nodes"] == []
        await world.ask("gateway", "approval", '{ task(id: "tsk_0") { id } }', actor=STEWARD)
    assert unserved([one for one in queries if one.collection == "state_chain"], INDEXES) == []
    assert (first["errors"], first["chain"]["status"]) == ([], "RUNNING")
    assert first["chain"]["verification"] == {"intact": True, "entries": 1}
    assert [chain["id"] for chain in found["chains"]] == [first["chain"]["id"]]


async def test_an_account_that_is_filed_on_gets_its_flow_by_the_feed(world: World) -> None:
    ensure = """mutation($input: EnsureAccountInput!) { ensureAccount(input: $input) { accountId } }"""
    given = {"commandId": "c1", "creditCode": CODE, "legalName": "Once Ltd", "source": "partner-filing"}
    await world.ask("opportunity", "people", ensure, {"input": given})
    asked = {"r": [{"__typename": "Account", "id": account_id_of_code(CODE)}]}

    async def started() -> Any:
        (found,) = (await world.ask("gateway", "approval", CHAINS, asked, STEWARD))["_entities"]
        return found["chains"]

    (chain,) = await until(started, 20, "the account's flow")
    assert (chain["code"], chain["pending"][0]["waiting"]) == ("TAS_1_2", "FOR_FACTS")

    async def fed() -> bool:
        rows = (await world.ask("worker", "approval", "{ approvalFeed(after: 0, first: 9) }"))["approvalFeed"]
        return f"chain/{chain['id']}" in [row["entry"]["aggregate"] for row in rows]

    await until(fed, 15, "the chain's first entry is fed")


async def test_an_act_on_a_chain_that_no_worker_runs_may_be_tried_again(world: World) -> None:
    """Temporal is asked, and knows of no such run."""
    about = {"type": "account", "id": await account(world, 1)}
    given = {"input": {"commandId": str(uuid4()), "code": "TAS_1_2", "subject": about}}
    chain = (await world.ask("gateway", "approval", SUBMIT, given, AM))["submitFlow"]["chain"]
    withdraw = "mutation($input: WithdrawFlowInput!) { withdrawFlow(input: $input) { errors { code } } }"
    input = {"commandId": str(uuid4()), "chainId": chain["id"]}
    payload = (await world.ask("gateway", "approval", withdraw, {"input": input}, AM))["withdrawFlow"]
    assert payload["errors"] == [{"code": "CHAIN_NOT_STARTED"}]


def test_a_wrong_setting_stops_the_process_before_it_serves(world: World, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text('code = "TAS_2_2"\nmatch = "x"')
    good = world.settings["approval"]
    with pytest.raises(Invalid, match="FLOW_FIELD_MISSING"):
        build(good.model_copy(update={"flows_folder": str(tmp_path)}))
    with pytest.raises(Invalid, match="CALENDAR_UNKNOWN"):
        build(good.model_copy(update={"calendar_country": "XX"}))
