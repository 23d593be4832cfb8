"""People who work here and want more than is theirs: each way that once opened a hidden line, or told what is there,
stays shut. What is there and may not be seen answers exactly as what is not."""

from typing import Any

import pytest

from services.people.app.container import People
from services.people.app.privacy.erase import confirm_erasure, request_erasure
from services.people.app.privacy.import_person import FileTold, Outcome, import_persons
from services.people.domain.contact.contact_map import CONTACT_MAP
from services.people.domain.contact.person import PERSON
from services.people.domain.staff import EMPLOYEE
from tas.contracts.contact import MapMemberPlaced
from tas.contracts.contact_term import BuyingRole, Coverage, PoliticalStatus, Support, TieKind
from tas.contracts.privacy import ErasureReason, ExportFormat
from tas.contracts.staff import EmployeeLeft
from tas.core.actor import Actor
from tas.core.ids import derive, make_id
from tests.support import contact_world as world
from tests.support.contact_world import AUD, CHEN, DEAL, HARBOUR, LIN, MIRA, OTTO, QUARRY, ROE, SAM, WANG, employee
from tests.support.people import NOW, ask, codes, fake_people

NOBODY = make_id("person", derive("test", "nobody"))
OFFICER = employee(make_id("employee", derive("test", "officer")), "CMP")
TERMS = (PoliticalStatus.INNER_CIRCLE, BuyingRole.APPROVER, Support.MENTOR, Coverage.BRIEF)


@pytest.fixture
async def people() -> People:
    made, _ = fake_people()
    await world.build_world(made)
    return made


async def change(people: People, who: Actor, name: str, input: dict[str, Any], key: str = "1") -> list[str]:
    """The codes of what a mutation refuses; empty when it is done."""
    kind = name[0].upper() + name[1:] + "Input"
    command = str(derive("command", name, who.id, key, str(sorted(input.items()))))
    query = f"mutation($input: {kind}!) {{ done: {name}(input: $input) {{ errors {{ code }} }} }}"
    answer = await ask(people, who, query, {"input": {"commandId": command, **input}})
    assert codes(answer) == [], answer
    return [one["code"] for one in answer["data"]["done"]["errors"]]


async def details(people: People, who: Actor, id: str) -> Any:
    answer = await ask(people, who, "query($id: ID!) { person(id: $id) { mails } }", {"id": id})
    return answer["data"]["person"]


async def test_nobody_moves_a_person_to_their_own_account_to_read_how_they_are_reached(people: People) -> None:
    moved = {"personId": LIN, "toAccountId": QUARRY, "movedOn": "2026-02-01"}
    left = {"personId": LIN, "retires": False, "leftOn": "2026-02-01"}
    assert await change(people, employee(OTTO), "movePerson", moved) == ["CONTACT_FORBIDDEN"]
    assert await change(people, employee(OTTO), "recordPersonLeaving", left) == ["CONTACT_FORBIDDEN"]
    assert await details(people, employee(OTTO), LIN) == {"mails": None}
    assert await change(people, employee(MIRA), "movePerson", moved) == []


async def test_a_deal_without_a_team_is_taken_by_nobody_but_the_owner_of_its_account(people: People) -> None:
    taken = {"opportunityId": world.DEAL_2, "role": "AM", "phase": "PURSUE", "firstDay": "2026-03-01"}
    otto = {**taken, "employeeId": OTTO}
    assert await change(people, employee(OTTO), "takeDealRole", otto) == ["DEAL_TEAM_FORBIDDEN"]
    assert await details(people, employee(OTTO), LIN) == {"mails": None}
    assert await change(people, employee(MIRA), "takeDealRole", {**taken, "employeeId": MIRA}) == []


async def test_an_account_is_not_taken_by_describing_it(people: People) -> None:
    def told(owner: str) -> dict[str, Any]:
        return {"accountId": HARBOUR, "values": [{"field": "OWNER", "value": owner}]}

    assert await change(people, employee(OTTO), "describeAccount", told(OTTO)) == ["ACCOUNT_NOT_YOURS"]
    assert await details(people, employee(OTTO), LIN) == {"mails": None}
    assert await change(people, employee(MIRA), "describeAccount", told(OTTO)) == []


EXPORT = """mutation($input: ExportPersonsInput!) {
  exportPersons(input: $input) { content errors { code message } } }"""


async def export(people: People, who: Actor, id: str) -> Any:
    input = {"commandId": str(derive("export", who.id, id)), "format": "CSV", "purpose": "MEETING", "personIds": [id]}
    answer = await ask(people, who, EXPORT, {"input": input})
    assert codes(answer) == [], answer
    return [(one["code"], one["message"].replace(id, "…")) for one in answer["data"]["exportPersons"]["errors"]]


