"""A person at a customer: where they work and worked, and their sealed personal data. Pure state and its events.

Nothing in the state is readable text about the person: names, titles and contact details are ciphertext.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from kit.privacy.cipher import ERASED
from services.people.domain.contact.hold import Hold, due_on
from services.people.domain.contact.hold import evolve as evolve_hold
from tas.contracts.contact import PersonContactsRecorded, PersonEmploymentAdded, PersonLeft, PersonMoved, PersonRecorded
from tas.contracts.contact_term import Adaptability, Confidentiality, Orientation, PersonStatus
from tas.contracts.privacy import PersonAbsorbed, PersonErased, PersonMerged, PersonReleased, PersonUnmerged

NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Employment:
    """One employment. `account_id` is None for an employer that is no account of ours (`employer_sealed` names it)."""

    account_id: str | None
    began_on: date | None
    ended_on: date | None = None
    employer_sealed: str | None = None
    title_sealed: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A change from one of our accounts to another."""

    from_account_id: str
    to_account_id: str
    moved_on: date


@dataclass(frozen=True, slots=True)
class Person:
    """`account_id` is empty before the first event. `employment` is in the order in which it became known."""

    id: str
    account_id: str = ""
    name_sealed: str = ""
    title_sealed: str | None = None
    customer_unit_id: str | None = None
    level: int | None = None
    orientation: Orientation | None = None
    adaptability: Adaptability | None = None
    confidentiality: Confidentiality = Confidentiality.NORMAL
    status: PersonStatus = PersonStatus.ACTIVE
    source: str = ""
    mails_sealed: tuple[str, ...] = ()
    phones_sealed: tuple[str, ...] = ()
    birthday_sealed: str | None = None
    employment: tuple[Employment, ...] = ()
    hold: Hold = field(default_factory=Hold)
    absorbed: tuple[str, ...] = ()
    """Other records of this same person, by id, each of which keeps what it had."""
    merged_into: str | None = None
    status_before: PersonStatus | None = None
    """What a merged record goes back to."""
    moves: tuple[Moved, ...] = ()
    """In the order in which they became known."""

    @property
    def exists(self) -> bool:
        return bool(self.account_id)

    @property
    def stands(self) -> bool:
        """Whether anything may still be recorded of this one: neither erased nor merged into another."""
        return self.exists and self.status not in (PersonStatus.MERGED, PersonStatus.ERASED)

    @property
    def works(self) -> bool:
        """Whether they work at their account now."""
        return self.exists and self.status is PersonStatus.ACTIVE


def evolve(state: Person, event: Any, entry: Entry) -> Person:
    """The person after an event. An erased one does not change any more."""
    if state.status is PersonStatus.ERASED:
        return state
    state = replace(state, hold=evolve_hold(state.hold, event, entry.at.date()))
    match event:
        case PersonRecorded():
            return _recorded(state, event)
        case PersonContactsRecorded():
            return replace(
                state,
                mails_sealed=event.mails_sealed,
                phones_sealed=event.phones_sealed,
                birthday_sealed=event.birthday_sealed,
            )
        case PersonEmploymentAdded():
            earlier = Employment(
                event.account_id, event.began_on, event.ended_on, event.employer_sealed, event.title_sealed
            )
            return replace(state, employment=(*state.employment, earlier))
        case PersonMoved():
            return _moved(state, event)
        case PersonLeft():
            ended = _ended(state, event.account_id, event.left_on)
            return replace(state, status=event.status, employment=ended, customer_unit_id=None)
    return _same_person(state, event)


def _same_person(state: Person, event: Any) -> Person:
    """The person after an event of merging or erasing."""
    match event:
        case PersonAbsorbed():
            return replace(state, absorbed=(*state.absorbed, event.other_id))
        case PersonReleased():
            return replace(state, absorbed=tuple(one for one in state.absorbed if one != event.other_id))
        case PersonMerged():
            return replace(state, status=PersonStatus.MERGED, merged_into=event.into_id, status_before=state.status)
        case PersonUnmerged():
            before = state.status_before or PersonStatus.ACTIVE
            return replace(state, status=before, merged_into=None, status_before=None)
        case PersonErased():
            return Person(state.id, state.account_id, ERASED, status=PersonStatus.ERASED, absorbed=state.absorbed)
    return state


def _recorded(state: Person, event: PersonRecorded) -> Person:
    employment = state.employment
    if not state.exists:
        employment = (Employment(event.account_id, event.since, title_sealed=event.title_sealed),)
    return replace(
        state,
        account_id=event.account_id,
        name_sealed=event.name_sealed,
        title_sealed=event.title_sealed,
        customer_unit_id=event.customer_unit_id,
        level=event.level,
        orientation=event.orientation,
        adaptability=event.adaptability,
        confidentiality=event.confidentiality,
        source=event.source,
        employment=employment,
    )


def _moved(state: Person, event: PersonMoved) -> Person:
    began = Employment(event.to_account_id, event.moved_on, title_sealed=event.title_sealed)
    return replace(
        state,
        account_id=event.to_account_id,
        title_sealed=event.title_sealed,
        customer_unit_id=event.customer_unit_id,
        status=PersonStatus.ACTIVE,
        employment=(*_ended(state, event.from_account_id, event.moved_on), began),
        moves=(*state.moves, Moved(event.from_account_id, event.to_account_id, event.moved_on)),
    )


def _ended(state: Person, account_id: str, day: date) -> tuple[Employment, ...]:
    """The employments, with the open one at this account ended on the day."""
    return tuple(
        replace(one, ended_on=day) if one.account_id == account_id and one.ended_on is None else one
        for one in state.employment
    )


def shared_accounts(left: Person, right: Person) -> frozenset[str]:
    """The accounts of ours at which the two worked at the same time, but for where both still do: ex-colleagues. What
    has no dates is taken to overlap with nothing."""
    return frozenset(
        one.account_id
        for one in left.employment
        for other in right.employment
        if one.account_id is not None
        and one.account_id == other.account_id
        and _overlap(one, other)
        and not (_open(one) and _open(other))
    )


def _open(one: Employment) -> bool:
    return one.ended_on is None


def _overlap(one: Employment, other: Employment) -> bool:
    if one.began_on is None or other.began_on is None:
        return False
    ends = (one.ended_on or date.max, other.ended_on or date.max)
    return max(one.began_on, other.began_on) < min(ends)


def view(state: Person) -> dict[str, Any]:
    """What queries filter and sort by: ids and words of ours only, never a text about the person."""
    return {
        "accountId": state.account_id,
        "customerUnitId": state.customer_unit_id or "",
        "status": state.status.value,
        "confidentiality": state.confidentiality.value,
        "dueOn": _due(state),
    }


def _due(state: Person) -> str:
    """When somebody must look at the data again, as text that sorts; what is gone is never due."""
    day = due_on(state.hold) if state.stands else None
    return day.isoformat() if day else NEVER


PERSON: AggregateType[Person] = AggregateType("person", Person, Person, evolve, view)
