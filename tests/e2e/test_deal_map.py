"""A deal's contact map through the gateway: the chain with its scores read back, a second assessor once the deal is of
grade A, what-if, introductions, a move that both circles are told of; and nothing of it all for the deal's partner.

The opportunity service does not grade deals yet: the grade is a test subject's entry in its journal, fed by its relay.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.journal.ledger import Ledger
from kit.mongo.client import connect, database
from kit.mongo.journal import MongoStore
from services.opportunity.domain.opportunity import OPPORTUNITY
from services.people.domain.contact.lead import lead_id_of
from services.people.domain.name import account_id_of
from tas.contracts.opportunity import OpportunityGraded
from tas.core.actor import service
from tests.support.client import GraphClient
from tests.support.stage import Stage, filing, settings_of
from tests.support.wait import until

pytestmark = pytest.mark.e2e
SECONDS = 60.0
OWNED_CODE = "91110108MA01C2D34H"
OWNER, DIRECTOR, ELSEWHERE = "tom.okafor", "jonas.weidt", "mira.lang"
BOREALIS, AURORA = account_id_of("Borealis Freight"), account_id_of("Aurora Instruments")
CHAIN = """id grade score health coveragePercent findings { code }
  members { person { id name } score stances { measure given level pending { ordinal } } }"""
MAP = f"query Map($id: ID!) {{ contactMap(id: $id) {{ {CHAIN} }} }}"
WHAT_IF = """query WhatIf($id: ID!, $p: ID!) { contactMap(id: $id) {
  whatIf(personId: $p, measure: SOLUTION, rise: 2) { level before after shift } } }"""
WAYS = """query Ways($p: ID!) { introductions(personId: $p) { employee { name } steps { person { name } } cost } }"""
ALERTS = """query Alerts($since: Date!) { contactAlerts(since: $since) { code leadId person { name }
  account { legalName } } }"""
OF_DEAL = """query OfDeal($id: ID!) { registration(id: $id) {
  opportunity { id contactMap { id members { person { name } } touches(first: 5) { nodes { summary } } } } } }"""
TASKS = """query Tasks($id: ID!) { registration(id: $id) { chains { tasks { id status approver { id } } } } }"""


async def change(client: GraphClient, field: str, wanted: str, **told: Any) -> dict[str, Any]:
    """What a mutation answers, its refusals in `errors`."""
    kind = field[0].upper() + field[1:]
    query = f"mutation Change($i: {kind}Input!) {{ {field}(input: $i) {{ {wanted} errors {{ code }} cursor }} }}"
    payload: dict[str, Any] = (await client.data(query, {"i": {"commandId": str(uuid4()), **told}}))[field]
    return payload


async def approve(holder: GraphClient, registration: str) -> None:
    async def look() -> str | None:
        chains = (await holder.data(TASKS, {"id": registration}))["registration"]["chains"]
        held = [one for chain in chains for one in chain["tasks"] if one["status"] == "OPEN"]
        return next((str(one["id"]) for one in held if one["approver"]["id"] == holder.owner), None)

    task: str = await until(look, SECONDS, "a task")
    assert (await holder.decide(str(uuid4()), task))["errors"] == []


async def a_deal(stage: Stage, partner: GraphClient, owner: GraphClient, director: GraphClient) -> tuple[str, str]:
    """A registration and its approved opportunity, whose map stands."""
    filed = await partner.file(str(uuid4()), filing(OWNED_CODE, "MG", "East", projectName="Sorting line"))
    registration = str(filed["registration"]["id"])
    await approve(await stage.employee(), registration)
    await approve(director, registration)

    async def opened() -> str | None:
        deal = (await owner.data(OF_DEAL, {"id": registration}))["registration"]["opportunity"]
        return str(deal["id"]) if deal and deal["contactMap"] else None

    return registration, await until(opened, SECONDS, "a deal with its map")


async def grade(stage: Stage, deal: str, letter: str) -> None:
    settings = settings_of(stage.suite)
    client = connect(settings.mongodb_url.get_secret_value())
    ledger = Ledger(MongoStore(database(client, settings.database("opportunity"))))
    command = caused_command(service("test"), f"grade {deal} {letter}", datetime.now(UTC))
    event = OpportunityGraded(deal, letter, datetime.now(UTC))
    await ledger.execute(OPPORTUNITY, deal, command, lambda _: Decided((event,), {}))
    client.close()


async def person(owner: GraphClient, name: str) -> str:
    done = await change(owner, "recordPerson", "person { id }", accountId=BOREALIS, name=name, since="2020-01-01")
    assert done["errors"] == [], done
    return str(done["person"]["id"])


async def test_a_deal_of_grade_a_is_charted_seconded_and_hidden_from_its_partner(stage: Stage) -> None:
    owner, director, other = [await stage.employee(one) for one in (OWNER, DIRECTOR, ELSEWHERE)]
    partner = await stage.partner()
    registration, deal = await a_deal(stage, partner, owner, director)
    await grade(stage, deal, "A")

    async def graded() -> bool:
        return bool((await owner.data(MAP, {"id": deal}))["contactMap"]["grade"] == "A")

    await until(graded, SECONDS, "the map of a deal of grade A")
    chief, buyer = await person(owner, "顾清源"), await person(owner, "Ida Holm")
    for id, role in ((chief, "APPROVER"), (buyer, "DECISION_MAKER")):
        done = await change(
            owner, "placeChainMember", "map { id }", mapId=deal, personId=id, political="INNER_CIRCLE",
            buyingRole=role, support="SUPPORTER", coverage="MULTIPLE",
        )  # fmt: skip
        assert done["errors"] == [], done
    await its_scores_are_seconded(deal, chief, owner, director)
    await its_network_answers(chief, buyer, owner)
    for id in (deal, BOREALIS):
        assert (await partner.ask(MAP, {"id": id}))["data"]["contactMap"] is None
    hidden = (await partner.data(OF_DEAL, {"id": registration}))["registration"]["opportunity"]
    assert hidden == {"id": deal, "contactMap": None}
    assert (await other.data(MAP, {"id": deal}))["contactMap"] is None
    await a_move_is_told(stage, chief, owner, other)


async def its_scores_are_seconded(deal: str, chief: str, owner: GraphClient, director: GraphClient) -> None:
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    judged = [{"personId": chief, "measure": "CLOSENESS", "level": 4, "target": 5}]
    done = await change(
        owner, "recordTouch", f"map {{ {CHAIN} }}", mapId=deal, kind="VISIT", at=at, personIds=[chief],
        employeeIds=[owner.owner], outcome="ADVANCED", purpose="the plan", summary="agreed", judgements=judged,
    )  # fmt: skip
    assert done["errors"] == [] and done["map"]["score"] == "0.0"
    own = await change(owner, "secondStance", "map { id }", mapId=deal, ordinal=1)
    assert [one["code"] for one in own["errors"]] == ["STANCE_OWN"]
    done = await change(director, "secondStance", "map { id }", mapId=deal, ordinal=1)
    assert done["errors"] == []
    found = (await owner.data(MAP, {"id": deal}, done["cursor"]))["contactMap"]
    assert (found["score"], found["health"], found["coveragePercent"]) == ("16.0", "GREEN", 50)  # 32 · 9 ÷ 18
    assert [(one["person"]["name"], one["score"]) for one in found["members"]] == [("顾清源", 32), ("Ida Holm", 0)]
    assert {"NOBODY_HOSTILE", "SINGLE_THREADED"} <= {one["code"] for one in found["findings"]}
    shift = (await owner.data(WHAT_IF, {"id": deal, "p": chief}))["contactMap"]["whatIf"]
    assert shift == {"level": 2, "before": "16.0", "after": "23.0", "shift": "7.0"}


async def its_network_answers(chief: str, buyer: str, owner: GraphClient) -> None:
    told = {
        "kind": "REPORTS_TO",
        "strength": 2,
        "evidence": "the chart",
        "validFrom": "2026-01-01",
        "confirmedOn": "2026-01-01",
    }
    assert (await change(owner, "recordTie", "tie { id }", fromId=buyer, toId=chief, **told))["errors"] == []
    circle = await change(owner, "recordTie", "tie { id }", fromId=chief, toId=buyer, **told)
    assert [one["code"] for one in circle["errors"]] == ["TIE_CIRCLE"]

    async def known() -> bool:
        ways = (await owner.data(WAYS, {"p": buyer}))["introductions"]
        names = [(one["employee"]["name"], [step["person"]["name"] for step in one["steps"]]) for one in ways]
        return ("Tom Okafor", ["顾清源", "Ida Holm"]) in names

    await until(known, SECONDS, "an introduction through whom we met")


async def a_move_is_told(stage: Stage, chief: str, owner: GraphClient, other: GraphClient) -> None:
    day = date(2026, 1, 2)
    done = await change(owner, "movePerson", "person { id }", personId=chief, toAccountId=AURORA, movedOn=str(day))
    assert done["errors"] == [], done
    lead = lead_id_of(chief, AURORA, day)
    for reader, code, suggested in ((owner, "CONTACT_LOST", None), (other, "CONTACT_ARRIVED", lead)):
        alerts = (await reader.data(ALERTS, {"since": "2026-01-01"}, done["cursor"]))["contactAlerts"]
        assert [(one["code"], one["leadId"], one["person"]["name"]) for one in alerts] == [(code, suggested, "顾清源")]

    async def suggested_once() -> bool:
        return await stage.scene.fed("people", f"suggested-lead/{lead}", 1)

    await until(suggested_once, SECONDS, "a suggested lead")