async def test_an_export_does_not_tell_the_restricted_the_erased_and_the_unknown_apart(people: People) -> None:
    unknown = await export(people, employee(OTTO), NOBODY)
    assert [code for code, _ in unknown] == ["PERSON_UNKNOWN"]
    assert await export(people, employee(OTTO), CHEN) == unknown
    assert [code for code, _ in await export(people, employee(OTTO), LIN)] == ["CONTACT_FORBIDDEN"]
    await request_erasure(people, OFFICER, "r", WANG, ErasureReason.REQUESTED)
    await confirm_erasure(people, OFFICER, "c", WANG)
    assert await export(people, employee(MIRA), WANG) == unknown


async def test_a_file_of_guesses_tells_nothing_of_who_is_known_elsewhere(people: People) -> None:
    guesses = "".join(f"Guess {id[-3:]},{id[-6:]}@example.com\n" for id in (CHEN, LIN, NOBODY))
    told = FileTold(QUARRY, ExportFormat.CSV, f"name,mail\n{guesses}")
    done = await import_persons(people, employee(OTTO), "i", told)
    assert [(one.outcome, one.similar) for one in done.rows] == [(Outcome.CREATED, ())] * 3
    own = FileTold(QUARRY, ExportFormat.CSV, f"name,mail\nA. R.,{ROE[-6:]}@example.com\n")
    mine = await import_persons(people, employee(OTTO), "j", own)
    assert [(one.outcome, one.similar) for one in mine.rows] == [(Outcome.REFUSED, (ROE,))]


async def test_a_chain_tells_nothing_of_a_member_whom_the_reader_does_not_see(people: People) -> None:
    """Chen has gone to Quarry and is restricted there: the deal's team does not see them any more."""
    for id in (LIN, CHEN):
        await world.append(people, CONTACT_MAP, DEAL, MapMemberPlaced(DEAL, id, *TERMS, None, None))
    moved = {"personId": CHEN, "toAccountId": QUARRY, "movedOn": "2026-02-01"}
    assert await change(people, employee(MIRA), "movePerson", moved) == []
    query = """query($id: ID!, $person: ID!) { contactMap(id: $id) {
      whatIf(personId: $person, measure: PRICE) { level } } }"""
    answers = [await ask(people, employee(SAM), query, {"id": DEAL, "person": id}) for id in (LIN, CHEN, NOBODY)]
    assert [codes(one) for one in answers] == [[], ["MEMBER_UNKNOWN"], ["MEMBER_UNKNOWN"]]


async def test_coaching_does_not_rest_on_ties_that_the_reader_does_not_see(people: People) -> None:
    """Roe, of another account, has the chief's ear by a tie of both hidden lines: only who sees both is told."""
    outside = (PoliticalStatus.OUTSIDE, *TERMS[1:])
    for id, terms in ((LIN, TERMS), (ROE, outside)):
        await world.append(people, CONTACT_MAP, DEAL, MapMemberPlaced(DEAL, id, *terms, None, None))
    query = "query($id: ID!) { contactMap(id: $id) { findings { code reason persons { id } } } }"
    readers = (employee(SAM), employee(AUD, "AUD"))
    before = [(await ask(people, who, query, {"id": DEAL}))["data"] for who in readers]
    await world.tie(people, ROE, LIN, TieKind.INFLUENCES, hidden=True)
    after = [(await ask(people, who, query, {"id": DEAL}))["data"] for who in readers]
    assert after[0] == before[0] and after[1] != before[1]


async def test_who_has_left_sees_and_does_nothing_though_their_token_lives(people: People) -> None:
    for id in (MIRA, AUD):
        await world.append(people, EMPLOYEE, id, EmployeeLeft(id, world.DAY), at=NOW)
    mira, auditor = employee(MIRA), employee(AUD, "AUD", "CMP", "ADM", "MDS")
    for who in (mira, auditor):
        assert await details(people, who, LIN) is None
        answer = await ask(people, who, "query($id: ID!) { contactMap(id: $id) { score } }", {"id": DEAL})
        assert answer["data"]["contactMap"] is None
    due = await ask(people, auditor, "{ personsDue { nodes { personId } } }")
    assert codes(due) == ["EMPLOYEE_INACTIVE"] and due["data"] is None
    for name, input in {
        "requestPersonErasure": {"personId": LIN, "reason": "REQUESTED"},
        "retainPerson": {"personId": LIN, "until": "2026-05-01"},
        "assignPost": {"employeeId": AUD, "post": "ADM", "firstDay": "2026-03-03"},
        "noteAccountWebsite": {"accountId": HARBOUR, "website": "harbour.example"},
        "movePerson": {"personId": LIN, "toAccountId": QUARRY, "movedOn": "2026-02-01"},
    }.items():
        assert await change(people, auditor, name, input) == ["EMPLOYEE_INACTIVE"], name
    assert (await people.ledger.load(PERSON, LIN)).version == 1
