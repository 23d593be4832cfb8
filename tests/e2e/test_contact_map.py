"""The contact map through the gateway: a customer's person recorded, found by the global id, touched with a score, seen
by the circle of the account, by nobody of a partner. A deal's map is in test_deal_map.py."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.people.domain.name import account_id_of
from tests.support.client import GraphClient
from tests.support.stage import Stage
from tests.support.wait import until

pytestmark = pytest.mark.e2e
SECONDS = 30.0
OWNER, HEAD, OTHER = "mira.lang", "petra.sommer", "tom.okafor"
AURORA = account_id_of("Aurora Instruments")
PERSON = (
    """mutation Person($i: RecordPersonInput!) { recordPerson(input: $i) { person { id } errors { code } cursor } }"""
)
CONTACTS = """mutation Contacts($i: RecordPersonContactsInput!) { recordPersonContacts(input: $i) {
  person { mails } errors { code } cursor } }"""
TOUCH = """mutation Touch($i: RecordTouchInput!) { recordTouch(input: $i) {
  touch { id persons { name } } errors { code } cursor } }"""
NODE = """query Node($id: ID!) { node(id: $id) { id ... on Person { name mails account { legalName }
  ties { kind fromEmployee { name } } } } }"""
MAP = """query Map($id: ID!) { contactMap(id: $id) { id touches(first: 10) { nodes { summary } } } }"""


async def change(client: GraphClient, query: str, told: dict[str, Any], field: str) -> dict[str, Any]:
    payload: dict[str, Any] = (await client.data(query, {"i": {"commandId": str(uuid4()), **told}}))[field]
    assert payload["errors"] == [], payload
    return payload


async def test_a_person_is_recorded_touched_and_seen_by_whom_they_concern(stage: Stage) -> None:
    owner, head, other = [await stage.employee(login) for login in (OWNER, HEAD, OTHER)]
    partner = await stage.partner()
    told = {"accountId": AURORA, "name": "Ning Zhao", "title": "CTO"}
    id = (await change(owner, PERSON, told, "recordPerson"))["person"]["id"]
    done = await change(owner, CONTACTS, {"personId": id, "mails": ["ning@aurora.example"]}, "recordPersonContacts")
    seen = (await owner.data(NODE, {"id": id}, done["cursor"]))["node"]
    assert (seen["name"], seen["mails"], seen["account"]) == (
        "Ning Zhao", ["ning@aurora.example"], {"legalName": "Aurora Instruments"},
    )  # fmt: skip
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    touch = {
        "mapId": AURORA, "kind": "VISIT", "at": at, "personIds": [id], "employeeIds": [owner.owner],
        "outcome": "ADVANCED", "purpose": "the plan", "summary": "they want it",
        "judgements": [{"personId": id, "measure": "CLOSENESS", "level": 2}],
    }  # fmt: skip
    done = await change(owner, TOUCH, touch, "recordTouch")
    assert done["touch"]["persons"] == [{"name": "Ning Zhao"}]
    for reader in (owner, head):
        told_of = (await reader.data(MAP, {"id": AURORA}, done["cursor"]))["contactMap"]
        assert {"summary": "they want it"} in told_of["touches"]["nodes"]
    assert (await other.data(MAP, {"id": AURORA}, done["cursor"]))["contactMap"] is None

    async def known() -> bool:
        ties = (await other.data(NODE, {"id": id}))["node"]["ties"]
        return {"kind": "COVERED_BY_EMPLOYEE", "fromEmployee": {"name": "Mira Lang"}} in ties

    await until(known, SECONDS, "the tie that the touch makes")
    assert (await other.data(NODE, {"id": id}))["node"]["mails"] is None
    hidden = await partner.ask(NODE, {"id": id})
    assert (hidden["data"] or {"node": None})["node"] in (None, {"id": id, "name": None, "mails": None, "account": None, "ties": None})  # fmt: skip # noqa: E501
    assert (await partner.ask(MAP, {"id": AURORA}))["data"]["contactMap"] is None
