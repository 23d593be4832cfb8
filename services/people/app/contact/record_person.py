"""Recording a customer's people: who they are, how to reach them, where they worked, that they moved or left."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kit.journal.command import Command
from services.people.app.contact.command import Changed, answered, carry_out, private_command, tidy_text
from services.people.app.contact.sight import Sight, require_employee, sight_of
from services.people.app.container import People
from services.people.domain.account import ACCOUNT
from services.people.domain.contact.customer_unit import CUSTOMER_UNIT
from services.people.domain.contact.employment import require_days, require_end
from services.people.domain.contact.merge import require_standing
from services.people.domain.contact.person import PERSON, Person
from tas.contracts.contact import (
    PersonContactsRecorded,
    PersonEmploymentAdded,
    PersonLeft,
    PersonMoved,
    PersonRecorded,
)
from tas.contracts.contact_term import Adaptability, Confidentiality, Orientation, PersonStatus
from tas.core.actor import Actor
from tas.core.errors import Conflict, Forbidden, Invalid, Missing
from tas.core.ids import caused_id

LONGEST_NAME, LONGEST_TITLE, LONGEST_CONTACT = 100, 200, 254
MOST_CONTACTS = 10
LOWEST_LEVEL = 20


@dataclass(frozen=True, slots=True)
class PersonTold:
    """A person as somebody tells of them."""

    account_id: str
    name: str
    title: str | None = None
    customer_unit_id: str | None = None
    level: int | None = None
    orientation: Orientation | None = None
    adaptability: Adaptability | None = None
    confidentiality: Confidentiality = Confidentiality.NORMAL
    source: str = "visit"
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    """How a person is reached, and when they were born (ISO date)."""

    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birthday: date | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier employment: at an account of ours, or at an employer by name."""

    account_id: str | None
    employer: str | None
    title: str | None
    began_on: date | None
    ended_on: date | None


async def record_person(
    people: People, actor: Actor, command_id: str, person_id: str | None, told: PersonTold
) -> Changed:
    """Records somebody new (`person_id` None; any employee may), or how somebody known stands from now on (the circle
    of their account and data stewards). Raises Missing(ACCOUNT_UNKNOWN | PERSON_UNKNOWN | CUSTOMER_UNIT_UNKNOWN),
    Invalid(PERSON_TEXT_INVALID | PERSON_LEVEL_INVALID | PERSON_NOT_THERE | PERSON_DATES), Forbidden(
    CONTACT_FORBIDDEN)."""
    require_employee(actor)
    command = private_command(people, actor, command_id, ["person", person_id, told])
    done = await answered(people, command)
    if done:
        return done
    told = _tidy(told)
    require_days(told.since, None, people.today(), "since")
    sight = await sight_of(people, actor)
    if person_id is not None:
        await changeable(people, sight, person_id)
    elif told.confidentiality is Confidentiality.RESTRICTED and not sight.writes_account(told.account_id):
        raise Forbidden("CONTACT_FORBIDDEN")
    await _require_place(people, told.account_id, told.customer_unit_id)
    id = person_id or caused_id("person", command.key, "record")
    name, *rest = await people.vault.seal(id, [("name", told.name), *([("note", told.title)] if told.title else [])])
    event = PersonRecorded(
        person_id=id,
        account_id=told.account_id,
        name_sealed=name,
        title_sealed=rest[0] if rest else None,
        customer_unit_id=told.customer_unit_id,
        level=told.level,
        orientation=told.orientation,
        adaptability=told.adaptability,
        confidentiality=told.confidentiality,
        source=told.source,
        since=told.since,
    )
    return await carry_out(people, PERSON, id, command, lambda state: _at(state, event.account_id, event))


async def record_contacts(people: People, actor: Actor, command_id: str, person_id: str, told: Contacts) -> Changed:
    """Replaces a person's contact details. Raises Missing(PERSON_UNKNOWN), Forbidden(CONTACT_FORBIDDEN), Invalid(
    CONTACTS_TOO_MANY | PERSON_TEXT_INVALID)."""
    require_employee(actor)
    command = private_command(people, actor, command_id, ["contacts", person_id, told])
    done = await answered(people, command)
    if done:
        return done
    if max(len(told.mails), len(told.phones)) > MOST_CONTACTS:
        raise Invalid("CONTACTS_TOO_MANY", field=("mails",), most=MOST_CONTACTS)
    await changeable(people, await sight_of(people, actor), person_id)
    fields = [("mail", tidy_text(one, "mail", LONGEST_CONTACT, "mails")) for one in told.mails]
    fields += [("phone", tidy_text(one, "phone", LONGEST_CONTACT, "phones")) for one in told.phones]
    if told.birthday is not None:
        fields.append(("birthday", told.birthday.isoformat()))
    sealed = tuple(await people.vault.seal(person_id, fields)) if fields else ()
    mails, phones = len(told.mails), len(told.phones)
    event = PersonContactsRecorded(
        person_id,
        sealed[:mails],
        sealed[mails : mails + phones],
        sealed[-1] if told.birthday is not None else None,
    )
    return await carry_out(people, PERSON, person_id, command, lambda state: _known(state, event))


