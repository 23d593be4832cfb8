"""Our own side on the real servers: the directory feeds the running process, its consumer completes what a dead process
left half done, and approvers are asked as of a day."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kit.auth.keys import PRIVACY_KEY, TRUST, make_keys, read_key
from kit.auth.signature import Signer
from kit.http.signed import SignedClient
from kit.journal.aggregate import Decided
from kit.local.server import Addresses
from kit.settings import Settings
from services.people.app.administrator import administrator, make_first_administrator
from services.people.domain.directory_group import DIRECTORY_GROUP
from services.people.domain.name import employee_id_of
from services.people.domain.reporting_line import COMPANY, REPORTING_LINE
from services.people.domain.staff import EMPLOYEE
from services.people.main import build, open_people
from tas.contracts.staff import DirectoryGroupRecorded, LineChanged
from tas.core.actor import Actor, ActorKind
from tests.support.host import serving
from tests.support.people import command
from tests.support.wait import until

pytestmark = pytest.mark.server
TOKEN = "a-token-of-the-directory-that-is-long"
RESOLVE = "query($rules: JSON!, $day: DateTime!) { resolveApprovers(rules: $rules, facts: {}, asOf: $day) }"


class World:
    def __init__(self, settings: Settings, url: str, folder: Path) -> None:
        self.settings = settings
        self.url = f"{url}/scim/v2"
        self.clients = {
            name: SignedClient((url,), Signer(read_key(folder / f"{name}.json")), 10) for name in ("gateway", "worker")
        }

    async def scim(self, method: str, path: str, body: Any = None, token: str = TOKEN) -> httpx.Response:
        async with httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}) as client:
            return await client.request(method, f"{self.url}{path}", json=body)

    async def found(self, post: str, day: str) -> list[str]:
        asked = {"rules": [{"kind": "POST", "post": post}], "day": f"{day}T04:00:00Z"}
        (answer,) = (await self.clients["worker"].graphql(RESOLVE, asked, None))["resolveApprovers"]
        return [] if answer["fallback"] else [one["id"] for one in answer["approvers"]]


@pytest.fixture(scope="module")
async def world(servers: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("keys")
    files = make_keys(folder)
    settings = Settings(
        mongodb_url=servers.mongodb_url,
        mongodb_name=f"staff_{uuid4().hex[:8]}",
        amqp_url=servers.amqp_url,
        signing_key_file=str(files["people"]),
        signing_trust_file=str(folder / TRUST),
        privacy_key_file=str(folder / PRIVACY_KEY),
        feed_poll_seconds=0.5,
        approval_url="http://127.0.0.1:9",
        opportunity_url="http://127.0.0.1:9",
        call_seconds=1,
        stop_seconds=2,
        scim_token=TOKEN,
    )
    async with serving(build(settings)) as url:
        made = World(settings, url, folder)
        yield made
        for client in made.clients.values():
            await client.close()


async def test_the_directory_feeds_the_running_process(world: World) -> None:
    assert (await world.scim("GET", "/Users", token="x" * 40)).status_code == 401
    made = {}
    for login in ("ann", "bob"):
        answer = await world.scim("POST", "/Users", {"userName": login, "displayName": login.title()})
        assert answer.status_code == 201 and answer.headers["location"].endswith(answer.json()["id"])
        made[login] = answer.json()["id"]
    group = await world.scim("POST", "/Groups", {"displayName": "CHM", "members": [{"value": made["ann"]}]})
    assert group.status_code == 201
    async with open_people(world.settings) as people:
        today = people.today()
    assert await world.found("CHM", str(today)) == [made["ann"]]
    assert await world.found("CHM", str(today - timedelta(days=1))) == []
    listed = (await world.scim("GET", '/Users?filter=displayName co "a" and active eq true')).json()
    assert [one["userName"] for one in listed["Resources"]] == ["ann"]
    ann = Actor(ActorKind.EMPLOYEE, made["ann"], ("CHM",))
    query = "{ me { employee { name posts { post firstDay } } } vacantPosts }"
    told = await world.clients["gateway"].graphql(query, {}, ann)
    assert told["me"]["employee"] == {"name": "Ann", "posts": [{"post": "CHM", "firstDay": str(today)}]}
    assert "CHM" not in told["vacantPosts"] and "SD" in told["vacantPosts"]


async def test_what_a_dead_process_left_half_done_is_completed(world: World) -> None:
    for login in ("cid", "dan"):
        await world.scim("POST", "/Users", {"userName": login})
    cid, dan = employee_id_of("cid"), employee_id_of("dan")
    async with open_people(world.settings) as people:
        today = people.today()
        line = LineChanged(cid, None, dan, today)
        await people.ledger.execute(REPORTING_LINE, COMPANY, command("line"), lambda _: Decided((line,), {}))
        group = DirectoryGroupRecorded("LAB", "LAB", None, "LAB", "", (dan,), (dan,), (), today)
        await people.ledger.execute(DIRECTORY_GROUP, "LAB", command("group"), lambda _: Decided((group,), {}))

        async def completed() -> bool:
            under = (await people.ledger.load(EMPLOYEE, cid)).state.on(today).head_employee_id
            posts = (await people.ledger.load(EMPLOYEE, dan)).state.on(today).posts
            return under == dan and [one.code for one in posts] == ["LAB"]

        await until(completed, 20, "the employee's own entries")


async def test_the_first_administrator_is_made_beside_the_process(world: World) -> None:
    async with open_people(world.settings) as people:
        await make_first_administrator(people, "Eve Adams")
        assert (await administrator(people, "eve.adams")).holds("ADM")
        today = str(people.today())
    assert await world.found("ADM", today) == [employee_id_of("eve.adams")]
