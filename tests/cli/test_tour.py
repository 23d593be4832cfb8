"""The guided registration against a stand-in for gateway and issuer: who does what, in which order, and only once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from cli.home import Home
from cli.person import Unexpected
from cli.suite import PORTS, Suite
from cli.tour import OPERATOR, PARTNER, filing_for, made_up_code, take_tour
from kit.local.port import DEFAULTS, free_ports
from kit.local.server import Addresses, Ports, Servers
from services.people.domain.credit_code import is_valid

NODES = (("chen.mei", "Chen Mei"), ("petra.sommer", "Petra Sommer"))


@dataclass
class Company:
    """A gateway and an issuer in one: accounts, one registration, a chain of two tasks that reminds at its third look.
    A login is its own token."""

    taken: tuple[str, ...] = ()
    owned: bool = True
    filed: list[dict[str, Any]] = field(default_factory=list)
    did: list[str] = field(default_factory=list)
    looks: int = 0

    async def token(self, request: web.Request) -> web.Response:
        return web.json_response({"access_token": (await request.json())["login"], "token_type": "Bearer"})

    async def graphql(self, request: web.Request) -> web.Response:
        body = await request.json()
        name = body["query"].split("(")[0].split()[-1]
        who = request.headers["authorization"].removeprefix("Bearer ")
        return web.json_response({"data": getattr(self, name)(who, body["variables"])})

    def OwnedAccounts(self, who: str, given: dict[str, Any]) -> dict[str, Any]:
        owner = {"login": "mira.lang", "head": {"login": "petra.sommer"}} if self.owned else None
        names = ("Harrow Mills", "Aurora Instruments")
        nodes = [{"id": name, "legalName": name, "creditCode": None, "owner": owner} for name in names]
        return {"accounts": {"edges": [{"node": node} for node in nodes]}}

    def File(self, who: str, given: dict[str, Any]) -> dict[str, Any]:
        assert who == PARTNER
        self.filed.append(given["input"])
        conflict = given["input"]["customer"]["legalName"] in self.taken
        verdict, registration = ("CONFLICT", "lost") if conflict else ("ACCEPTED", "won")
        said = {"registration": {"id": registration}, "verdict": verdict, "errors": list[str](), "cursor": "c"}
        return {"fileRegistration": said}

    def Progress(self, who: str, given: dict[str, Any]) -> dict[str, Any]:
        assert (who, given["id"]) == (OPERATOR, "won")
        self.looks += 1
        number = sum(one.endswith("decides") for one in self.did)
        status = "ACTIVE" if number == len(NODES) else "SUBMITTED"
        return {"registration": {"id": "won", "status": status, "chains": [{"tasks": self._tasks(number)}]}}

    def _tasks(self, number: int) -> list[dict[str, Any]]:
        if number == len(NODES):
            return []
        login, name = NODES[number]
        reminded = self.looks >= 3
        approver = {"login": login, "name": name}
        return [{"id": f"task-{number}", "status": "OPEN", "approver": approver, "nodeName": "node", "why": "post",
                 "reminded": reminded}]  # fmt: skip

    def Decide(self, who: str, given: dict[str, Any]) -> dict[str, Any]:
        assert self.looks >= 3, "decided before the reminder"
        self.did.append(f"{who} decides")
        return {"decideTask": {"chain": {"id": "chain"}, "errors": [], "cursor": "c"}}

    def OneRegistration(self, who: str, given: dict[str, Any]) -> dict[str, Any]:
        moment = {"at": "2026-11-25T02:39:49+00:00", "node": "channel", "what": "APPROVE", "who": {"name": "Chen Mei"}}
        chain = {"code": "TAS_2_2", "status": "APPROVED", "verification": {"intact": True, "entries": 5}}
        found = {"opportunity": {"grade": "E"}, "account": {"owner": {"name": "Mira Lang"}}, "partner": None}
        window = {"protectedFrom": "2026-11-25T00:00:00Z", "protectedTo": None}
        return {"registration": {**found, **window, "chains": [{**chain, "history": [moment]}]}}


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
async def home(company: Company, tmp_path: Path) -> AsyncIterator[Home]:
    app = web.Application()
    app.add_routes([web.post("/token", company.token), web.post("/graphql", company.graphql)])
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_ports(1)[0]
    await web.TCPSite(runner, "127.0.0.1", port).start()
    suite = Suite(tmp_path, Addresses("mongodb://x", "amqp://x", "x"), {"gateway": port, "issuer": port})
    yield Home(tmp_path, {**DEFAULTS, **PORTS}, Servers(tmp_path, Ports(*range(1, 8))), suite)
    await runner.cleanup()


async def test_each_step_is_its_persons_own(home: Home, company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    await take_tour(home)
    assert company.did == ["chen.mei decides", "petra.sommer decides"]
    assert [one["productLine"] for one in company.filed] == ["Guided tour"]
    said = capsys.readouterr().out
    assert "grade E, protected 2026-11-25 to ?" in said
    assert "owner (name Mira Lang)" in said and "02:39:49 channel    APPROVE   Chen Mei" in said


async def test_the_second_tour_sends_the_same_command(home: Home, company: Company) -> None:
    await take_tour(home)
    await take_tour(home)
    assert company.filed[0] == company.filed[1]
    assert len(company.did) == 2


async def test_a_customer_whose_scope_is_held_is_passed_over(home: Home, company: Company) -> None:
    company.taken = ("Harrow Mills",)
    await take_tour(home)
    assert [one["customer"]["legalName"] for one in company.filed] == ["Harrow Mills", "Aurora Instruments"]
    await take_tour(home)
    assert company.filed[2] == company.filed[1]


async def test_where_every_scope_is_held_the_tour_says_so(home: Home, company: Company) -> None:
    company.taken = ("Harrow Mills", "Aurora Instruments")
    with pytest.raises(Unexpected, match="somebody holds"):
        await take_tour(home)


async def test_an_organisation_without_owners_is_named(home: Home, company: Company) -> None:
    company.owned = False
    with pytest.raises(Unexpected, match="no account has an owner"):
        await take_tour(home)


def test_a_made_up_code_is_valid_and_the_accounts_own_is_kept() -> None:
    assert is_valid(made_up_code("account-1")) and made_up_code("account-1") != made_up_code("account-2")
    own = {"id": "a", "legalName": "Aurora", "creditCode": "91310000MA1FL0K179"}
    assert filing_for(own)["customer"]["creditCode"] == "91310000MA1FL0K179"
