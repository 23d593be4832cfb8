"""Our organisation through the subgraph: every mutation once, refusals as data, who may ask what, as of which day."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from services.people.app.container import People
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tests.support.organisation import DEAL, actor, organisation
from tests.support.people import NOW, ask, codes

PARTNER = Actor(ActorKind.PARTNER, "pus_1", ("PTN", "ADM"), (), "ptn_1")
SHOWN = "{ errors { code field } cursor awayId employee { name } unit { name } committee { code } " \
        "dealTeam { members { role } } }"  # fmt: skip
CHANGES: dict[str, dict[str, Any]] = {
    "assignPost": {"employeeId": "am", "post": "CHM", "firstDay": "2026-03-10", "lastDay": "2026-03-20"},
    "endPost": {"employeeId": "am", "post": "AM", "lastDay": "2026-03-31"},
    "placeEmployee": {"employeeId": "am", "unitId": "east", "headEmployeeId": "sd2", "firstDay": "2026-03-10"},
    "recordUnit": {"name": "South", "region": "South", "parentUnitId": "all", "headEmployeeIds": ["sd2"],
                   "firstDay": "2026-03-10"},
    "headUnit": {"unitId": "west", "parentUnitId": "all", "headEmployeeIds": ["sd2"], "firstDay": "2026-03-10"},
    "recordAway": {"employeeId": "am", "kind": "ABSENCE", "substituteId": "am2", "firstDay": "2026-03-10",
                   "lastDay": "2026-03-12", "reason": "leave"},
    "recordCommittee": {"code": "OC", "name": "Review", "firstDay": "2026-03-01",
                        "members": [{"employeeId": "vp", "weight": 2}, {"employeeId": "fin"}]},
    "nameFieldOwner": {"field": "legalName", "employeeId": "fin", "firstDay": "2026-03-01"},
    "takeDealRole": {"opportunityId": DEAL, "employeeId": "am", "role": "AM", "phase": "PURSUE",
                     "firstDay": "2026-03-01"},
    "recordLeaving": {"employeeId": "am2", "lastDay": "2026-03-31"},
    "setUnitCalendar": {"unitId": "all", "country": "CN", "zone": "Asia/Shanghai", "weekdays": [1, 2],
                        "hours": ["09:00-12:00"], "firstDay": "2026-03-01",
                        "specialDays": [{"day": "2026-02-13", "hours": ["09:00-10:00"]}]},
}  # fmt: skip
KIND = {name: name[0].upper() + name[1:] + "Input" for name in (*CHANGES, "endAway", "endDealRole")}


def unique(text: str) -> str:
    return str(uuid5(NAMESPACE_URL, text))


async def change(people: People, who: Actor, name: str, given: dict[str, Any], command: str = "c") -> dict[str, Any]:
    query = f"mutation($input: {KIND[name]}!) {{ done: {name}(input: $input) {SHOWN} }}"
    answer = await ask(people, who, query, {"input": {"commandId": unique(command + name), **given}})
    assert codes(answer) == [], answer
    done: dict[str, Any] = answer["data"]["done"]
    return done


def told(done: dict[str, Any]) -> list[str]:
    return [one["code"] for one in done["errors"]]


@pytest.mark.parametrize("name", CHANGES)
async def test_every_change_is_made_once_and_is_refused_to_others_as_data(name: str) -> None:
    people = await organisation()
    own = {"takeDealRole", "recordAway"}
    for who, code in ((ANONYMOUS, "TOKEN_REQUIRED"), (PARTNER, "STAFF_ONLY"), (service("worker"), "STAFF_ONLY")):
        refused = await change(people, who, name, CHANGES[name])
        assert (told(refused), refused["cursor"]) == ([code], None)
    refused = await change(people, actor("fin"), name, CHANGES[name])
    other = {"recordAway": "NOT_YOURS", "takeDealRole": "DEAL_TEAM_FORBIDDEN"}
    assert told(refused) == [other.get(name, "ADM_ONLY")]
    who = actor("am") if name in own else actor("adm")
    done = await change(people, who, name, CHANGES[name])
    assert told(done) == [] and done["cursor"]
    assert (await change(people, who, name, CHANGES[name])) == done
    key = next(key for key in ("firstDay", "lastDay") if key in CHANGES[name])
    assert told(await change(people, who, name, {**CHANGES[name], key: "2026-04-01"})) == ["COMMAND_REUSED"]


async def test_a_retry_gets_the_first_answer_when_the_day_has_passed() -> None:
    people = await organisation()
    done = await change(people, actor("am"), "recordAway", CHANGES["recordAway"])
    later = replace(people, now=lambda: NOW + timedelta(days=60))
    assert await change(later, actor("am"), "recordAway", CHANGES["recordAway"]) == done
    assert told(await change(later, actor("am"), "recordAway", CHANGES["recordAway"], "d")) == ["AWAY_PAST"]


async def test_a_command_id_is_a_uuid() -> None:
    people = await organisation()
    done = await change(people, actor("adm"), "endPost", {**CHANGES["endPost"], "commandId": "x"})
    assert done["errors"] == [{"code": "COMMAND_ID_INVALID", "field": ["commandId"]}]


EMPLOYEE = """query($day: Date) { employee(id: "am") {
  active(asOf: $day) head(asOf: $day) { name } unit(asOf: $day) { name heads(asOf: $day) { name } parent { name } }
  posts(asOf: $day) { post firstDay lastDay } aways { kind firstDay lastDay reason substitute { name } }
} }"""


async def test_an_employee_as_of_any_day() -> None:
    people = await organisation()
    for name in ("assignPost", "placeEmployee", "recordAway"):
        assert told(await change(people, actor("adm"), name, CHANGES[name])) == []
    leaving = {"employeeId": "am", "lastDay": "2026-03-31"}
    assert told(await change(people, actor("adm"), "recordLeaving", leaving)) == []
    answers = [
        (await ask(people, actor("sd"), EMPLOYEE, {"day": day}))["data"]["employee"]
        for day in (None, "2026-03-10", "2026-04-01")
    ]
    now, then, after = answers
    assert (now["active"], now["head"]["name"], now["unit"]["heads"]) == (True, "Sd", [{"name": "Sd"}])
    assert (then["head"]["name"], then["unit"]) == (
        "Sd2",
        {"name": "east", "heads": [{"name": "Sd2"}], "parent": {"name": "All"}},
    )
    assert [one["post"] for one in now["posts"]] == ["AM"]
    assert then["posts"][1] == {"post": "CHM", "firstDay": "2026-03-10", "lastDay": "2026-03-20"}
    assert (after["active"], after["posts"]) == (False, [])
    away = {"kind": "ABSENCE", "firstDay": "2026-03-10", "lastDay": "2026-03-12", "substitute": {"name": "Am2"}}
    assert now["aways"] == [{**away, "reason": None}]
    mine = (await ask(people, actor("am"), EMPLOYEE))["data"]["employee"]
    assert mine["aways"] == [{**away, "reason": "leave"}]


QUERIES = {
    "dealTeam": f'dealTeam(opportunityId: "{DEAL}") {{ members {{ role employee {{ name }} primary }} '
                "history { role } }",
    "dealTeam ": f'dealTeam(opportunityId: "{DEAL}") {{ faults(grade: "a", stage: "S3") '
                 'missingRoles(phase: PURSUE, value: {amount: "6000000", currency: "CNY"}) }',
    "committee": 'committee(code: "OC") { name members { weight employee { name } } }',
    "fieldOwner": 'fieldOwner(field: "legalName") { name }',
    "teamTemplates": "teamTemplates { code phase fromValue { amount currency } roles { role before { en } } }",
    "teamTemplate": 'teamTemplate(phase: PURSUE, value: {amount: "7000000", currency: "CNY"}) { roles { role } }',
    "handOver": 'handOver(employeeId: "am") { employee { name } accounts { legalName } posts { post } '
                "dealRoles { role opportunityId } reports { name } units { name } committees fields }",
}  # fmt: skip


async def test_what_employees_may_ask() -> None:
    people = await organisation()
    for name in ("recordCommittee", "nameFieldOwner", "takeDealRole"):
        assert told(await change(people, actor("adm"), name, CHANGES[name])) == []
    answers = {
        name: (await ask(people, actor("sd"), f"{{ {query} }}"))["data"][name.strip()]
        for name, query in QUERIES.items()
    }
    member = {"role": "AM", "employee": {"name": "Am"}, "primary": True}
    assert answers["dealTeam"] == {"members": [member], "history": [{"role": "AM"}]}
    assert answers["dealTeam "] == {
        "faults": ["TEAM_WITHOUT_SM", "TEAM_WITHOUT_DM"], "missingRoles": ["SM", "DM", "LE"]
    }  # fmt: skip
    assert answers["committee"]["members"][0] == {"weight": 2, "employee": {"name": "Vp"}}
    assert answers["fieldOwner"] == {"name": "Fin"}
    assert len(answers["teamTemplates"]) == 5 and answers["teamTemplates"][0]["fromValue"]["currency"] == "CNY"
    assert [one["role"] for one in answers["teamTemplate"]["roles"]] == ["AM", "SM", "DM", "LE"]
    assert answers["handOver"] == {
        "employee": {"name": "Am"}, "accounts": [{"legalName": "Acme"}], "posts": [{"post": "AM"}],
        "dealRoles": [{"role": "AM", "opportunityId": DEAL}], "reports": [], "units": [], "committees": [],
        "fields": [],
    }  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
async def test_others_ask_nothing(name: str) -> None:
    people = await organisation()
    for who, code in ((ANONYMOUS, "TOKEN_REQUIRED"), (PARTNER, "STAFF_ONLY"), (service("worker"), "STAFF_ONLY")):
        assert codes(await ask(people, who, f"{{ {QUERIES[name]} }}")) == [code]


async def test_ends_and_calendars() -> None:
    people = await organisation()
    away = await change(people, actor("am"), "recordAway", CHANGES["recordAway"])
    ended = {"employeeId": "am", "awayId": away["awayId"], "lastDay": "2026-03-10"}
    assert told(await change(people, actor("am"), "endAway", ended)) == []
    unknown = {**ended, "awayId": "x"}
    assert told(await change(people, actor("am"), "endAway", unknown, "d")) == ["AWAY_UNKNOWN"]
    assert told(await change(people, actor("am"), "takeDealRole", CHANGES["takeDealRole"])) == []
    sm = {**CHANGES["takeDealRole"], "employeeId": "fin", "role": "SM"}
    assert told(await change(people, actor("am"), "takeDealRole", sm, "e")) == []
    gone = {"opportunityId": DEAL, "employeeId": "fin", "role": "DM", "lastDay": "2026-03-05"}
    assert told(await change(people, actor("am"), "endDealRole", gone)) == ["ROLE_NOT_HELD"]
    assert told(await change(people, actor("am"), "endDealRole", {**gone, "role": "SM"}, "f")) == []
    assert told(await change(people, actor("adm"), "setUnitCalendar", CHANGES["setUnitCalendar"])) == []
    query = '{ unit(id: "west") { calendar { name weekdays hours specialDays { day hours } } } }'
    found = (await ask(people, actor("am"), query))["data"]["unit"]["calendar"]
    special = [{"day": "2026-02-13", "hours": ["09:00-10:00"]}]
    assert found == {"name": "all", "weekdays": [1, 2], "hours": ["09:00-12:00"], "specialDays": special}