async def add_employment(people: People, actor: Actor, command_id: str, person_id: str, told: Earlier) -> Changed:
    """Adds an earlier employment. Raises Missing(PERSON_UNKNOWN | ACCOUNT_UNKNOWN), Forbidden(CONTACT_FORBIDDEN),
    Invalid(PERSON_TEXT_INVALID | PERSON_DATES)."""
    require_employee(actor)
    command = private_command(people, actor, command_id, ["employment", person_id, told])
    done = await answered(people, command)
    if done:
        return done
    require_days(told.began_on, told.ended_on, people.today(), "endedOn")
    await changeable(people, await sight_of(people, actor), person_id)
    if told.account_id is not None:
        await _require_place(people, told.account_id, None)
    elif not told.employer:
        raise Invalid("PERSON_TEXT_INVALID", field=("employer",), what="employer", longest=LONGEST_TITLE)
    texts = [(what, one) for what, one in (("employer", told.employer), ("title", told.title)) if one]
    fields = [("note", tidy_text(one, what, LONGEST_TITLE, what)) for what, one in texts]
    kept = await people.vault.seal(person_id, fields) if fields else ()
    sealed = {what: one for (what, _), one in zip(texts, kept, strict=True)}
    event = PersonEmploymentAdded(
        person_id, told.account_id, sealed.get("employer"), sealed.get("title"), told.began_on, told.ended_on
    )
    return await carry_out(people, PERSON, person_id, command, lambda state: _known(state, event))


async def move_person(
    people: People, actor: Actor, command_id: str, person_id: str, to: PersonTold, moved_on: date
) -> Changed:
    """They work for another account now; of `to` only account, title and unit count. For those who
    may change the person: with the account the circle changes that sees their details. Raises Missing(PERSON_UNKNOWN |
    ACCOUNT_UNKNOWN | CUSTOMER_UNIT_UNKNOWN), Conflict(PERSON_SAME_ACCOUNT), Invalid(
    PERSON_DATES), Forbidden(CONTACT_FORBIDDEN)."""
    require_employee(actor)
    command = private_command(people, actor, command_id, ["move", person_id, to, moved_on])
    done = await answered(people, command)
    if done:
        return done
    await changeable(people, await sight_of(people, actor), person_id)
    await _require_place(people, to.account_id, to.customer_unit_id)
    title = tidy_text(to.title, "title", LONGEST_TITLE, "title") if to.title else None
    sealed = (await people.vault.seal(person_id, [("note", title)]))[0] if title else None

    def decide(state: Person) -> tuple[Any, ...]:
        require_standing(state)
        if state.account_id == to.account_id and state.works:
            raise Conflict("PERSON_SAME_ACCOUNT", field=("accountId",), id=person_id)
        require_end(state, moved_on, people.today(), "movedOn")
        moved = PersonMoved(person_id, state.account_id, to.account_id, sealed, to.customer_unit_id, moved_on)
        return (moved,)

    return await carry_out(people, PERSON, person_id, command, decide)


async def person_leaves(
    people: People, actor: Actor, command_id: str, person_id: str, retires: bool, left_on: date
) -> Changed:
    """They left for where we do not know, or retired; for those who may change the person. Raises Missing(
    PERSON_UNKNOWN), Invalid(PERSON_NOT_THERE | PERSON_DATES), Forbidden(CONTACT_FORBIDDEN)."""
    require_employee(actor)
    command: Command = private_command(people, actor, command_id, ["leave", person_id, retires, left_on])
    done = await answered(people, command)
    if done:
        return done
    await changeable(people, await sight_of(people, actor), person_id)
    status = PersonStatus.RETIRED if retires else PersonStatus.LEFT

    def decide(state: Person) -> tuple[Any, ...]:
        if not state.works:
            raise Invalid("PERSON_NOT_THERE", field=("personId",), id=person_id[:50])
        require_end(state, left_on, people.today(), "leftOn")
        return (PersonLeft(person_id, state.account_id, status, left_on),)

    return await carry_out(people, PERSON, person_id, command, decide)


async def seen_person(people: People, sight: Sight, person_id: str) -> Person:
    """The person, seen by the actor. Raises Missing(PERSON_UNKNOWN)."""
    person = (await people.ledger.load(PERSON, person_id)).state
    if not sight.person(person):
        raise Missing("PERSON_UNKNOWN", field=("personId",), id=person_id[:50])
    return person


async def changeable(people: People, sight: Sight, person_id: str) -> Person:
    """The person, whom the actor may change. Raises Missing(PERSON_UNKNOWN), Forbidden(CONTACT_FORBIDDEN)."""
    person = await seen_person(people, sight, person_id)
    if not sight.writes_account(person.account_id):
        raise Forbidden("CONTACT_FORBIDDEN")
    return person


def _tidy(told: PersonTold) -> PersonTold:
    if told.level is not None and not 1 <= told.level <= LOWEST_LEVEL:
        raise Invalid("PERSON_LEVEL_INVALID", field=("level",), lowest=LOWEST_LEVEL)
    return replace(
        told,
        name=tidy_text(told.name, "name", LONGEST_NAME, "name"),
        title=tidy_text(told.title, "title", LONGEST_TITLE, "title") if told.title else None,
        source=tidy_text(told.source, "source", LONGEST_NAME, "source"),
    )


async def _require_place(people: People, account_id: str, customer_unit_id: str | None) -> None:
    if not (await people.ledger.load(ACCOUNT, account_id)).state.exists:
        raise Missing("ACCOUNT_UNKNOWN", field=("accountId",), id=account_id[:50])
    if customer_unit_id is not None:
        unit = (await people.ledger.load(CUSTOMER_UNIT, customer_unit_id)).state
        if unit.account_id != account_id:
            raise Missing("CUSTOMER_UNIT_UNKNOWN", field=("customerUnitId",), id=customer_unit_id[:50])


def _at(state: Person, account_id: str, event: Any) -> tuple[Any, ...]:
    if not state.exists:
        return (event,)
    require_standing(state)
    if state.account_id != account_id:
        raise Invalid("PERSON_NOT_THERE", field=("accountId",), id=state.id)
    return (event,)


def _known(state: Person, event: Any) -> tuple[Any, ...]:
    require_standing(state)
    return (event,)
