"""The contact map through the subgraph: recorded, read, scored, over a store in memory."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from kit.journal.command import sha256
from services.people.app.contact.effect import take_touch
from services.people.app.container import People
from tas.core.actor import Actor, service
from tas.core.codec import to_json
from tas.core.ids import aggregate_name
from tests.support import contact_world as world
from tests.support.contact_world import DEAL, HARBOUR, LIN, MIRA, QUARRY, SAM, WANG, employee
from tests.support.journal import MemoryStore
from tests.support.people import ask, codes, fake_people

AM, SM = employee(MIRA), employee(SAM, "SM")
CHAIN = """id grade score coveragePercent health findings { code reason persons { name } }
  members { person { id name } score keyPlayer weight agenda relations { employee { name } current target }
    stances { measure given level target stale assessment { ordinal counts assessedBy { name } seconded_by: secondedBy
      { name } touchIds } pending { ordinal level } series { ordinal level } } }
  approvalPath { body expectedOn person { name } } touches(first: 5) { nodes { id kind purpose summary commitments
    nextStep nextStepDue nextStepBy { name } persons { name } employees { name } cost { amount currency } } }"""


@pytest.fixture
async def people() -> People:
    made, _ = fake_people()
    await world.build_world(made)
    return made


async def change(people: People, actor: Actor, field: str, input: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """What a mutation answers; its command id is made of what it says."""
    told = {"commandId": sha256(json.dumps([field, dict(input)]))[:36], **input}
    name = field[0].upper() + field[1:]
    query = f"mutation($input: {name}Input!) {{ {field}(input: $input) {{ {wanted} errors {{ code field }} cursor }} }}"
    answer = await ask(people, actor, query, {"input": told})
    assert codes(answer) == [], answer
    found: dict[str, Any] = answer["data"][field]
    return found


async def place(people: People, person: str, **more: str) -> None:
    told = {"political": "INNER_CIRCLE", "buyingRole": "APPROVER", "support": "SUPPORTER", "coverage": "MULTIPLE"}
    done = await change(
        people, AM, "placeChainMember", {"mapId": DEAL, "personId": person, **told, **more}, "map { id }"
    )
    assert done["errors"] == [] and done["cursor"]


def touch(*persons: str, judgements: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "mapId": DEAL, "kind": "VISIT", "at": "2026-03-01T10:00:00Z", "personIds": list(persons),
        "employeeIds": [MIRA], "outcome": "ADVANCED", "purpose": "the pilot", "summary": "they liked it",
        "judgements": judgements or [], **more,
    }  # fmt: skip


async def test_a_touch_and_the_scores_it_justifies_are_one_entry(people: People) -> None:
    await place(people, LIN, agenda="wants the board seat")
    told = touch(
        LIN,
        judgements=[{"personId": LIN, "measure": "CLOSENESS", "level": 3, "target": 5}],
        commitments=["a pilot until May"],
        nextStep="send the plan",
        nextStepBy=SAM,
        nextStepDue="2026-03-09",
        cost={"amount": "88.50", "currency": "CNY"},
    )
    done = await change(people, AM, "recordTouch", told, f"touch {{ id purpose }} map {{ {CHAIN} }}")
    assert done["errors"] == []
    (member,) = done["map"]["members"]
    closeness = member["stances"][0]
    # the deal is of grade A: until somebody else confirms it, the level does not count
    assert (member["person"]["name"], member["agenda"]) == ("林志远", "wants the board seat")
    assert (closeness["given"], closeness["pending"], member["score"]) == (0, {"ordinal": 1, "level": 3}, 0)
    own = await change(people, AM, "secondStance", {"mapId": DEAL, "ordinal": 1}, "map { id }")
    assert own["errors"] == [{"code": "STANCE_OWN", "field": ["ordinal"]}]
    seconded = await change(people, SM, "secondStance", {"mapId": DEAL, "ordinal": 1}, f"map {{ {CHAIN} }}")
    (member,) = seconded["map"]["members"]
    assert member["score"] == 24 and seconded["map"]["score"] == "24.0"
    assert member["stances"][0]["assessment"] == {
        "ordinal": 1, "counts": True, "assessedBy": {"name": "Mira"}, "seconded_by": {"name": "Sam"},
        "touchIds": [done["touch"]["id"]],
    }  # fmt: skip
    (shown,) = seconded["map"]["touches"]["nodes"]
    assert shown == {
        "id": done["touch"]["id"], "kind": "VISIT", "purpose": "the pilot", "summary": "they liked it",
        "commitments": ["a pilot until May"], "nextStep": "send the plan", "nextStepDue": "2026-03-09",
        "nextStepBy": {"name": "Sam"}, "persons": [{"name": "林志远"}], "employees": [{"name": "Mira"}],
        "cost": {"amount": "88.50", "currency": "CNY"},
    }  # fmt: skip


async def test_a_touch_whose_scores_are_refused_is_not_recorded(people: People) -> None:
    judgements = [{"personId": WANG, "measure": "PRICE", "level": 2}]
    done = await change(people, AM, "recordTouch", touch(LIN, judgements=judgements), "map { id } touch { id }")
    assert [one["code"] for one in done["errors"]] == ["MEMBER_UNKNOWN"]
    await place(people, WANG)
    done = await change(people, AM, "recordTouch", touch(LIN, judgements=judgements, purpose="again"), "map { id }")
    assert done["errors"] == [{"code": "STANCE_EVIDENCE", "field": ["judgements", "0", "level"]}]
    found = await ask(people, AM, f'{{ contactMap(id: "{DEAL}") {{ touches(first: 5) {{ nodes {{ id }} }} }} }}')
    assert found["data"]["contactMap"]["touches"]["nodes"] == []


ODD_MOMENTS = ["2026-03-01T10:00:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"]


@pytest.mark.parametrize("at", ODD_MOMENTS)
async def test_a_moment_without_a_time_zone_or_at_the_edge_of_time_is_refused(people: People, at: str) -> None:
    done = await change(people, AM, "recordTouch", touch(LIN, at=at), "touch { id }")
    assert done["errors"] == [{"code": "MOMENT_INVALID", "field": ["at"]}]
    query = "query($at: DateTime!) { resolveApprovers(rules: [], facts: {}, asOf: $at) }"
    answer = await ask(people, service("approval"), query, {"at": at}, "approval")
    assert codes(answer) == ["MOMENT_INVALID"]


async def test_two_levels_of_one_measure_at_once_are_refused(people: People) -> None:
    await place(people, LIN)
    twice = [{"personId": LIN, "measure": "PRICE", "level": level} for level in (1, 5)]
    done = await change(people, AM, "recordTouch", touch(LIN, judgements=twice), "touch { id }")
    assert done["errors"] == [{"code": "STANCE_TWICE", "field": ["judgements"]}]


async def test_the_same_command_is_done_once(people: People) -> None:
    told = touch(LIN)
    first = await change(people, AM, "recordTouch", told, "touch { id }")
    again = await change(people, AM, "recordTouch", told, "touch { id }")
    assert first == again and first["touch"]
    found = await ask(people, AM, f'{{ contactMap(id: "{DEAL}") {{ touches(last: 5) {{ nodes {{ id }} }} }} }}')
    assert found["data"]["contactMap"]["touches"]["nodes"] == [first["touch"]]


async def test_a_decision_chain_with_path_what_if_and_findings(people: People) -> None:
    await place(people, LIN)
    await place(people, WANG, political="OUTSIDE", buyingRole="USER", support="ENEMY")
    steps = [
        {"body": "Purchasing", "personId": WANG, "expectedOn": "2026-04-01"},
        {"body": "Board", "personId": LIN, "expectedOn": "2026-05-01"},
    ]
    done = await change(people, AM, "setApprovalPath", {"mapId": DEAL, "steps": steps}, f"map {{ {CHAIN} }}")
    assert [(one["body"], one["person"]["name"]) for one in done["map"]["approvalPath"]] == [
        ("Purchasing", "王芳"),
        ("Board", "林志远"),
    ]
    assert (done["map"]["health"], done["map"]["coveragePercent"]) == ("GREEN", 0)
    found = {one["code"]: one["reason"] for one in done["map"]["findings"]}
    assert set(found) == {"NO_DECISION_MAKER", "OUTNUMBERED", "SINGLE_THREADED", "KEY_PLAYER_UNTOUCHED"}
    assert found["OUTNUMBERED"] == "Supporters do not outnumber opponents: 1 to 1."
    query = 'query($id: ID!, $p: ID!) { contactMap(id: $id) { whatIf(personId: $p, measure: CLOSENESS, rise: 2) { level before after shift } } }'  # fmt: skip # noqa: E501
    shift = (await ask(people, AM, query, {"id": DEAL, "p": LIN}))["data"]["contactMap"]["whatIf"]
    assert shift == {"level": 2, "before": "0.0", "after": "14.4", "shift": "14.4"}  # 16 · 9 ÷ 10
    assert codes(await ask(people, AM, query, {"id": DEAL, "p": MIRA})) == ["MEMBER_UNKNOWN"]


async def test_an_accounts_own_map_begins_with_what_is_put_on_it(people: People) -> None:
    done = await change(people, AM, "recordTouch", {**touch(LIN), "mapId": HARBOUR}, "map { id grade }")
    assert done["map"] == {"id": HARBOUR, "grade": None}
    refused = await change(people, AM, "recordTouch", {**touch(LIN), "mapId": QUARRY}, "map { id }")
    assert [one["code"] for one in refused["errors"]] == ["MAP_UNKNOWN"]


async def test_a_person_is_recorded_changed_moved_and_found(people: People) -> None:
    told = {"accountId": HARBOUR, "name": "赵敏", "title": "CIO", "level": 2, "orientation": "TECHNICAL"}
    done = await change(people, AM, "recordPerson", told, "person { id name title level account { legalName } }")
    id = done["person"]["id"]
    assert (done["person"]["name"], done["person"]["title"]) == ("赵敏", "CIO")
    contacts = {"personId": id, "mails": ["Zhao@Example.com"], "phones": ["138 0000 1111"], "birthday": "1980-02-29"}
    done = await change(people, AM, "recordPersonContacts", contacts, "person { mails phones birthday }")
    assert done["person"] == {"mails": ["Zhao@Example.com"], "phones": ["138 0000 1111"], "birthday": "1980-02-29"}
    query = "query($v: String!, $by: PersonKey!) { findPersons(value: $v, by: $by) { id } }"
    for by, value in (("NAME", "zhao min"), ("MAIL", "zhao@example.com"), ("PHONE", "+86 13800001111")):
        answer = await ask(people, AM, query, {"v": value, "by": by})
        assert [one["id"] for one in answer["data"]["findPersons"]] == [id], (by, answer)
    moved = {"personId": id, "toAccountId": QUARRY, "title": "CEO", "movedOn": "2026-02-01"}
    done = await change(people, AM, "movePerson", moved, "person { title account { legalName } }")
    assert done["person"] == {"title": "CEO", "account": {"legalName": "Quarry"}}
    moves = "{ personMoves(since: \"2026-01-01\") { person { name } fromAccount { legalName } toAccount { legalName } movedOn } }"  # fmt: skip # noqa: E501
    assert (await ask(people, AM, moves))["data"]["personMoves"] == [
        {
            "person": {"name": "赵敏"}, "fromAccount": {"legalName": "Harbour"},
            "toAccount": {"legalName": "Quarry"}, "movedOn": "2026-02-01",
        }
    ]  # fmt: skip


async def test_former_colleagues_are_found_until_a_tie_says_so(people: People) -> None:
    """Ada was at Harbour in January beside Lin and Wang; only Harbour's circle may know."""
    earlier = {"accountId": HARBOUR, "beganOn": "2026-01-10", "endedOn": "2026-02-01", "personId": world.ROE}
    done = await change(people, employee(world.OTTO), "addPersonEmployment", earlier, "person { id }")
    assert done["errors"] == []
    query = "query($id: ID!) { formerColleagues(personId: $id) { name } }"

    async def found(actor: Actor) -> set[str]:
        answer = await ask(people, actor, query, {"id": world.ROE})
        return {one["name"] for one in answer["data"]["formerColleagues"]}

    assert await found(AM) == {"林志远", "王芳", "陈默"}
    assert await found(employee(world.OTTO)) == set()
    told = tie_told(world.ROE, LIN, "EX_COLLEAGUE")
    vera = employee(world.VERA, "VP")
    assert (await change(people, vera, "recordTie", told, "tie { direction }"))["tie"] == {"direction": "MUTUAL"}
    assert await found(AM) == {"王芳", "陈默"}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("recordPerson", {"accountId": "acc_x", "name": "A"}, "ACCOUNT_UNKNOWN"),
    ("recordPerson", {"accountId": HARBOUR, "name": " "}, "PERSON_TEXT_INVALID"),
    ("recordPerson", {"accountId": HARBOUR, "name": "A", "level": 0}, "PERSON_LEVEL_INVALID"),
    ("recordPerson", {"accountId": HARBOUR, "name": "A", "customerUnitId": "cun_x"}, "CUSTOMER_UNIT_UNKNOWN"),
    ("recordPerson", {"accountId": QUARRY, "name": "A", "personId": LIN}, "PERSON_NOT_THERE"),
    ("recordPersonContacts", {"personId": LIN, "mails": ["a@b"] * 11}, "CONTACTS_TOO_MANY"),
    ("recordPersonContacts", {"personId": world.ROE, "mails": []}, "CONTACT_FORBIDDEN"),
    ("addPersonEmployment", {"personId": LIN}, "PERSON_TEXT_INVALID"),
    ("movePerson", {"personId": LIN, "toAccountId": HARBOUR, "movedOn": "2026-02-01"}, "PERSON_SAME_ACCOUNT"),
    ("recordPersonLeaving", {"personId": "psn_x", "leftOn": "2026-02-01"}, "PERSON_UNKNOWN"),
    ("recordCustomerUnit", {"accountId": QUARRY, "name": "A"}, "CONTACT_FORBIDDEN"),
    ("endTie", {"tieId": "tie_x", "endedOn": "2026-02-01"}, "TIE_UNKNOWN"),
]
PAYLOAD = {"recordCustomerUnit": "customerUnit { id }", "endTie": "tie { id }"}


