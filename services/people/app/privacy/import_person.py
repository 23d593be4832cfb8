"""Import of persons from a file: every row is a command of its own, told of row by row.

Somebody who stands at the account already is completed, never doubled; a row that may mean somebody known is refused
with their ids, unless whoever imports has looked and says that it is somebody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

from services.people.app.contact.command import answered, carry_out, private_command
from services.people.app.contact.record_person import Contacts, record_contacts
from services.people.app.contact.sight import STEWARD, Sight, require_employee, sight_of
from services.people.app.container import People
from services.people.app.privacy.likeness import Likeness, Similar, Texts, open_birthday, open_texts, similar_to
from services.people.domain.account import ACCOUNT
from services.people.domain.contact.card import read_cards
from services.people.domain.contact.entry_row import PersonRow, check
from services.people.domain.contact.form import forms
from services.people.domain.contact.person import PERSON, Person
from services.people.domain.contact.person_sheet import read_sheet
from services.people.domain.report import Report
from tas.contracts.contact import PersonContactsRecorded, PersonRecorded
from tas.contracts.contact_term import Confidentiality
from tas.contracts.privacy import ExportFormat
from tas.core.actor import Actor
from tas.core.errors import Forbidden, Invalid, Missing
from tas.core.ids import caused_id, derive

FILE = {ExportFormat.CSV: "persons.csv", ExportFormat.VCARD: "persons.vcf"}
"""What a file is called in reports and when it is saved."""
MOST_ROWS = 100
"""A call ends in time also on a busy machine; a longer file comes in pieces."""
SHOWN = 5
SOURCE = "import"


class Outcome(StrEnum):
    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What a row came to. `similar` are persons, whom the actor sees, that may be the same."""

    line: int
    outcome: Outcome
    person_id: str | None = None
    similar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonImport:
    """A line for each row that could be read as one; refusals and mends of all are in the report."""

    report: Report = field(default_factory=Report)
    rows: list[RowOutcome] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileTold:
    """What is imported, where, and whether rows that may mean somebody known are somebody else."""

    account_id: str
    format: ExportFormat
    content: str
    are_others: bool = False


@dataclass(frozen=True, slots=True)
class _Run:
    people: People
    actor: Actor
    sight: Sight
    command_id: str
    told: FileTold
    done: PersonImport

    def refuse(self, row: PersonRow, column: str, code: str, value: str, similar: tuple[str, ...] = ()) -> None:
        self.done.report.refuse(FILE[self.told.format], row.line, column, code, value)
        if not any(one.line == row.line for one in self.done.rows):
            self.done.rows.append(RowOutcome(row.line, Outcome.REFUSED, None, similar))


async def import_persons(people: People, actor: Actor, command_id: str, told: FileTold) -> PersonImport:
    """Imports the file's persons into an account; for those who may change it. Raises Missing(ACCOUNT_UNKNOWN),
    Forbidden(CONTACT_FORBIDDEN), Invalid(IMPORT_TOO_LARGE), Unavailable: then the same call goes on where it was."""
    require_employee(actor)
    if not (await people.ledger.load(ACCOUNT, told.account_id)).state.exists:
        raise Missing("ACCOUNT_UNKNOWN", field=("accountId",), id=told.account_id[:50])
    sight = await sight_of(people, actor)
    if not sight.writes_account(told.account_id):
        raise Forbidden("CONTACT_FORBIDDEN")
    run = _Run(people, actor, sight, command_id, told, PersonImport())
    rows = _read(told, run.done.report)
    if len(rows) > MOST_ROWS:
        raise Invalid("IMPORT_TOO_LARGE", field=("content",), most=MOST_ROWS)
    for row in rows:
        faults = check(row)
        for fault in faults:
            run.refuse(row, fault.column, fault.code, fault.value)
        if not faults:
            await _take(run, row)
    return run.done


def _read(told: FileTold, report: Report) -> Sequence[PersonRow]:
    read = read_sheet if told.format is ExportFormat.CSV else read_cards
    return read(FILE[told.format], told.content.encode(errors="surrogatepass"), report)


