"""Persons come in and leave as files: row by row, nobody twice, nobody known under a new name unasked, and every file
that leaves stands in the log first."""

from dataclasses import replace

import pytest

from kit.journal.aggregate import Decided
from kit.journal.command import canonical, caused_command, sha256
from kit.page import Window
from services.people.app.contact.command import private_command
from services.people.app.contact.record_person import Contacts, record_contacts
from services.people.app.container import People
from services.people.app.privacy.erase import confirm_erasure, request_erasure
from services.people.app.privacy.export_person import ExportTold, export_persons, exports_of
from services.people.app.privacy.import_person import FileTold, Outcome, PersonImport, import_persons
from services.people.domain.account import ACCOUNT
from services.people.domain.contact.card import read_cards
from services.people.domain.contact.person_sheet import read_sheet
from services.people.domain.report import Report
from tas.contracts.people import AccountDrafted
from tas.contracts.privacy import ErasureReason, ExportFormat, ExportPurpose
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tas.core.codec import to_json
from tas.core.errors import Conflict, Forbidden, Invalid, Missing, TasError
from tests.support.journal import MemoryStore
from tests.support.people import fake_people
from tests.support.record import ACCOUNT_ID, OFFICER, SELLER, add_person, person, texts

STEWARD = Actor(ActorKind.EMPLOYEE, "emp_steward", ("MDS",))
AUDITOR = Actor(ActorKind.EMPLOYEE, "emp_auditor", ("AUD",))
CSV, VCARD = ExportFormat.CSV, ExportFormat.VCARD
FIRST = """name,title,mail,phone,birthday
王小明,CTO,xm@example.com,+86 138 0013 8000,1980-03-31
Bo Berg,,bo@example.com,,
"""
CARD = """BEGIN:VCARD
VERSION:4.0
FN:Anna Lee
EMAIL:anna@example.com
TEL;VALUE=uri:tel:+49-30-123456
END:VCARD
"""


async def world() -> tuple[People, MemoryStore]:
    people, store = fake_people()
    drafted = AccountDrafted(ACCOUNT_ID, "Aurora Instruments", None, "test")
    command = caused_command(service("test"), "account", people.now())
    await people.ledger.execute(ACCOUNT, ACCOUNT_ID, command, lambda _: Decided((drafted,), {}))
    return people, store


async def take(
    people: People, content: str, id: str = "i1", format: ExportFormat = CSV, others: bool = False
) -> PersonImport:
    return await import_persons(people, STEWARD, id, FileTold(ACCOUNT_ID, format, content, others))


def outcomes(done: PersonImport) -> list[tuple[int, Outcome]]:
    return [(one.line, one.outcome) for one in done.rows]


async def test_rows_are_created_once_and_completed() -> None:
    people, store = await world()
    done = await take(people, FIRST)
    assert outcomes(done) == [(2, Outcome.CREATED), (3, Outcome.CREATED)] and done.report.refused == []
    xm, bo = [one.person_id or "" for one in done.rows]
    assert await texts(people, xm) == ["王小明", "xm@example.com", "+86 138 0013 8000"]
    entries = set(store.by_id)
    assert outcomes(await take(people, FIRST, "i2")) == [(2, Outcome.UNCHANGED), (3, Outcome.UNCHANGED)]
    assert set(store.by_id) == entries
    more = "name,mail,phone\nWang Xiaoming,XM@example.com;work@example.com,13800138000\n"
    changed = await take(people, more, "i3")
    assert outcomes(changed) == [(2, Outcome.CHANGED)] and changed.rows[0].person_id == xm
    assert await texts(people, xm) == ["王小明", "xm@example.com", "work@example.com", "+86 138 0013 8000"]
    assert (await person(people, xm)).birthday_sealed is not None
    assert await texts(people, bo) == ["Bo Berg", "bo@example.com"]