@pytest.mark.parametrize(("field", "input", "code"), REFUSED, ids=[f"{field} {code}" for field, _, code in REFUSED])
async def test_what_is_refused(people: People, field: str, input: dict[str, Any], code: str) -> None:
    done = await change(people, AM, field, input, PAYLOAD.get(field, "person { id }"))
    assert [one["code"] for one in done["errors"]] == [code]


def tie_told(from_id: str, to_id: str, kind: str = "REPORTS_TO", **more: Any) -> dict[str, Any]:
    days = {"validFrom": "2026-01-01", "confirmedOn": "2026-02-01"}
    return {"fromId": from_id, "toId": to_id, "kind": kind, "strength": 2, "evidence": "the chart", **days, **more}


async def test_ties_are_one_a_pair_and_kind_and_lines_never_close_a_circle(people: People) -> None:
    wanted = "tie { id strength evidence direction visibility fromPerson { name } toPerson { name } }"
    first = await change(people, AM, "recordTie", tie_told(WANG, LIN), wanted)
    again = await change(people, AM, "recordTie", tie_told(WANG, LIN, strength=3), wanted)
    assert first["tie"]["id"] == again["tie"]["id"] and again["tie"]["strength"] == 3
    assert (again["tie"]["evidence"], again["tie"]["direction"]) == ("the chart", "ONE_WAY")
    circle = await change(people, AM, "recordTie", tie_told(LIN, WANG), "tie { id }")
    assert [one["code"] for one in circle["errors"]] == ["TIE_CIRCLE"]
    judged = await change(people, AM, "recordTie", tie_told(WANG, LIN, "INFLUENCES", visibility="COMPANY"), wanted)
    assert judged["tie"]["visibility"] == "HIDDEN_LINE"
    for told, code in (
        (tie_told(LIN, LIN), "TIE_ENDS"), (tie_told(LIN, WANG, strength=4), "TIE_STRENGTH"),
        (tie_told(LIN, WANG, "KNOWS", validTo="2025-01-01"), "TIE_PERIOD"),
        (tie_told(LIN, WANG, "COVERED_BY_EMPLOYEE"), "TIE_ENDS"), (tie_told(LIN, "psn_x"), "PERSON_UNKNOWN"),
        (tie_told(LIN, world.ROE, "KNOWS"), "CONTACT_FORBIDDEN"),
    ):  # fmt: skip
        refused = await change(people, AM, "recordTie", told, "tie { id }")
        assert [one["code"] for one in refused["errors"]] == [code], told


