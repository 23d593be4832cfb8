"""Our own side through every real part: a seat goes to who stands in, one who leaves is let in no longer and told with
what they leave behind, and units lie in no circle."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.people.domain.name import employee_id_of, unit_id_of
from tests.support.client import GraphClient
from tests.support.stage import Stage, filing
from tests.support.wait import until

pytestmark = pytest.mark.e2e
SECONDS = 30.0
OWNED_CODE = "91110108MA01C2D34H"
"""Borealis Freight of the sample: owned by an account manager in the East, whose sales director is asked too."""
ADMINISTRATOR, DIRECTOR, SUBSTITUTE, LEAVER = "oskar.adler", "jonas.weidt", "grace.halloran", "sam.achterberg"
TASKS = """query Tasks($id: ID!) { registration(id: $id) { status chains { code
  tasks { id status why hops approver { id } } } } }"""
PERSON = """query Person($id: ID!, $day: Date) { me { kind } employee(id: $id) { name
  active(asOf: $day) head(asOf: $day) { name } } }"""
LEFT_BEHIND = """query Left($id: ID!) { handOver(employeeId: $id) { employee { name } accounts { legalName } } }"""


def today() -> Any:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


async def change(client: GraphClient, name: str, /, **told: Any) -> dict[str, Any]:
    kind = name[0].upper() + name[1:] + "Input"
    query = f"mutation Change($i: {kind}!) {{ done: {name}(input: $i) {{ awayId errors {{ code }} cursor }} }}"
    done: dict[str, Any] = (await client.data(query, {"i": {"commandId": str(uuid4()), **told}}))["done"]
    return done


async def held(holder: GraphClient, registration: str) -> dict[str, Any]:
    """The open task that the holder has in the registration's flow, once there is one."""

    async def look() -> dict[str, Any] | None:
        found = (await holder.data(TASKS, {"id": registration}))["registration"]
        tasks = [task for chain in found["chains"] if chain["code"] == "TAS_2_2" for task in chain["tasks"]]
        mine = (one for one in tasks if one["status"] == "OPEN" and one["approver"]["id"] == holder.owner)
        return next(mine, None)

    found: dict[str, Any] = await until(look, SECONDS, f"a task of {holder.owner}")
    return found


async def test_who_stands_in_is_asked_and_it_is_told_why(stage: Stage) -> None:
    partner, channel = await stage.partner(), await stage.employee()
    director, substitute = await stage.employee(DIRECTOR), await stage.employee(SUBSTITUTE)
    told = {"employeeId": director.owner, "firstDay": str(today()), "lastDay": str(today() + timedelta(days=1))}
    away = await change(director, "recordAway", kind="ABSENCE", substituteId=substitute.owner, **told)
    assert away["errors"] == []
    try:
        filed = await partner.file(str(uuid4()), filing(OWNED_CODE, "MG", "West", projectName="Stand-in"))
        assert filed["errors"] == [], filed
        registration = filed["registration"]["id"]
        for holder in (channel, substitute):
            task = await held(holder, registration)
            payload = await holder.decide(str(uuid4()), task["id"], "APPROVE", "Looks right to me")
            assert payload["errors"] == [], payload
        assert "Jonas Weidt is away" in task["why"] and task["hops"][-2:] == [director.owner, substitute.owner]

        async def active() -> bool:
            found = (await channel.data(TASKS, {"id": registration}))["registration"]
            return bool(found["status"] == "ACTIVE")

        await until(active, SECONDS, "an active registration")
    finally:
        back = {"employeeId": director.owner, "awayId": away["awayId"], "lastDay": str(today() - timedelta(days=1))}
        assert (await change(director, "endAway", **back))["errors"] == []


async def test_one_who_leaves_is_let_in_no_longer_and_what_they_leave_is_told(stage: Stage) -> None:
    administrator, head = await stage.employee(ADMINISTRATOR), await stage.employee(SUBSTITUTE)
    leaver = await stage.employee(LEAVER)  # with a token that is good for an hour
    last = today() - timedelta(days=1)
    told = {"employeeId": leaver.owner, "lastDay": str(last)}
    assert (await change(head, "recordLeaving", **told))["errors"] == [{"code": "ADM_ONLY"}]
    done = await change(administrator, "recordLeaving", **told)
    assert done["errors"] == []
    refused = await leaver.ask("{ me { kind } }")
    assert [one["extensions"]["code"] for one in refused["errors"]] == ["TOKEN_WITHDRAWN"]
    for day, active in ((last, True), (today(), False)):
        found = await head.data(PERSON, {"id": leaver.owner, "day": str(day)}, done["cursor"])
        assert found["employee"] == {"name": "Sam Achterberg", "active": active, "head": {"name": "Grace Halloran"}}
    left = (await head.data(LEFT_BEHIND, {"id": leaver.owner}, done["cursor"]))["handOver"]
    assert left["employee"] == {"name": "Sam Achterberg"}


async def test_units_are_made_and_lie_in_no_circle(stage: Stage) -> None:
    administrator = await stage.employee(ADMINISTRATOR)
    names = [f"Unit {uuid4().hex[:6]}" for _ in range(2)]
    day = str(today())
    made = await change(administrator, "recordUnit", name=names[0], headEmployeeIds=[], firstDay=day)
    below = {"name": names[1], "parentUnitId": unit_id_of(names[0]), "firstDay": day}
    lower = await change(administrator, "recordUnit", headEmployeeIds=[employee_id_of(DIRECTOR)], **below)
    assert (made["errors"], lower["errors"]) == ([], [])
    circle = {"unitId": unit_id_of(names[0]), "parentUnitId": unit_id_of(names[1]), "headEmployeeIds": []}
    refused = await change(administrator, "headUnit", firstDay=day, **circle)
    assert refused["errors"] == [{"code": "UNIT_CIRCLE"}]
    query = "query Unit($id: ID!) { unit(id: $id) { name parent { name } heads { name } calendar { name } } }"
    found = (await administrator.data(query, {"id": unit_id_of(names[1])}, lower["cursor"]))["unit"]
    assert found == {
        "name": names[1], "parent": {"name": names[0]}, "heads": [{"name": "Jonas Weidt"}],
        "calendar": {"name": "company"},
    }  # fmt: skip
