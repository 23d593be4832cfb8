"""Personal data through the subgraph: steps, files and lists by the right readers, and nothing for anybody else."""

from typing import Any

import pytest

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.people.app.container import People
from services.people.domain.account import ACCOUNT
from tas.contracts.people import AccountDrafted
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tests.support.people import ask, codes, fake_people
from tests.support.record import ACCOUNT_ID, OFFICER, SELLER, add_person, texts

STEWARD = Actor(ActorKind.EMPLOYEE, "emp_steward", ("MDS",))
AUDITOR = Actor(ActorKind.EMPLOYEE, "emp_auditor", ("AUD",))
PARTNER = Actor(ActorKind.PARTNER, "pus_1", ("PTN",), (), "ptn_1")
ERASURE = "erasure { personId status reason exportIds at } errors { code field } cursor"
REQUEST = f"mutation($input: RequestPersonErasureInput!) {{ requestPersonErasure(input: $input) {{ {ERASURE} }} }}"
CONFIRM = f"mutation($input: OnPerson!) {{ confirmPersonErasure(input: $input) {{ {ERASURE} }} }}"
CANCEL = f"mutation($input: OnPerson!) {{ cancelPersonErasure(input: $input) {{ {ERASURE} }} }}"
IMPORT = """mutation($input: ImportPersonsInput!) { importPersons(input: $input) {
  rows { line outcome personId similarIds } refusals { line column code message } errors { code } } }"""
EXPORT = """mutation($input: ExportPersonsInput!) { exportPersons(input: $input) {
  export { id purpose personIds } fileName content errors { code } cursor } }"""
MERGE = (
    "mutation($input: MergePersonInput!) { mergePerson(input: $input) { person { id name mails } errors { code } } }"
)
UNMERGE = "mutation($input: OnPerson!) { unmergePerson(input: $input) { person { id name } errors { code } } }"
CONSENT = """mutation($input: RecordPersonConsentInput!) { recordPersonConsent(input: $input) {
  person { id } errors { code } cursor } }"""
FILE = "name,mail\n王小明,xm@example.com\nBo,bo\n"


async def world() -> People:
    people, _ = fake_people()
    drafted = AccountDrafted(ACCOUNT_ID, "Aurora Instruments", None, "test")
    command = caused_command(service("test"), "account", people.now())
    await people.ledger.execute(ACCOUNT, ACCOUNT_ID, command, lambda _: Decided((drafted,), {}))
    return people


async def told(people: People, actor: Actor, query: str, **input: Any) -> Any:
    """What the one field of the mutation answers."""
    answer = await ask(people, actor, query, {"input": {"commandId": "11111111-1111-4111-8111-111111111111", **input}})
    assert "errors" not in answer, answer
    (found,) = answer["data"].values()
    return found


async def test_an_erasure_from_request_to_stub() -> None:
    people = await world()
    id = await add_person(people, "王小明", "xm@example.com")
    other = {"commandId": "2"}
    left = await told(people, AUDITOR, EXPORT, format="VCARD", purpose="EVENT", personIds=[id])
    asked = await told(people, OFFICER, REQUEST, personId=id, reason="REQUESTED")
    assert asked["erasure"]["status"] == "REQUESTED" and asked["erasure"]["exportIds"] == [left["export"]["id"]]
    assert asked["cursor"] and asked["errors"] == []
    done = await told(people, OFFICER, CONFIRM, personId=id, **other)
    assert done["erasure"]["status"] == "CONFIRMED"
    assert await texts(people, id) == [None]
    seen = await ask(people, AUDITOR, f'{{ person(id: "{id}") {{ id name mails }} }}')
    assert seen["data"]["person"] is None
    listed = await ask(people, OFFICER, "{ personErasures(status: CONFIRMED, first: 5) { nodes { personId reason } } }")
    assert listed["data"]["personErasures"]["nodes"] == [{"personId": id, "reason": "REQUESTED"}]
    again = await told(people, OFFICER, CANCEL, personId=id, commandId="3")
    assert (again["erasure"], [one["code"] for one in again["errors"]]) == (None, ["PERSON_ERASED"])