async def _take(run: _Run, row: PersonRow) -> None:
    account_id = run.told.account_id
    texts = Texts(row.name, row.mails, row.phones, frozenset({account_id}))
    found = _told(run.sight, await similar_to(run.people, texts))
    same = [one for one in found if one.person.account_id == account_id and _is_same(texts, one)]
    doubtful = [one for one in found if one not in same and _is_doubtful(account_id, one)]
    seen = tuple(one.person.id for one in found if run.sight.details(one.person))[:SHOWN]
    try:
        if len(same) == 1:
            outcome = await _complete(run, row, same[0].person)
            run.done.rows.append(RowOutcome(row.line, outcome, same[0].person.id))
        elif (same or doubtful) and not run.told.are_others:
            run.refuse(row, "name", "PERSON_SIMILAR", ", ".join(seen), seen)
        else:
            id = await _create(run, row)
            run.done.rows.append(RowOutcome(row.line, Outcome.CREATED, id, seen))
    except (Invalid, Missing) as problem:
        run.refuse(row, "", problem.code, "")


def _told(sight: Sight, found: Sequence[Similar]) -> list[Similar]:
    """What the importer may learn of them: whom they do not see is left out, and of whose details they neither see nor
    keep only the name counts. Otherwise a file of guesses would tell who is known, and by which mail."""
    seen = [one for one in found if sight.person(one.person)]
    named = (one if sight.details(one.person) or sight.actor.holds(STEWARD) else _by_name(one) for one in seen)
    return [one for one in named if one.shared - {Likeness.ORGANISATION}]


def _by_name(one: Similar) -> Similar:
    return replace(one, shared=one.shared - {Likeness.MAIL, Likeness.PHONE}, texts=Texts(one.texts.name))


def _is_same(texts: Texts, one: Similar) -> bool:
    """The same name at the same account, and nothing that speaks against it."""
    if Likeness.NAME not in one.shared:
        return False
    reached = bool(one.shared & {Likeness.MAIL, Likeness.PHONE})
    return reached or not (texts.mails or texts.phones) or not (one.texts.mails or one.texts.phones)


def _is_doubtful(account_id: str, one: Similar) -> bool:
    """A name alone is only a namesake, unless it is at the same account."""
    return bool(one.shared & {Likeness.MAIL, Likeness.PHONE}) or one.person.account_id == account_id


async def _create(run: _Run, row: PersonRow) -> str:
    """One entry for the record and its details; its id."""
    command = private_command(run.people, run.actor, _command_id(run, row, "person"), [run.told.account_id, row])
    done = await answered(run.people, command)
    if done:
        return done.id
    id = caused_id("person", command.key, "record")
    fields = [("name", row.name), *([("note", row.title)] if row.title else [])]
    fields += [*(("mail", one) for one in row.mails), *(("phone", one) for one in row.phones)]
    fields += [("birthday", row.birthday.isoformat())] if row.birthday else []
    kept = zip([field for field, _ in fields], await run.people.vault.seal(id, fields), strict=True)
    sealed = {field: tuple(text for _, text in texts) for field, texts in groupby(kept, key=itemgetter(0))}
    events = _events(id, run.told.account_id, sealed)
    return (await carry_out(run.people, PERSON, id, command, lambda _: events)).id


def _events(id: str, account_id: str, sealed: Mapping[str, tuple[str, ...]]) -> tuple[Any, ...]:
    def one(field: str) -> str | None:
        return next(iter(sealed.get(field, ())), None)

    recorded = PersonRecorded(
        person_id=id,
        account_id=account_id,
        name_sealed=one("name") or "",
        title_sealed=one("note"),
        customer_unit_id=None,
        level=None,
        orientation=None,
        adaptability=None,
        confidentiality=Confidentiality.NORMAL,
        source=SOURCE,
    )
    contacts = PersonContactsRecorded(id, sealed.get("mail", ()), sealed.get("phone", ()), one("birthday"))
    return recorded, contacts


async def _complete(run: _Run, row: PersonRow, person: Person) -> Outcome:
    """Adds what the row knows more; what stands is kept."""
    stands = (await open_texts(run.people, [person]))[0]
    mails = _joined("mail", stands.mails, row.mails)
    phones = _joined("phone", stands.phones, row.phones)
    born = await open_birthday(run.people, person)
    if (mails, phones, born or row.birthday) == (stands.mails, stands.phones, born):
        return Outcome.UNCHANGED
    contacts = Contacts(mails, phones, born or row.birthday)
    await record_contacts(run.people, run.actor, _command_id(run, row, "contacts"), person.id, contacts)
    return Outcome.CHANGED


def _joined(field: str, stands: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    known = {form for text in stands for form in forms(field, text)}
    return (*stands, *(text for text in more if not known & set(forms(field, text))))


def _command_id(run: _Run, row: PersonRow, what: str) -> str:
    return str(derive("import-row", run.command_id, str(row.line), what))