async def test_whom_one_knows_oneself_anybody_may_tell(people: People) -> None:
    otto = employee(world.OTTO)
    mine = await change(people, otto, "recordTie", tie_told(world.OTTO, LIN, "COVERED_BY_EMPLOYEE"), "tie { id }")
    assert mine["errors"] == []
    theirs = await change(people, otto, "recordTie", tie_told(MIRA, WANG, "COVERED_BY_EMPLOYEE"), "tie { id }")
    assert [one["code"] for one in theirs["errors"]] == ["CONTACT_FORBIDDEN"]


async def test_a_unit_lies_below_no_unit_of_its_own(people: People) -> None:
    wanted = "customerUnit { id name parent { name } head { name } }"
    top = await change(people, AM, "recordCustomerUnit", {"accountId": HARBOUR, "name": "Group"}, wanted)
    id = top["customerUnit"]["id"]
    below = {"accountId": HARBOUR, "name": "Purchasing", "parentId": id, "headPersonId": WANG}
    unit = (await change(people, AM, "recordCustomerUnit", below, wanted))["customerUnit"]
    assert (unit["parent"], unit["head"]) == ({"name": "Group"}, {"name": "王芳"})
    circle = {"accountId": HARBOUR, "name": "Group", "customerUnitId": id, "parentId": unit["id"]}
    refused = await change(people, AM, "recordCustomerUnit", circle, wanted)
    assert [one["code"] for one in refused["errors"]] == ["CUSTOMER_UNIT_CIRCLE"]
    listed = await ask(people, AM, f'{{ customerUnits(accountId: "{HARBOUR}", first: 1) {{ nodes {{ name }} pageInfo {{ hasNextPage endCursor }} }} }}')  # fmt: skip # noqa: E501
    assert listed["data"]["customerUnits"]["nodes"] == [{"name": "Group"}]
    assert listed["data"]["customerUnits"]["pageInfo"]["hasNextPage"]