async def test_wrong_rows_are_refused_by_line_and_the_others_stand() -> None:
    people, _ = await world()
    done = await take(people, "name,mail,phone\nAnna,anna,call me\n,x@example.com,\nBo,bo@example.com,\nCy\n")
    assert outcomes(done) == [(2, Outcome.REFUSED), (3, Outcome.REFUSED), (4, Outcome.CREATED)]
    assert sorted((one.line, one.column, one.code) for one in done.report.refused) == [
        (2, "mail", "MAIL_WRONG"), (2, "phone", "PHONE_WRONG"), (3, "name", "CELL_EMPTY"), (5, "", "ROW_LENGTH"),
    ]  # fmt: skip


async def test_a_row_that_may_mean_somebody_known_is_refused_unless_said_otherwise() -> None:
    people, _ = await world()
    known = await add_person(people, "Anna Lee", "anna@example.com")
    namesake = await add_person(people, "Dee Day", "dee@example.com", account="acc_elsewhere")
    content = "name,mail\nA. L.,Anna@example.com\nAnna Lee,other@example.com\nDee Day,new@example.com\n"
    done = await import_persons(
        people, replace(STEWARD, posts=("MDS", "AUD")), "i1", FileTold(ACCOUNT_ID, CSV, content)
    )
    assert outcomes(done) == [(2, Outcome.REFUSED), (3, Outcome.REFUSED), (4, Outcome.CREATED)]
    assert [(one.code, one.value) for one in done.report.refused] == [("PERSON_SIMILAR", known)] * 2
    assert [one.similar for one in done.rows] == [(known,), (known,), (namesake,)]
    others = await take(people, content, "i2", others=True)
    assert outcomes(others) == [(2, Outcome.CREATED), (3, Outcome.CREATED), (4, Outcome.UNCHANGED)]


async def test_who_may_not_see_the_details_is_not_told_who_is_similar() -> None:
    people, _ = await world()
    await add_person(people, "Anna Lee", "anna@example.com")
    done = await take(people, "name,mail\nA. L.,anna@example.com\n")
    assert [(one.outcome, one.similar) for one in done.rows] == [(Outcome.REFUSED, ())]
    assert [one.value for one in done.report.refused] == [""]


async def test_one_file_names_somebody_twice() -> None:
    people, _ = await world()
    done = await take(people, "name,mail\nAnna,anna@example.com\nAnna,anna@example.com\nanna,\n")
    assert outcomes(done) == [(2, Outcome.CREATED), (3, Outcome.UNCHANGED), (4, Outcome.UNCHANGED)]


async def test_cards_are_imported_alike() -> None:
    people, _ = await world()
    done = await take(people, CARD + CARD.replace("4.0", "3.0"), format=VCARD)
    assert outcomes(done) == [(1, Outcome.CREATED)]
    assert [(one.line, one.code) for one in done.report.refused] == [(7, "CARD_VERSION")]
    assert await texts(people, done.rows[0].person_id or "") == ["Anna Lee", "anna@example.com", "+49-30-123456"]


async def test_the_erased_are_not_known_again_and_the_store_never_sees_plain_text() -> None:
    people, store = await world()
    id = (await take(people, FIRST)).rows[0].person_id or ""
    await request_erasure(people, OFFICER, "r1", id, ErasureReason.REQUESTED)
    await confirm_erasure(people, OFFICER, "c1", id)
    again = await take(people, FIRST, "i2")
    assert outcomes(again) == [(2, Outcome.CREATED), (3, Outcome.UNCHANGED)]
    assert again.rows[0].person_id != id
    held = str(store.by_id) + str(store.states)
    assert not any(text in held for text in ("王小明", "xm@example.com", "13800138000", "138 0013 8000", "1980-03-31"))


async def test_import_is_for_those_who_may_change_the_account_and_bounded() -> None:
    people, _ = await world()
    for actor in (SELLER, AUDITOR, replace(STEWARD, kind=ActorKind.PARTNER), ANONYMOUS):
        with pytest.raises(TasError) as refused:
            await import_persons(people, actor, "i1", FileTold(ACCOUNT_ID, CSV, FIRST))
        assert refused.value.code in ("CONTACT_FORBIDDEN", "TOKEN_REQUIRED")
    with pytest.raises(Missing):
        await import_persons(people, STEWARD, "i1", FileTold("acc_none", CSV, FIRST))
    with pytest.raises(Invalid, match="IMPORT_TOO_LARGE"):
        await take(people, "name\n" + "".join(f"Person {number}\n" for number in range(101)))


