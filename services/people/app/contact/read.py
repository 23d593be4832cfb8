"""Lists of the contact map as a reader sees them, and sealed texts opened for them."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from kit.page import Key, Page, Window
from services.people.app.contact.chart import TouchText
from services.people.app.contact.port import Sealed
from services.people.app.contact.sight import Sight
from services.people.app.container import People
from services.people.domain.contact.contact_map import ContactMap, Touch
from services.people.domain.contact.customer_unit import CustomerUnit
from services.people.domain.contact.form import forms
from services.people.domain.contact.person import Person
from services.people.domain.contact.picture import standing
from services.people.domain.contact.share import join
from services.people.domain.contact.tie import Tie
from tas.contracts.contact_term import Confidentiality
from tas.core.codec import from_json

T = TypeVar("T")
MOST_FOUND = 100


def persons_of(sight: Sight, account_id: str, window: Window) -> Page[Person]:
    """The people of an account, by id."""
    found = [one for one in sight.picture.person.values() if one.account_id == account_id and sight.person(one)]
    return _walk([((None, one.id), one) for one in found], window)


def units_of(sight: Sight, account_id: str, window: Window) -> Page[CustomerUnit]:
    """The units of an account, by name."""
    found = [one for one in sight.picture.customer_unit.values() if one.account_id == account_id and sight.unit(one)]
    return _walk([((one.name.casefold(), one.id), one) for one in found], window)


def touches_of(map: ContactMap, window: Window) -> Page[Touch]:
    """The touches of a map, by time."""
    return _walk([((one.at.isoformat(), one.id), one) for one in map.touches], window)


def ties_of(sight: Sight, person_id: str, day: date) -> list[Tie]:
    """The ties of a person, and of the records merged into them, that hold on the day, by id."""
    person = sight.picture.person.get(person_id)
    ids = {person_id, *(person.absorbed if person else ())}
    ties = [one for one in sight.picture.tie.values() if ids & {one.from_id, one.to_id} and one.holds_on(day)]
    return sorted((one for one in ties if sight.tie(one)), key=lambda one: one.id)


def gone_of(sight: Sight, map: ContactMap) -> frozenset[str]:
    """The map's members who do not work at its account any more: they left, retired, or moved away from it. Who never
    was there (a consultant, say) is not gone while they work where they do."""
    found = set()
    for id in {one.person_id for one in map.members} | {id for touch in map.touches for id in touch.person_ids}:
        person = standing(sight.picture, id)
        if person is None or not person.works or _moved_away(person, map.account_id):
            found.add(id)
    return frozenset(found)


def _moved_away(person: Person, account_id: str) -> bool:
    return person.account_id != account_id and any(one.from_account_id == account_id for one in person.moves)


def access_of(sight: Sight, map: ContactMap, day: date) -> frozenset[tuple[str, str]]:
    """Pairs of the map's members of whom the first has the ear of the second: by a tie other than a conflict, as far as
    the reader sees it."""
    members = {one.person_id for one in map.members}
    pairs: set[tuple[str, str]] = set()
    for tie in sight.picture.tie.values():
        ours = tie.from_id in members and tie.to_id in members
        if ours and tie.holds_on(day) and tie.kind != "CONFLICTS" and sight.tie(tie):
            pairs |= {(tie.from_id, tie.to_id), (tie.to_id, tie.from_id)}
    return frozenset(pairs)


async def find_persons(people: People, sight: Sight, field: str, plain: str, first: int) -> list[Person]:
    """Persons who have this name, mail or phone now, in whatever form it is written. Contact details find only those
    whose details the reader sees. At most three store queries with the sight's."""
    ids = await people.vault.find(field, plain, MOST_FOUND)
    records = [person for id in ids if (person := sight.picture.person.get(id)) is not None]
    told = [one for one in records if _finds(sight, field, one)]
    sealed = [(one.id, field, text) for one in told for text in _texts(one, field)]
    wanted = set(forms(field, plain))
    opened = zip(sealed, await people.vault.open(sealed), strict=True)
    having = {id for (id, _, _), text in opened if text is not None and wanted & set(forms(field, text))}
    found = {one.id: one for id in having if (one := standing(sight.picture, id)) is not None}
    return [found[id] for id in sorted(found)][:first]


def _finds(sight: Sight, field: str, record: Person) -> bool:
    """Whether what is written in the record may lead this reader to the person who stands for it."""
    person = standing(sight.picture, record.id)
    if person is None or not sight.person(person):
        return False
    if field == "name":
        return record.confidentiality is Confidentiality.NORMAL or sight.account(record.account_id)
    return sight.details(person) and sight.account(record.account_id)


def _texts(person: Person, field: str) -> tuple[str, ...]:
    return {"name": (person.name_sealed,), "mail": person.mails_sealed, "phone": person.phones_sealed}[field]


def touch_sealed(touch: Touch) -> list[Sealed]:
    """What to open to read the touch's text."""
    return [(id, "note", text) for id, text in zip(touch.person_ids, touch.text_sealed, strict=True)]


def tie_sealed(tie: Tie) -> list[Sealed]:
    """What to open to read the tie's evidence; nothing for one that follows from a touch."""
    return [(id, "note", text) for id, text in zip(tie.person_ids, tie.evidence_sealed, strict=False)]


def joined(shares: Sequence[str | None]) -> str | None:
    """The text that was sealed in shares; None when one of the persons was erased."""
    return join(shares)


def touch_text(shares: Sequence[str | None]) -> TouchText | None:
    """The touch's text; None when one of the persons was erased."""
    text = join(shares)
    return from_json(TouchText, json.loads(text)) if text else None


def _walk(rows: Iterable[tuple[Key, T]], asked: Window) -> Page[T]:
    """A page of rows in memory, ordered by their keys."""
    inside = [
        (key, one)
        for key, one in sorted(rows, key=lambda row: (row[0][0] or "", row[0][1]))
        if (asked.after is None or _order(key) > _order(asked.after))
        and (asked.before is None or _order(key) < _order(asked.before))
    ]
    kept = inside[-asked.size :] if asked.backwards else inside[: asked.size]
    return Page(tuple(one for _, one in kept), tuple(key for key, _ in kept), len(inside) > asked.size)


def _order(key: Key) -> tuple[str, str]:
    return str(key[0] or ""), key[1]
