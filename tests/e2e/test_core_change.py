"""A change of a verified customer's core fields through every real part: requested, approved by the fields' owner, the
data steward and finance, and effective from its day on; around flow 1-3 it is refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.support.client import GraphClient
from tests.support.stage import CHANNEL_MANAGER, STEWARD, Stage, filing, fresh_code
from tests.support.wait import until

pytestmark = pytest.mark.e2e
SECONDS = 30.0
AGENT, FIELD_OWNER, FINANCE = "mira.lang", "ines.falk", "fiona.marsh"
CHAINS = """query Chains($id: ID!) { account(id: $id) { chains {
  id code status tasks { id status node approver { id } } } } }"""
STANDING = """query Standing($id: ID!, $day: Date) { account(id: $id) {
  legalRep bank status verification customerCode locked openChanges { effectiveOn }
  coreValues(asOf: $day) { field value since until }
  changes { field new effectiveOn reason chainId } } }"""
REQUEST = """mutation Request($i: RequestAccountChangeInput!) { requestAccountChange(input: $i) {
  account { openChanges { effectiveOn changes { field old new } } } chainId errors { code field } cursor } }"""
DESCRIBE = """mutation Describe($i: DescribeAccountInput!) { describeAccount(input: $i) { errors { code } } }"""
IMPACT = """query Impact($id: ID!) { accountImpact(id: $id) {
  registrationIds chainIds more } account(id: $id) { chains { id code } } }"""
DEAL = """query Deal($id: ID!) { registration(id: $id) {
  customerName account { id legalName } customerEntityChanges { effectiveOn fields chain { id } }
  chains { id subjectChanges { kind account { legalName } } } } }"""
CHAIN = """query One($id: ID!) { chain(id: $id) { code status nodes { key status } account { id legalName } } }"""


async def decide(holder: GraphClient, account: str, code: str) -> None:
    """Approves the task that the holder has in a chain of this flow about the account, once there is one."""

    async def task() -> dict[str, Any] | None:
        found = (await holder.data(CHAINS, {"id": account}))["account"]
        tasks = [one for chain in found["chains"] if chain["code"] == code for one in chain["tasks"]]
        mine = (one for one in tasks if one["status"] == "OPEN" and one["approver"]["id"] == holder.owner)
        return next(mine, None)

    found: dict[str, Any] = await until(task, SECONDS, f"a task of {holder.owner} in {code}")
    payload = await holder.decide(str(uuid4()), found["id"], "APPROVE", "Looks right to me")
    assert payload["errors"] == [], payload


async def verified(stage: Stage) -> tuple[str, str]:
    """A customer whom a partner has filed on and the data steward has found true: account and registration."""
    partner, steward = await stage.partner(), await stage.employee(STEWARD)
    registration = (await partner.file(str(uuid4()), filing(fresh_code(), "MG", "West")))["registration"]["id"]
    query = "query One($id: ID!) { registration(id: $id) { account { id } } }"
    account = str((await steward.data(query, {"id": registration}))["registration"]["account"]["id"])
    await decide(steward, account, "TAS_1_2")
    await until(lambda: _locked(steward, account), SECONDS, "a locked account")
    return account, registration


async def _locked(reader: GraphClient, account: str) -> bool:
    return bool((await standing(reader, account))["locked"])


async def standing(reader: GraphClient, account: str, day: date | None = None) -> dict[str, Any]:
    asked = {"id": account, "day": day.isoformat() if day else None}
    found: dict[str, Any] = (await reader.data(STANDING, asked))["account"]
    return found


async def changed(reader: GraphClient, account: str, field: str) -> dict[str, Any]:
    """The account once a change of the field stands in its history."""

    async def look() -> dict[str, Any] | None:
        found = await standing(reader, account)
        return found if any(one["field"] == field and one["chainId"] for one in found["changes"]) else None

    found: dict[str, Any] = await until(look, SECONDS, f"a change of {field}")
    return found


def request(account: str, effective: date, *values: tuple[str, str]) -> dict[str, Any]:
    return {
        "i": {
            "commandId": str(uuid4()),
            "accountId": account,
            "changes": [{"field": field, "value": value} for field, value in values],
            "reason": "OTHER",
            "evidence": ["licence.pdf"],
            "effectiveOn": effective.isoformat(),
        }
    }


async def test_a_change_is_asked_for_approved_and_holds_from_its_day_on(stage: Stage) -> None:
    account, registration = await verified(stage)
    agent, today = await stage.employee(AGENT), datetime.now(UTC).date()
    before = await standing(agent, account)
    assert (before["status"], before["verification"], before["legalRep"]) == ("ACTIVE", "VERIFIED", None)
    assert before["customerCode"].startswith("C")

    asked = request(account, today, ("LEGAL_REP", "Wang Wei"), ("BANK", "ICBC 4711"))
    answers = [(await agent.data(REQUEST, asked))["requestAccountChange"] for _ in range(2)]
    assert answers[0] == answers[1] and answers[0]["errors"] == []
    chain = answers[0]["chainId"]
    found = (await agent.data(CHAIN, {"id": chain}, after=answers[0]["cursor"]))["chain"]
    assert (found["code"], found["account"]["id"]) == ("TAS_1_3", account)

    rests = await agent.data(IMPACT, {"id": account})
    assert rests["accountImpact"]["registrationIds"] == [registration] and not rests["accountImpact"]["more"]
    assert chain in rests["accountImpact"]["chainIds"] and len(rests["accountImpact"]["chainIds"]) == 2
    assert [one["id"] for one in rests["account"]["chains"]] == [chain], "the registration's chain is not the agent's"

    for login in (FIELD_OWNER, STEWARD, FINANCE):
        await decide(await stage.employee(login), account, "TAS_1_3")
    after = await changed(agent, account, "LEGAL_REP")
    assert (after["legalRep"], after["bank"], after["openChanges"]) == ("Wang Wei", "ICBC 4711", [])
    (change,) = [one for one in after["changes"] if one["field"] == "LEGAL_REP"]
    assert (change["effectiveOn"], change["reason"], change["chainId"]) == (today.isoformat(), "OTHER", chain)
    told = (await agent.data(CHAIN, {"id": chain}))["chain"]
    nodes = {one["key"]: one["status"] for one in told["nodes"]}
    assert (told["status"], nodes["finance"], nodes["new-owner-head"]) == ("APPROVED", "DONE", "SKIPPED")


async def test_a_change_for_a_later_day_is_known_and_does_not_hold_yet(stage: Stage) -> None:
    account, _ = await verified(stage)
    agent, day = await stage.employee(AGENT), datetime.now(UTC).date() + timedelta(days=30)
    answer = (await agent.data(REQUEST, request(account, day, ("LEGAL_REP", "Li Na"))))["requestAccountChange"]
    assert answer["errors"] == [] and answer["account"]["openChanges"][0]["effectiveOn"] == day.isoformat()
    for login in (FIELD_OWNER, STEWARD):
        await decide(await stage.employee(login), account, "TAS_1_3")
    assert (await changed(agent, account, "LEGAL_REP"))["legalRep"] is None
    for asked, value in ((day - timedelta(days=1), None), (day, "Li Na")):
        values = (await standing(agent, account, asked))["coreValues"]
        assert {one["field"]: one["value"] for one in values}["LEGAL_REP"] == value


async def test_around_the_flow_a_verified_customer_is_not_changed(stage: Stage) -> None:
    account, _ = await verified(stage)
    steward = await stage.employee(STEWARD)
    values = [{"field": "LEGAL_REP", "value": "Somebody"}]
    asked = {"i": {"commandId": str(uuid4()), "accountId": account, "values": values}}
    refused = (await steward.data(DESCRIBE, asked))["describeAccount"]
    assert [one["code"] for one in refused["errors"]] == ["CORE_FIELD_LOCKED"]
    assert (await standing(steward, account))["legalRep"] is None


async def test_a_customer_that_is_another_legal_entity_is_told_to_its_deals_and_to_what_runs_on_them(
    stage: Stage,
) -> None:
    account, registration = await verified(stage)
    agent, today = await stage.employee(AGENT), datetime.now(UTC).date()
    name = f"Renamed {uuid4().hex[:8]} Works"
    answer = (await agent.data(REQUEST, request(account, today, ("LEGAL_NAME", name))))["requestAccountChange"]
    assert answer["errors"] == []
    for login in (FIELD_OWNER, STEWARD):
        await decide(await stage.employee(login), account, "TAS_1_3")
    await changed(agent, account, "LEGAL_NAME")
    manager = await stage.employee(CHANNEL_MANAGER)

    async def told() -> dict[str, Any] | None:
        found = (await manager.data(DEAL, {"id": registration}))["registration"]
        heard = [chain for chain in found["chains"] if chain["subjectChanges"]]
        return found if found["customerEntityChanges"] and heard else None

    deal: dict[str, Any] = await until(told, SECONDS, "a deal and its chain that were told")
    assert deal["account"] == {"id": account, "legalName": name}
    assert deal["customerName"] != name, "what was filed stays as filed"
    said = {"effectiveOn": today.isoformat(), "fields": ["legalName"], "chain": {"id": answer["chainId"]}}
    assert deal["customerEntityChanges"] == [said]
    (chain,) = deal["chains"]
    assert chain["subjectChanges"] == [{"kind": "ENTITY_CHANGED", "account": {"legalName": name}}]
    theirs = (await (await stage.partner()).data(DEAL, {"id": registration}))["registration"]
    assert theirs["customerEntityChanges"] == theirs["chains"][0]["subjectChanges"] == []
