"""One registration from filing to an approved grade-E opportunity, through every real part: by GraphQL and by REST."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.client import GraphClient
from tests.support.stage import STEWARD, Stage, filing, fresh_code
from tests.support.wait import until

pytestmark = pytest.mark.e2e
SECONDS = 30.0
OWNED_CODE = "91110108MA01C2D34H"
"""Borealis Freight of the sample: owned by an account manager in the East, whose sales director is asked too."""
DIRECTOR = "jonas.weidt"
TASKS = """
query Tasks($id: ID!) {
  registration(id: $id) {
    status
    account { id chains { code status tasks { id status node approver { id login } } } }
    chains { id code status tasks { id status node approver { id login } } }
  }
}"""
TOGETHER = """
query Together($id: ID!) {
  registration(id: $id) {
    status protectedFrom protectedTo
    partner { name }
    opportunity {
      id name grade stage amount { amount currency }
      account { legalName verification owner { name head { name } unit { name } } }
      partner { name productLines }
    }
    chains {
      code name { en zhCN } status
      history { what node who { name } }
      verification { intact faults { code } }
    }
  }
}"""


async def task_of(reader: GraphClient, registration: str, code: str = "TAS_2_2") -> dict[str, Any]:
    """The open task that the reader holds in a chain of this flow, once there is one."""

    async def look() -> dict[str, Any] | None:
        found = (await reader.data(TASKS, {"id": registration}))["registration"]
        chains = [*found["chains"], *(found["account"] or {"chains": []})["chains"]]
        tasks = [task for chain in chains if chain["code"] == code for task in chain["tasks"]]
        open_tasks = (task for task in tasks if task["status"] == "OPEN")
        return next((task for task in open_tasks if task["approver"]["id"] == reader.owner), None)

    found: dict[str, Any] = await until(look, SECONDS, f"a task in {code}")
    return found


async def approve(holder: GraphClient, registration: str, code: str = "TAS_2_2") -> dict[str, Any]:
    task = await task_of(holder, registration, code)
    payload = await holder.decide(str(uuid4()), task["id"], "APPROVE", "Looks right to me")
    assert payload["errors"] == [], payload
    return payload


async def together(reader: GraphClient, registration: str) -> dict[str, Any]:
    """The federated answer, once the opportunity stands."""

    async def look() -> dict[str, Any] | None:
        found: dict[str, Any] = (await reader.data(TOGETHER, {"id": registration}))["registration"]
        return found if found["opportunity"] else None

    found: dict[str, Any] = await until(look, SECONDS, "an opportunity")
    return found


async def test_a_registration_by_graphql_becomes_an_opportunity(stage: Stage) -> None:
    partner, channel, director = await stage.partner(), await stage.employee(), await stage.employee(DIRECTOR)
    filed = await partner.file(str(uuid4()), filing(OWNED_CODE, "GTX", "East", projectName="Cold chain"))
    assert (filed["verdict"], filed["reason"], filed["errors"]) == ("ACCEPTED", None, [])
    registration = filed["registration"]["id"]

    await approve(channel, registration)
    await approve(director, registration)

    found = await together(channel, registration)
    assert found["status"] == "ACTIVE" and found["protectedTo"] > found["protectedFrom"]
    opportunity = found["opportunity"]
    assert (opportunity["grade"], opportunity["stage"], opportunity["name"]) == ("E", "S1", "Cold chain")
    assert opportunity["account"]["legalName"] == "Borealis Freight"
    assert opportunity["account"]["owner"]["name"] == "Tom Okafor"
    assert opportunity["account"]["owner"]["head"]["name"] == "Jonas Weidt"
    assert opportunity["partner"]["name"] == "Acme Partners"
    (chain,) = found["chains"]
    assert (chain["code"], chain["status"], chain["name"]["zhCN"]) == ("TAS_2_2", "APPROVED", "E类商机报备流程")
    decided = [line["who"]["name"] for line in chain["history"] if line["what"] == "APPROVE"]
    assert decided == ["Chen Mei", "Jonas Weidt"]
    assert chain["verification"] == {"intact": True, "faults": []}


async def test_the_end_customers_basic_check_runs_beside_it(stage: Stage) -> None:
    partner, channel, steward = await stage.partner(), await stage.employee(), await stage.employee(STEWARD)
    filed = await partner.file(str(uuid4()), filing(fresh_code(), "MG", "West"))
    registration = filed["registration"]["id"]
    await approve(steward, registration, "TAS_1_2")
    await approve(channel, registration)

    async def verified() -> bool:
        return bool((await together(channel, registration))["opportunity"]["account"]["verification"] == "VERIFIED")

    await until(verified, SECONDS, "a verified account")


async def test_a_registration_by_rest_becomes_an_opportunity(stage: Stage) -> None:
    channel, token, code = await stage.employee(), await stage.token("pat.partner@acme-partners"), fresh_code()
    url = f"{stage.url}/partner/v1/registrations"
    headers = {"authorization": f"Bearer {token}", "Idempotency-Key": "deal 4711"}
    async with stage.session.post(url, json=filing(code), headers=headers) as response:
        first = await response.json()
        assert response.status == 201, first
    assert first["verdict"] == "ACCEPTED"
    async with stage.session.post(url, json=filing(code), headers=headers) as response:
        assert (response.status, await response.json()) == (201, first)
    async with stage.session.post(url, json=filing(code, "MG"), headers=headers) as response:
        problem = await response.json()
        assert (response.status, problem["code"]) == (409, "COMMAND_REUSED")
        assert response.content_type == "application/problem+json"

    await approve(channel, first["id"])
    await together(channel, first["id"])
    async with stage.session.get(f"{url}/{first['id']}", headers=headers) as response:
        found = await response.json()
    assert (found["status"], found["opportunity"]["grade"]) == ("ACTIVE", "E")


async def test_a_second_filing_is_a_conflict_that_names_nobody(stage: Stage) -> None:
    winner, loser, code = await stage.partner(), await stage.racer(0), fresh_code()
    await winner.file(str(uuid4()), filing(code))
    told = await loser.file(str(uuid4()), filing(code))
    assert told["verdict"] == "CONFLICT" and told["registration"]["status"] == "CONFLICT"
    assert told["reason"]["code"] == "SCOPE_AWAITS_DECISION"
    assert "Acme" not in str(told) and winner.owner not in str(told)


async def test_a_reader_with_the_cursor_sees_the_change(stage: Stage) -> None:
    partner = await stage.partner()
    for _ in range(5):
        filed = await partner.file(str(uuid4()), filing(fresh_code()))
        query = "query One($id: ID!) { registration(id: $id) { status projectName } }"
        found = await partner.data(query, {"id": filed["registration"]["id"]}, after=filed["cursor"])
        assert found["registration"]["status"] == "SUBMITTED"
