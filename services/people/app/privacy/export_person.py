"""Persons as a file, and the log of what left: the line is written before the file is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit.journal.aggregate import Decided
from kit.journal.command import user_command
from kit.page import Page, Window
from services.people.app.access import require_post
from services.people.app.contact.sight import Sight, require_employee, sight_of
from services.people.app.container import People
from services.people.app.privacy.erase import DATA_PROTECTION
from services.people.app.privacy.import_person import FILE
from services.people.app.privacy.likeness import open_texts
from services.people.domain.contact.card import write_cards
from services.people.domain.contact.entry_row import PersonRow
from services.people.domain.contact.export import EXPORT, Export
from services.people.domain.contact.person import PERSON, Person
from services.people.domain.contact.person_sheet import write_sheet
from services.people.domain.name import tidy
from tas.contracts.privacy import ExportFormat, ExportPurpose, PersonsExported
from tas.core.actor import Actor
from tas.core.errors import Conflict, Forbidden, Invalid, Missing
from tas.core.ids import derive

MOST_PERSONS = 500


@dataclass(frozen=True, slots=True)
class ExportTold:
    """Whom, how and what for: all of an account whose details the actor sees, or those named."""

    format: ExportFormat
    purpose: ExportPurpose
    account_id: str | None = None
    person_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """The log's line, and the file: its name and its text in UTF-8."""

    export: Export
    file_name: str
    content: str


async def export_persons(people: People, actor: Actor, command_id: str, told: ExportTold) -> Exported:
    """Raises Forbidden(CONTACT_FORBIDDEN) where the details of any may not be seen, or the account's circle is not the
    actor's; for SUBJECT_ACCESS, DATA_PROTECTION sees all. Missing(PERSON_UNKNOWN), Invalid(EXPORT_TOO_LARGE),
    Conflict(EXPORT_EMPTY). Asked again, the same persons are exported as they are now."""
    require_employee(actor)
    body = [told.format.value, told.purpose.value, told.account_id, list(told.person_ids)]
    command = user_command(actor, command_id, ["export-persons", body], people.now())
    id = f"exp_{derive('export', command.key).hex}"
    done = await people.ledger.answered(command)
    if done is None:
        persons = await _chosen(people, await sight_of(people, actor), told)
        if not persons:
            raise Conflict("EXPORT_EMPTY")
        event = PersonsExported(id, told.format, told.purpose, tuple(one.id for one in persons))
        await people.ledger.execute(EXPORT, id, command, lambda _: Decided((event,), {"id": id}))
    export = (await people.ledger.load(EXPORT, id)).state
    found = await people.ledger.views(PERSON, export.person_ids)
    standing = [found[one].state for one in export.person_ids if one in found and found[one].state.stands]
    sight, officer = await sight_of(people, actor), _is_officer(actor, told)
    rows = await _rows(people, sight, [one for one in standing if officer or sight.details(one)], officer)
    write = write_sheet if told.format is ExportFormat.CSV else write_cards
    return Exported(export, FILE[told.format], write(rows))


async def exports_of(people: People, actor: Actor, person_id: str, window: Window) -> Page[Export]:
    """The log's lines that name a person or a record merged into them; for DATA_PROTECTION. Raises
    Forbidden(POST_REQUIRED)."""
    require_post(actor, DATA_PROTECTION)
    person = (await people.ledger.load(PERSON, person_id)).state
    return await people.privacy.index.exports_of([person_id, *person.absorbed], window)


def _is_officer(actor: Actor, told: ExportTold) -> bool:
    return told.purpose is ExportPurpose.SUBJECT_ACCESS and actor.holds(*DATA_PROTECTION)


async def _chosen(people: People, sight: Sight, told: ExportTold) -> list[Person]:
    officer = _is_officer(sight.actor, told)
    if told.person_ids:
        wanted = await _named(people, sight, told.person_ids, officer)
    else:
        if told.account_id is None or not (officer or sight.account(told.account_id)):
            raise Forbidden("CONTACT_FORBIDDEN")
        every = (one for one in sight.picture.person.values() if one.account_id == told.account_id)
        wanted = sorted((one for one in every if one.stands), key=lambda one: one.id)
    if len(wanted) > MOST_PERSONS:
        raise Invalid("EXPORT_TOO_LARGE", field=("personIds",), most=MOST_PERSONS)
    if not officer and not all(sight.details(one) for one in wanted):
        raise Forbidden("CONTACT_FORBIDDEN")
    return wanted


async def _named(people: People, sight: Sight, ids: Sequence[str], officer: bool) -> list[Person]:
    """Who may not be seen, was erased or merged is as unknown as who never was."""
    if len(ids) > MOST_PERSONS:
        raise Invalid("EXPORT_TOO_LARGE", field=("personIds",), most=MOST_PERSONS)
    found = await people.ledger.views(PERSON, ids)
    standing = {id: one.state for id, one in found.items() if one.state.stands}
    for id in ids:
        if id not in standing or not (officer or sight.person(standing[id])):
            raise Missing("PERSON_UNKNOWN", field=("personIds",), id=id[:50])
    return [standing[id] for id in dict.fromkeys(ids)]


async def _rows(people: People, sight: Sight, persons: Sequence[Person], officer: bool) -> list[PersonRow]:
    """A row for each, with the details of the records merged into them, as far as the actor sees those."""
    absorbed = await people.ledger.views(PERSON, [id for one in persons for id in one.absorbed])
    others = [one.state for one in absorbed.values() if officer or sight.account(one.state.account_id)]
    every = [*persons, *others]
    texts = {one.id: text for one, text in zip(every, await open_texts(people, every), strict=True)}
    more = await _opened(people, persons)
    accounts = sight.picture.account
    return [
        PersonRow(
            0,
            texts[one.id].name,
            more.get((one.id, "note"), ""),
            tuple(dict.fromkeys(mail for id in (one.id, *one.absorbed) if id in texts for mail in texts[id].mails)),
            tuple(dict.fromkeys(phone for id in (one.id, *one.absorbed) if id in texts for phone in texts[id].phones)),
            _day(more.get((one.id, "birthday"))),
            tidy(accounts[one.account_id].legal_name) if one.account_id in accounts else "",
        )
        for one in persons
    ]


async def _opened(people: People, persons: Sequence[Person]) -> Mapping[tuple[str, str], str]:
    """Titles and birthdays by (person, field)."""
    kept = [(one.id, "note", one.title_sealed) for one in persons]
    kept += [(one.id, "birthday", one.birthday_sealed) for one in persons]
    sealed = [(id, field, text) for id, field, text in kept if text]
    opened = await people.vault.open(sealed)
    return {(id, field): text for (id, field, _), text in zip(sealed, opened, strict=True) if text is not None}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