async def test_files_in_and_out() -> None:
    people = await world()
    done = await told(people, STEWARD, IMPORT, accountId=ACCOUNT_ID, format="CSV", content=FILE)
    assert [(one["line"], one["outcome"]) for one in done["rows"]] == [(2, "CREATED"), (3, "REFUSED")]
    assert done["refusals"] == [
        {"line": 3, "column": "mail", "code": "MAIL_WRONG", "message": "“bo” is not a mail address."}
    ]
    out = await told(people, AUDITOR, EXPORT, accountId=ACCOUNT_ID, format="CSV", purpose="MEETING")
    assert out["fileName"] == "persons.csv" and "王小明" in out["content"] and out["cursor"]
    log = f'{{ personExports(personId: "{done["rows"][0]["personId"]}", first: 5) {{ nodes {{ id purpose }} }} }}'
    assert (await ask(people, OFFICER, log))["data"]["personExports"]["nodes"] == [
        {"id": out["export"]["id"], "purpose": "MEETING"}
    ]


async def test_merging_and_taking_it_back() -> None:
    people = await world()
    one, other = (
        await add_person(people, "Anna Lee", "a@example.com"),
        await add_person(people, "Lee Anna", "b@example.com"),
    )
    both = Actor(ActorKind.EMPLOYEE, "emp_both", ("MDS", "AUD"))
    found = await ask(people, both, f'{{ personDuplicates(personId: "{one}") {{ person {{ id }} shared }} }}')
    assert found["data"]["personDuplicates"] == [{"person": {"id": other}, "shared": ["NAME", "ORGANISATION"]}]
    merged = await told(people, both, MERGE, personId=other, intoId=one)
    assert merged["person"] == {"id": one, "name": "Anna Lee", "mails": ["a@example.com", "b@example.com"]}
    back = await told(people, both, UNMERGE, personId=other, commandId="2")
    assert back["person"] == {"id": other, "name": "Lee Anna"}


async def test_who_is_due() -> None:
    people = await world()
    id = await add_person(people, "Anna")
    given = {"personId": id, "basis": "CONSENT", "givenOn": "2025-01-01", "expiresOn": "2026-03-10"}
    assert (await told(people, STEWARD, CONSENT, **given))["person"] == {"id": id}
    due = "{ personsDue(withinDays: %d, first: 5) { nodes { personId dueOn consentBasis consentUntil } } }"
    assert (await ask(people, OFFICER, due % 0))["data"]["personsDue"]["nodes"] == []
    assert (await ask(people, OFFICER, due % 9))["data"]["personsDue"]["nodes"] == [
        {"personId": id, "dueOn": "2026-03-11", "consentBasis": "CONSENT", "consentUntil": "2026-03-10"}
    ]
    assert codes(await ask(people, OFFICER, due % 367)) == ["ASK_TOO_LARGE"]


OFFICERS_ONLY = (
    '{ personErasure(personId: "%s") { status } }',
    "{ personErasures(status: CONFIRMED, first: 5) { nodes { personId } } }",
    '{ personExports(personId: "%s", first: 5) { nodes { id } } }',
    "{ personsDue(first: 5) { nodes { personId } } }",
)


@pytest.mark.parametrize("actor", [SELLER, STEWARD, AUDITOR, PARTNER, ANONYMOUS, service("approval")])
@pytest.mark.parametrize("query", OFFICERS_ONLY)
async def test_the_lists_of_data_protection_are_nobody_elses(actor: Actor, query: str) -> None:
    people = await world()
    id = await add_person(people, "Anna")
    answer = await ask(people, actor, query % id if "%s" in query else query)
    assert codes(answer) in (["POST_REQUIRED"], ["TOKEN_REQUIRED"])


@pytest.mark.parametrize("actor", [SELLER, PARTNER, ANONYMOUS, service("approval")])
async def test_what_changes_or_leaves_is_refused_as_data(actor: Actor) -> None:
    people = await world()
    id, other = await add_person(people, "Anna"), await add_person(people, "Anne")
    given = {"personId": id, "basis": "CONSENT", "givenOn": "2025-01-01"}
    for query, input in (
        (REQUEST, {"personId": id, "reason": "REQUESTED"}),
        (CONFIRM, {"personId": id}),
        (CANCEL, {"personId": id}),
        (IMPORT, {"accountId": ACCOUNT_ID, "format": "CSV", "content": FILE}),
        (EXPORT, {"accountId": ACCOUNT_ID, "format": "CSV", "purpose": "EVENT"}),
        (EXPORT, {"personIds": [id], "format": "CSV", "purpose": "SUBJECT_ACCESS"}),
        (MERGE, {"personId": other, "intoId": id}),
        (CONSENT, given),
    ):
        refused = {one["code"] for one in (await told(people, actor, query, **input))["errors"]}
        assert refused <= {"POST_REQUIRED", "TOKEN_REQUIRED", "CONTACT_FORBIDDEN"} and refused, query
    assert codes(await ask(people, actor, f'{{ personDuplicates(personId: "{id}") {{ shared }} }}')) != []
