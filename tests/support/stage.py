"""The whole suite for end-to-end tests: real servers of its own, every process its own, two replicas of the
opportunity service, an organisation imported from CSV files, and clients with tokens.

Times are short (a lease of two seconds), so that a process can be stopped for longer than any of them.
"""

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import aiohttp

from cli.organisation import import_folder
from cli.suite import ROOT, Suite
from kit.local.server import Servers
from kit.settings import Settings
from kit.temporal.client import connect as connect_temporal
from services.people.domain.credit_code import check_character
from services.people.domain.name import employee_id_of, partner_id_of
from tests.support.client import ClientLog, GraphClient
from tests.support.scene import Scene
from tests.support.server import running_servers

SEED = ROOT / "deploy" / "seed"
RACERS = 10
LEASE_SECONDS = 2.0
NAME = "stage"
ENV = {
    "TAS_ENV": "test",
    "TAS_MONGODB_NAME": NAME,
    "TAS_LEASE_SECONDS": str(LEASE_SECONDS),
    "TAS_FEED_POLL_SECONDS": "1",
}
CHANNEL_MANAGER = "chen.mei"
STEWARD = "dario.stone"
PARTNER, PARTNER_LOGIN = "Acme Partners", "pat.partner@acme-partners"
OTHER, OTHER_LOGIN = "Bright Channel", "ren.ito@bright-channel"


@dataclass(slots=True)
class Stage:
    """A running suite and who acts on it."""

    servers: Servers
    suite: Suite
    scene: Scene
    session: aiohttp.ClientSession
    log: ClientLog = field(default_factory=ClientLog)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.suite.url("gateway")

    async def token(self, login: str) -> str:
        """A token of the development issuer, asked for once a login."""
        if login not in self.tokens:
            url = f"{self.suite.url('issuer')}/token"
            async with self.session.post(url, json={"login": login}) as response:
                answer = await response.json()
                assert response.status == 200, answer
                self.tokens[login] = str(answer["access_token"])
        return self.tokens[login]

    async def partner(self, name: str = PARTNER, login: str = PARTNER_LOGIN) -> GraphClient:
        return GraphClient(self.session, self.url, await self.token(login), partner_id_of(name), self.log)

    async def racer(self, number: int) -> GraphClient:
        """One of ten partners that are certified alike."""
        return await self.partner(f"Racer {number}", f"user@racer-{number}")

    async def employee(self, login: str = CHANNEL_MANAGER) -> GraphClient:
        return GraphClient(self.session, self.url, await self.token(login), employee_id_of(login), self.log)


@asynccontextmanager
async def running_stage(folder: Path, env: Mapping[str, str] | None = None) -> AsyncIterator[Stage]:
    """Starts everything, imports the organisation, and stops everything. `env` is told to every process as well."""
    with running_servers(folder / "servers") as (servers, addresses):
        suite = Suite(folder / "suite", addresses, replicas={"opportunity": 2}, env={**ENV, **(env or {})})
        try:
            suite.start()
            write_organisation(folder / "organisation")
            await import_folder(settings_of(suite), folder / "organisation")
            temporal = await connect_temporal(addresses.temporal_address, "default")
            scene = Scene(addresses.mongodb_url, NAME, temporal)
            async with aiohttp.ClientSession() as session:
                yield Stage(servers, suite, scene, session)
            scene.close()
        finally:
            suite.stop()


def write_organisation(folder: Path) -> None:
    """The sample organisation with ten more partners."""
    shutil.copytree(SEED, folder)
    with (folder / "partners.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"Racer {number},GTX;MG,Central;East;West,yes\n" for number in range(RACERS))
    with (folder / "partner_users.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"user@racer-{number},User {number},Racer {number}\n" for number in range(RACERS))


def fresh_code() -> str:
    """A valid credit code that nobody has used."""
    body = "91310000" + "MA" + "".join("0123456789ABCDEFGHJKLMNPQRTUWXY"[byte % 31] for byte in uuid4().bytes[:7])
    return body + check_character(body)


def filing(credit_code: str, product_line: str = "GTX", region: str = "East", **more: object) -> dict[str, object]:
    """What a partner files, but for the command id."""
    return {
        "customer": {"legalName": f"Customer {credit_code}", "creditCode": credit_code},
        "projectName": "Plant control",
        "productLine": product_line,
        "region": region,
        "amount": {"amount": "120000.00", "currency": "CNY"},
        "expectedSignDate": "2027-06-30",
        "contactMet": "Head of plant, met on site",
        **more,
    }


def settings_of(suite: Suite) -> Settings:
    """The settings as the suite's processes read them."""
    told = {name.removeprefix("TAS_").lower(): value for name, value in suite.settings().items()}
    return Settings.model_validate({name: told[name] for name in Settings.model_fields if name in told})