@pytest.mark.parametrize("format", [CSV, VCARD])
async def test_what_is_exported_is_imported_unchanged(format: ExportFormat) -> None:
    people, _ = await world()
    await take(people, FIRST)
    told = ExportTold(format, ExportPurpose.MEETING, ACCOUNT_ID)
    exported = await export_persons(people, AUDITOR, "e1", told)
    read = read_sheet if format is CSV else read_cards
    rows = {row.name: row for row in read(exported.file_name, exported.content.encode(), Report())}
    assert set(rows) == {"王小明", "Bo Berg"}
    xm = rows["王小明"]
    assert (xm.title, xm.mails, xm.phones, str(xm.birthday), xm.organisation) == (
        "CTO", ("xm@example.com",), ("+86 138 0013 8000",), "1980-03-31", "Aurora Instruments",
    )  # fmt: skip
    again = await take(people, exported.content, "i2", format)
    assert {one.outcome for one in again.rows} == {Outcome.UNCHANGED} and again.report.refused == []


async def test_an_export_is_logged_once_and_named_by_whose_data_left() -> None:
    people, _ = await world()
    ids = [one.person_id or "" for one in (await take(people, FIRST)).rows]
    told = ExportTold(CSV, ExportPurpose.EVENT, None, (ids[0],))
    first = await export_persons(people, AUDITOR, "e1", told)
    assert await export_persons(people, AUDITOR, "e1", told) == first
    log = await exports_of(people, OFFICER, ids[0], Window(10))
    assert [(one.id, one.by, one.purpose, one.person_ids) for one in log.items] == [
        (first.export.id, AUDITOR.id, ExportPurpose.EVENT, (ids[0],))
    ]
    assert (await exports_of(people, OFFICER, ids[1], Window(10))).items == ()
    with pytest.raises(Forbidden):
        await exports_of(people, AUDITOR, ids[0], Window(10))


async def test_nothing_leaves_for_who_may_not_see_it() -> None:
    people, store = await world()
    ids = tuple(one.person_id or "" for one in (await take(people, FIRST)).rows)
    entries = set(store.by_id)
    everybody = ExportTold(CSV, ExportPurpose.MAILING, ACCOUNT_ID)
    named = ExportTold(CSV, ExportPurpose.MAILING, None, ids)
    for actor in (SELLER, STEWARD, OFFICER, replace(AUDITOR, kind=ActorKind.PARTNER)):
        for told in (everybody, named):
            with pytest.raises(Forbidden):
                await export_persons(people, actor, "e1", told)
    with pytest.raises(Forbidden):
        await export_persons(people, SELLER, "e2", replace(named, purpose=ExportPurpose.SUBJECT_ACCESS))
    with pytest.raises(Missing):
        await export_persons(people, AUDITOR, "e3", replace(named, person_ids=("psn_none",)))
    with pytest.raises(Conflict, match="EXPORT_EMPTY"):
        await export_persons(people, AUDITOR, "e4", replace(everybody, account_id="acc_other"))
    assert set(store.by_id) == entries
    told = replace(named, purpose=ExportPurpose.SUBJECT_ACCESS)
    assert "王小明" in (await export_persons(people, OFFICER, "e5", told)).content


async def test_what_is_kept_of_a_command_is_no_hash_that_could_be_guessed() -> None:
    people, store = await world()
    id = (await take(people, FIRST)).rows[0].person_id or ""
    contacts = Contacts(("xm@example.com",))
    await record_contacts(people, STEWARD, "c1", id, contacts)
    plain = sha256(canonical(to_json(["contacts", id, contacts])))
    digests = {entry.body_digest for entry in store.by_id.values()}
    kept = private_command(people, STEWARD, "c1", ["contacts", id, contacts]).digest
    assert kept in digests and plain not in digests
