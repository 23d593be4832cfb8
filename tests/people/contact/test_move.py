"""Somebody goes to another account: no move is lost, both circles are told, and a lead is suggested once."""

from datetime import date
from typing import Any

import pytest

from services.people.app.contact.lead import take_move
from services.people.app.container import People
from services.people.domain.contact.lead import SUGGESTED_LEAD, lead_id_of
from services.people.domain.contact.person import PERSON
from tas.contracts.contact import LeadSuggested
from tas.core.actor import Actor
from tas.core.ids import aggregate_name
from tests.support import contact_world as world
from tests.support.contact_world import CHEN, HARBOUR, LIN, MIRA, OTTO, QUARRY, VERA, WANG, employee
from tests.support.people import ask, codes, fake_people

AM, VP = employee(MIRA), employee(VERA, "VP")
MOVES = (
    '{ personMoves(since: "2026-01-01") { person { name } fromAccount { legalName } toAccount { legalName } movedOn } }'
)
ALERTS = '{ contactAlerts(since: "2026-01-01") { code reason day leadId person { name } account { legalName } } }'


@pytest.fixture
async def people() -> People:
    made, _ = fake_people()
    await world.build_world(made)
    return made


async def told(people: People, field: str, number: int, **input: Any) -> list[str]:
    """The codes that a command is refused with."""
    query = f"mutation($i: {field[0].upper()}{field[1:]}Input!) {{ {field}(input: $i) {{ errors {{ code }} }} }}"
    answer = await ask(people, VP, query, {"i": {"commandId": f"{field}{number}".ljust(36, "x")[:36], **input}})
    assert codes(answer) == [], answer
    return [one["code"] for one in answer["data"][field]["errors"]]


async def move(people: People, person: str, to: str, day: str, number: int = 0) -> list[str]:
    return await told(people, "movePerson", number, personId=person, toAccountId=to, movedOn=day)


async def alerts(people: People, actor: Actor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ask(people, actor, ALERTS))["data"]["contactAlerts"]
    return found


async def test_no_move_is_lost_by_what_is_told_later_nor_by_another_move(people: People) -> None:
    assert await move(people, LIN, QUARRY, "2026-02-01", 1) == []
    earlier = {"personId": LIN, "beganOn": "2010-01-01", "endedOn": "2012-01-01"}
    assert await told(people, "addPersonEmployment", 1, **earlier, accountId=HARBOUR) == []
    assert await told(people, "addPersonEmployment", 2, **earlier, employer="Old Co") == []
    assert await move(people, LIN, HARBOUR, "2026-02-20", 2) == []
    found = (await ask(people, AM, MOVES))["data"]["personMoves"]
    assert [(one["movedOn"], one["fromAccount"]["legalName"], one["toAccount"]["legalName"]) for one in found] == [
        ("2026-02-20", "Quarry", "Harbour"), ("2026-02-01", "Harbour", "Quarry"),
    ]  # fmt: skip


async def test_who_left_and_turns_up_elsewhere_has_moved(people: People) -> None:
    assert await told(people, "recordPersonLeaving", 1, personId=LIN, leftOn="2026-01-20") == []
    assert await move(people, LIN, QUARRY, "2026-02-01") == []
    assert [one["movedOn"] for one in (await ask(people, AM, MOVES))["data"]["personMoves"]] == ["2026-02-01"]


async def test_both_circles_are_told_each_its_own_and_nobody_else(people: People) -> None:
    assert await move(people, LIN, QUARRY, "2026-02-01") == []
    lead = lead_id_of(LIN, QUARRY, date(2026, 2, 1))
    lost, arrived = {
        "code": "CONTACT_LOST", "day": "2026-02-01", "leadId": None, "person": {"name": "林志远"},
        "account": {"legalName": "Harbour"},
        "reason": "A contact of Harbour went to Quarry on 2026-02-01: see who else is known there.",
    }, {
        "code": "CONTACT_ARRIVED", "day": "2026-02-01", "leadId": lead, "person": {"name": "林志远"},
        "account": {"legalName": "Quarry"},
        "reason": "Somebody whom we know from Harbour works at Quarry since 2026-02-01: a lead may be found there.",
    }  # fmt: skip
    assert await alerts(people, AM) == [lost]
    assert await alerts(people, employee(OTTO)) == [arrived]
    assert await alerts(people, VP) == [arrived, lost]
    nobody = employee(world.named("employee", "nobody"))
    assert await alerts(people, nobody) == []
    late = ALERTS.replace("2026-01-01", "2026-02-02")
    assert (await ask(people, VP, late))["data"]["contactAlerts"] == []


async def test_the_old_circle_learns_that_somebody_restricted_went_and_sees_them_no_more(people: People) -> None:
    assert await move(people, CHEN, QUARRY, "2026-02-01") == []
    assert [(one["code"], one["person"]) for one in await alerts(people, AM)] == [("CONTACT_LOST", None)]


async def test_a_move_suggests_one_lead_to_whoever_keeps_leads(people: People) -> None:
    assert await move(people, LIN, QUARRY, "2026-02-01") == []
    for _ in range(2):
        for entry in await people.store.entries(aggregate_name("person", LIN), 0, 50):
            await take_move(people, entry)
    id = lead_id_of(LIN, QUARRY, date(2026, 2, 1))
    (entry,) = await people.store.entries(aggregate_name("suggested-lead", id), 0, 9)
    assert [one.type for one in entry.events] == ["LeadSuggested"]
    kept = (await people.ledger.load(SUGGESTED_LEAD, id)).state.told
    assert kept == LeadSuggested(id, QUARRY, LIN, HARBOUR, OTTO, date(2026, 2, 1))


@pytest.mark.parametrize(
    ("field", "input"),
    [
        ("movePerson", {"toAccountId": QUARRY, "movedOn": "2001-02-01"}),  # before they came
        ("movePerson", {"toAccountId": QUARRY, "movedOn": "2099-02-01"}),
        ("recordPersonLeaving", {"leftOn": "1999-01-01"}),
        ("recordPersonLeaving", {"leftOn": "2026-03-03"}),  # tomorrow
        ("addPersonEmployment", {"employer": "X", "beganOn": "2012-01-01", "endedOn": "2010-01-01"}),
        ("addPersonEmployment", {"employer": "X", "beganOn": "0001-01-01"}),
        ("addPersonEmployment", {"employer": "X", "endedOn": "2030-01-01"}),
    ],
)
async def test_days_that_cannot_be(people: People, field: str, input: dict[str, str]) -> None:
    before = (await people.ledger.load(PERSON, WANG)).version
    assert await told(people, field, 0, personId=WANG, **input) == ["PERSON_DATES"]
    assert (await people.ledger.load(PERSON, WANG)).version == before


async def test_who_begins_in_future_is_not_recorded_as_working_there(people: People) -> None:
    assert await told(people, "recordPerson", 0, accountId=HARBOUR, name="A", since="2026-03-03") == ["PERSON_DATES"]
    assert await told(people, "recordPerson", 1, accountId=HARBOUR, name="A", since="2026-03-02") == []