async def test_a_touch_shows_who_of_ours_knows_whom_and_a_later_one_freshens_it(people: People) -> None:
    await change(people, AM, "recordTouch", touch(LIN, WANG), "map { id }")
    await change(people, AM, "recordTouch", touch(LIN, at="2026-03-02T08:00:00Z"), "map { id }")
    store = people.store
    for entry in await store.entries(aggregate_name("contact-map", DEAL), 0, 50):
        await take_touch(people, entry)
        await take_touch(people, entry)
    query = "query($id: ID!) { person(id: $id) { ties { kind strength confirmedOn evidence fromEmployee { name } } } }"
    (known,) = (await ask(people, AM, query, {"id": LIN}))["data"]["person"]["ties"]
    assert known == {
        "kind": "COVERED_BY_EMPLOYEE", "strength": 1, "confirmedOn": "2026-03-02", "evidence": None,
        "fromEmployee": {"name": "Mira"},
    }  # fmt: skip


async def test_no_text_about_a_person_is_in_the_journal() -> None:
    made, store = fake_people(MemoryStore())
    await world.build_world(made)
    told = {"accountId": HARBOUR, "name": "Zhao Min Plainname", "title": "Secret Title"}
    id = (await change(made, AM, "recordPerson", told, "person { id }"))["person"]["id"]
    await change(made, AM, "recordPersonContacts", {"personId": id, "mails": ["plain@secret.cn"], "phones": ["13800002222"]}, "person { id }")  # fmt: skip # noqa: E501
    await change(made, AM, "addPersonEmployment", {"personId": id, "employer": "Plain Employer"}, "person { id }")
    await place(made, id, agenda="plain agenda")
    await change(
        made, AM, "recordTouch", touch(id, LIN, purpose="plain purpose", summary="plain summary"), "map { id }"
    )
    await change(made, AM, "recordTie", tie_told(id, LIN, evidence="plain evidence"), "tie { id }")
    kept = json.dumps([to_json(one) for one in store.by_id.values()]) + json.dumps(
        list(store.states.values()), default=str
    )
    for plain in ("Plainname", "Secret Title", "plain", "13800002222", "Plain Employer", "林志远"):
        assert plain not in kept and json.dumps(plain)[1:-1] not in kept
    digests = [one.body_digest for one in store.by_id.values()]
    assert sha256("plain@secret.cn") not in digests
