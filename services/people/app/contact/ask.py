"""Questions about the network: who can introduce us, who has influence, which deals hang by a thread, who moved, and
what an employee who leaves hands over. Answered from one picture; what the reader may not see does not count."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.people.app.contact.read import gone_of
from services.people.app.contact.sight import Sight
from services.people.app.container import People
from services.people.domain.contact.coaching import THREADS, active_persons
from services.people.domain.contact.contact_map import ContactMap, Relation
from services.people.domain.contact.person import Person, shared_accounts
from services.people.domain.contact.picture import standing
from services.people.domain.contact.route import Influence, Introduction, Introductions
from services.people.domain.contact.tie import Tie, tie_id_of
from tas.contracts.contact_term import TieKind
from tas.core.errors import Forbidden, Invalid, Missing

MOST_ANSWERS = 100


@dataclass(frozen=True, slots=True)
class Thread:
    """A deal that hangs by a thread, and who was touched lately."""

    map: ContactMap
    active: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody works for another account now: the old one loses a contact, the new one may be a lead."""

    person: Person
    from_account_id: str
    to_account_id: str
    moved_on: date


class AlertCode(StrEnum):
    """What an account's circle is told; each is a message code."""

    CONTACT_LOST = "CONTACT_LOST"
    CONTACT_ARRIVED = "CONTACT_ARRIVED"


@dataclass(frozen=True, slots=True)
class Alert:
    """Told to the circle of `account_id`; the other end of the move is `other_account_id`."""

    code: AlertCode
    account_id: str
    other_account_id: str
    move: Move


@dataclass(frozen=True, slots=True)
class HandOver:
    """A relationship that an employee leaves behind: how strong it is, in which maps, and who else of ours has one."""

    person: Person
    tie: Tie | None
    relations: tuple[Relation, ...]
    map_ids: tuple[str, ...]
    last_touch_at: datetime | None
    others: tuple[str, ...]


def introductions(people: People, sight: Sight, person_id: str, first: int) -> tuple[Introduction, ...]:
    """The cheapest ways from our people to a person, at most one from each. Raises Missing(PERSON_UNKNOWN), Invalid(
    ASK_TOO_LARGE)."""
    person = sight.picture.person.get(person_id)
    if person is None or not sight.person(person):
        raise Missing("PERSON_UNKNOWN", field=("personId",), id=person_id[:50])
    return people.network.introductions(Introductions(sight.picture, person_id, sight.day, bounded(first), sight.tie))


def influence(people: People, sight: Sight, account_id: str, first: int) -> list[tuple[Person, float]]:
    """Who has most influence at an account, by ties of its hidden line. Raises Forbidden(CONTACT_FORBIDDEN), Invalid(
    ASK_TOO_LARGE)."""
    if not sight.account(account_id):
        raise Forbidden("CONTACT_FORBIDDEN")
    shares = people.network.influence(Influence(sight.picture, account_id, sight.day))
    seen = [(sight.picture.person[id], share) for id, share in shares if sight.person(sight.picture.person[id])]
    return seen[: bounded(first)]


def former_colleagues(sight: Sight, person_id: str, first: int) -> list[Person]:
    """Who worked beside a person at an account whose hidden line the reader sees, with no tie that says so yet; by id.
    Raises Missing(PERSON_UNKNOWN), Invalid(ASK_TOO_LARGE)."""
    person = sight.picture.person.get(person_id)
    if person is None or not sight.person(person):
        raise Missing("PERSON_UNKNOWN", field=("personId",), id=person_id[:50])
    found = [
        other
        for id, other in sorted(sight.picture.person.items())
        if id != person_id
        and sight.person(other)
        and any(sight.account(one) for one in shared_accounts(person, other))
        and tie_id_of(person_id, id, TieKind.EX_COLLEAGUE) not in sight.picture.tie
    ]
    return found[: bounded(first)]


def single_threaded(sight: Sight, at: datetime, first: int) -> list[Thread]:
    """Deals with fewer than three persons touched lately, the thinnest first. Raises Invalid(ASK_TOO_LARGE)."""
    deals = [one for one in sight.picture.map.values() if one.opportunity_id is not None and sight.map(one)]
    threads = [Thread(one, _active(sight, one, at)) for one in deals]
    thin = sorted((one for one in threads if len(one.active) < THREADS), key=lambda one: (len(one.active), one.map.id))
    return thin[: bounded(first)]


