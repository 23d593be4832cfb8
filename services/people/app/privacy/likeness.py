"""Who may be the same person: found by keyed look-ups of name, mails and phones, then opened and compared, so that what
was said once and holds no longer counts for nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.people.app.contact.record_person import seen_person
from services.people.app.contact.sight import require_employee, sight_of
from services.people.app.container import People
from services.people.domain.contact.form import forms
from services.people.domain.contact.person import PERSON, Person
from tas.core.actor import Actor
from tas.core.errors import Forbidden

MOST = 50
"""How many are looked at for each text: beyond that a text says little."""


class Likeness(StrEnum):
    """What two records share. ORGANISATION: one of the accounts that they work or worked for."""

    NAME = "NAME"
    MAIL = "MAIL"
    PHONE = "PHONE"
    ORGANISATION = "ORGANISATION"


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of somebody in plain words: never kept, never logged."""

    name: str
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    account_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Similar:
    """A record that may be of the same person, what is shared, and its words."""

    person: Person
    shared: frozenset[Likeness]
    texts: Texts


async def open_texts(people: People, persons: Sequence[Person]) -> list[Texts]:
    """The words of each, in one query of the keys. What is erased is empty."""
    sealed = [
        (one.id, field, text)
        for one in persons
        for field, texts in (("name", (one.name_sealed,)), ("mail", one.mails_sealed), ("phone", one.phones_sealed))
        for text in texts
    ]
    opened = await people.vault.open(sealed)
    plain = {(id, field): list[str]() for id, field, _ in sealed}
    for (id, field, _), text in zip(sealed, opened, strict=True):
        if text is not None:
            plain[id, field].append(text)
    return [
        Texts(
            next(iter(plain.get((one.id, "name"), ())), ""),
            tuple(plain.get((one.id, "mail"), ())),
            tuple(plain.get((one.id, "phone"), ())),
            _accounts(one),
        )
        for one in persons
    ]


async def open_birthday(people: People, person: Person) -> date | None:
    """When they were born, where that is known and not erased."""
    if person.birthday_sealed is None:
        return None
    opened = await people.vault.open([(person.id, "birthday", person.birthday_sealed)])
    return date.fromisoformat(opened[0]) if opened[0] else None


async def similar_to(people: People, texts: Texts, leave_out: Iterable[str] = ()) -> list[Similar]:
    """Standing records that share name, mail or phone, those that share most first."""
    ids: set[str] = set()
    for field, values in (("name", (texts.name,)), ("mail", texts.mails), ("phone", texts.phones)):
        for value in values:
            ids.update(await people.vault.find(field, value, MOST))
    found = await people.ledger.views(PERSON, sorted(ids - set(leave_out)))
    persons = [one.state for one in found.values() if one.state.stands]
    pairs = zip(persons, await open_texts(people, persons), strict=True)
    likes = [Similar(person, shared(texts, other), other) for person, other in pairs]
    return sorted((one for one in likes if one.shared - {Likeness.ORGANISATION}), key=_order)


async def duplicates_of(people: People, actor: Actor, person_id: str) -> list[Similar]:
    """Records that may be of the same person, as far as the actor sees them; for those who see the person's details.
    Raises Missing(PERSON_UNKNOWN), Forbidden(CONTACT_FORBIDDEN)."""
    require_employee(actor)
    sight = await sight_of(people, actor)
    person = await seen_person(people, sight, person_id)
    if not sight.details(person):
        raise Forbidden("CONTACT_FORBIDDEN")
    texts = (await open_texts(people, [person]))[0]
    found = await similar_to(people, texts, (person.id, *person.absorbed))
    return [one for one in found if sight.details(one.person)]


def shared(one: Texts, other: Texts) -> frozenset[Likeness]:
    """What two have in common."""
    found = {
        like
        for like, field, left, right in (
            (Likeness.NAME, "name", (one.name,), (other.name,)),
            (Likeness.MAIL, "mail", one.mails, other.mails),
            (Likeness.PHONE, "phone", one.phones, other.phones),
        )
        if _forms(field, left) & _forms(field, right)
    }
    return frozenset(found | ({Likeness.ORGANISATION} if one.account_ids & other.account_ids else set()))


def _forms(field: str, texts: Iterable[str]) -> set[str]:
    return {form for text in texts for form in forms(field, text)}


def _accounts(person: Person) -> frozenset[str]:
    return frozenset({person.account_id, *(one.account_id for one in person.employment if one.account_id)})


def _order(one: Similar) -> tuple[int, str]:
    return -len(one.shared), one.person.id