def _active(sight: Sight, map: ContactMap, at: datetime) -> tuple[str, ...]:
    gone = gone_of(sight, map)
    return tuple(id for id in active_persons(map, at) if id not in gone)


def moved_since(sight: Sight, since: date, first: int) -> list[Move]:
    """Every change from one of our accounts to another on that day or later, the latest first. Raises Invalid(
    ASK_TOO_LARGE)."""
    moves = [one for one in _moves(sight, since) if sight.person(one.person)]
    return sorted(moves, key=lambda one: (-one.moved_on.toordinal(), one.person.id))[: bounded(first)]


def alerts(sight: Sight, since: date, first: int) -> list[Alert]:
    """What the circles of the accounts should know of moves on that day or later, the latest first: the old one that a
    contact is lost, the new one that a lead may be found. Raises Invalid(ASK_TOO_LARGE)."""
    found = []
    for one in _moves(sight, since):
        if sight.account(one.from_account_id):
            found.append(Alert(AlertCode.CONTACT_LOST, one.from_account_id, one.to_account_id, one))
        if sight.account(one.to_account_id):
            found.append(Alert(AlertCode.CONTACT_ARRIVED, one.to_account_id, one.from_account_id, one))
    found.sort(key=lambda one: (-one.move.moved_on.toordinal(), one.move.person.id, one.code.value))
    return found[: bounded(first)]


def _moves(sight: Sight, since: date) -> list[Move]:
    return [
        Move(person, move.from_account_id, move.to_account_id, move.moved_on)
        for person in sight.picture.person.values()
        if person.stands
        for move in person.moves
        if move.moved_on >= since
    ]


def hand_over(sight: Sight, employee_id: str, first: int) -> list[HandOver]:
    """The relationships of an employee, the strongest first; for the employee, those over them, ADM and audit. Raises
    Forbidden(CONTACT_FORBIDDEN), Invalid(ASK_TOO_LARGE)."""
    if not (sight.all or sight.over(employee_id) or (sight.employee and sight.actor.holds("ADM"))):
        raise Forbidden("CONTACT_FORBIDDEN")
    covered = _covering(sight)
    maps = [one for one in sight.picture.map.values() if sight.map(one)]
    met = {id for map in maps for touch in map.touches if employee_id in touch.employee_ids for id in touch.person_ids}
    related = {one.person_id for map in maps for one in map.relations if one.employee_id == employee_id}
    ids = met | related | {id for id, ties in covered.items() if employee_id in ties}
    persons = {one.id: one for id in ids if (one := standing(sight.picture, id)) is not None and sight.person(one)}
    found = [_handed(one, employee_id, covered, maps) for one in persons.values()]
    return sorted(found, key=_strongest)[: bounded(first)]


def _strongest(one: HandOver) -> tuple[int, str]:
    return -(one.tie.strength if one.tie else 0), one.person.id


def _handed(person: Person, employee_id: str, covered: dict[str, dict[str, Tie]], maps: list[ContactMap]) -> HandOver:
    records = (*person.absorbed, person.id)
    ties = {employee: tie for id in records for employee, tie in covered.get(id, {}).items()}
    touches = [
        (touch.at, map.id)
        for map in maps
        for touch in map.touches
        if set(records) & set(touch.person_ids) and employee_id in touch.employee_ids
    ]
    relations = [
        (one, map.id)
        for map in maps
        for one in map.relations
        if one.person_id in records and one.employee_id == employee_id
    ]
    return HandOver(
        person,
        ties.get(employee_id),
        tuple(one for one, _ in relations),
        tuple(sorted({id for _, id in touches} | {id for _, id in relations})),
        max((at for at, _ in touches), default=None),
        tuple(sorted(set(ties) - {employee_id})),
    )


def _covering(sight: Sight) -> dict[str, dict[str, Tie]]:
    """Person → employee → the tie by which the employee knows them today."""
    found: dict[str, dict[str, Tie]] = {}
    for tie in sight.picture.tie.values():
        if tie.kind is TieKind.COVERED_BY_EMPLOYEE and tie.holds_on(sight.day) and sight.tie(tie):
            found.setdefault(tie.to_id, {})[tie.from_id] = tie
    return found


def bounded(first: int) -> int:
    """The number of answers asked for. Raises Invalid(ASK_TOO_LARGE)."""
    if not 1 <= first <= MOST_ANSWERS:
        raise Invalid("ASK_TOO_LARGE", field=("first",), most=MOST_ANSWERS)
    return first
