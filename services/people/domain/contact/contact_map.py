"""The contact map of a deal (or of an account, whatever the deal): the decision chain's members, the customer's
approval path, what our people are to them, touches, and the series of assessments. Pure state and its events.

Touches and assessments are in one aggregate with the members: a touch and the scores it justifies are one entry. The
series only grows; what counts today, and how far it has worn off, is computed when it is read (`stance`).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.contact import (
    ApprovalStep,
    MapGraded,
    MapMemberPlaced,
    MapMemberRemoved,
    MapOpened,
    MapPathSet,
    MapRelationSet,
    StanceAssessed,
    StanceSeconded,
    TouchRecorded,
)
from tas.contracts.contact_term import (
    Adaptability,
    BuyingRole,
    Coverage,
    Measure,
    PoliticalStatus,
    RelationLevel,
    Support,
    TouchKind,
    TouchOutcome,
)
from tas.core.money import Money


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the decision chain and what is known of them in this deal."""

    person_id: str
    political: PoliticalStatus
    buying_role: BuyingRole
    support: Support
    coverage: Coverage
    adaptability: Adaptability | None = None
    agenda_sealed: str | None = None

    @property
    def key_player(self) -> bool:
        return self.political is not PoliticalStatus.OUTSIDE


@dataclass(frozen=True, slots=True)
class Relation:
    """What one of our people is to a person, and is to become."""

    person_id: str
    employee_id: str
    current: RelationLevel
    target: RelationLevel


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact between their people and ours; `text_sealed` as in the event."""

    id: str
    kind: TouchKind
    at: datetime
    person_ids: tuple[str, ...]
    employee_ids: tuple[str, ...]
    outcome: TouchOutcome
    text_sealed: tuple[str, ...]
    commitment_count: int = 0
    next_step_by: str | None = None
    next_step_due: date | None = None
    cost: Money | None = None
    expense_chain_id: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment of a person by one measure; it `counts` at once, or once it is seconded."""

    ordinal: int
    person_id: str
    measure: Measure
    level: int
    target: int | None
    touch_ids: tuple[str, ...]
    assessed_by: str
    assessed_at: datetime
    needs_second: bool = False
    seconded_by: str | None = None
    seconded_at: datetime | None = None

    @property
    def counts(self) -> bool:
        return not self.needs_second or self.seconded_by is not None


@dataclass(frozen=True, slots=True)
class ContactMap:
    """`account_id` is empty before the first event."""

    id: str
    account_id: str = ""
    opportunity_id: str | None = None
    grade: str | None = None
    members: tuple[Member, ...] = ()
    relations: tuple[Relation, ...] = ()
    path: tuple[ApprovalStep, ...] = ()
    touches: tuple[Touch, ...] = ()
    assessments: tuple[Assessment, ...] = ()

    @property
    def exists(self) -> bool:
        return bool(self.account_id)

    def member(self, person_id: str) -> Member | None:
        return next((one for one in self.members if one.person_id == person_id), None)

    def touch(self, touch_id: str) -> Touch | None:
        return next((one for one in self.touches if one.id == touch_id), None)


def evolve(state: ContactMap, event: Any, entry: Entry) -> ContactMap:
    """The map after an event."""
    match event:
        case MapOpened():
            return replace(state, account_id=event.account_id, opportunity_id=event.opportunity_id, grade=event.grade)
        case MapGraded():
            return replace(state, grade=event.grade)
        case MapMemberPlaced():
            return _placed(state, event)
        case MapMemberRemoved():
            left = tuple(one for one in state.members if one.person_id != event.person_id)
            return replace(state, members=left)
        case MapRelationSet():
            return _related(state, event)
        case MapPathSet():
            return replace(state, path=event.steps)
        case TouchRecorded():
            return replace(state, touches=(*state.touches, _touch(event)))
        case StanceAssessed():
            return replace(state, assessments=(*state.assessments, _assessment(event)))
        case StanceSeconded():
            return _seconded(state, event)
    return state


def _placed(state: ContactMap, event: MapMemberPlaced) -> ContactMap:
    member = Member(
        event.person_id,
        event.political,
        event.buying_role,
        event.support,
        event.coverage,
        event.adaptability,
        event.agenda_sealed,
    )
    if state.member(event.person_id) is None:
        return replace(state, members=(*state.members, member))
    return replace(state, members=tuple(member if one.person_id == member.person_id else one for one in state.members))


def _related(state: ContactMap, event: MapRelationSet) -> ContactMap:
    relation = Relation(event.person_id, event.employee_id, event.current, event.target)
    pair = (relation.person_id, relation.employee_id)
    others = tuple(one for one in state.relations if (one.person_id, one.employee_id) != pair)
    return replace(state, relations=(*others, relation))


def _touch(event: TouchRecorded) -> Touch:
    return Touch(
        id=event.touch_id,
        kind=event.kind,
        at=event.at,
        person_ids=event.person_ids,
        employee_ids=event.employee_ids,
        outcome=event.outcome,
        text_sealed=event.text_sealed,
        commitment_count=event.commitment_count,
        next_step_by=event.next_step_by,
        next_step_due=event.next_step_due,
        cost=event.cost,
        expense_chain_id=event.expense_chain_id,
    )


def _assessment(event: StanceAssessed) -> Assessment:
    return Assessment(
        ordinal=event.ordinal,
        person_id=event.person_id,
        measure=event.measure,
        level=event.level,
        target=event.target,
        touch_ids=event.touch_ids,
        assessed_by=event.assessed_by,
        assessed_at=event.assessed_at,
        needs_second=event.needs_second,
    )


def _seconded(state: ContactMap, event: StanceSeconded) -> ContactMap:
    def seconded(one: Assessment) -> Assessment:
        return replace(one, seconded_by=event.seconded_by, seconded_at=event.seconded_at)

    series = tuple(seconded(one) if one.ordinal == event.ordinal else one for one in state.assessments)
    return replace(state, assessments=series)


def view(state: ContactMap) -> dict[str, Any]:
    """What queries filter by: the account, everybody who is in the map or was touched, and our people in it."""
    touched = {id for touch in state.touches for id in touch.person_ids}
    people = touched | {one.person_id for one in state.members}
    staff = {id for touch in state.touches for id in touch.employee_ids} | {one.employee_id for one in state.relations}
    return {"accountId": state.account_id, "personIds": sorted(people), "employeeIds": sorted(staff)}


CONTACT_MAP: AggregateType[ContactMap] = AggregateType("contact-map", ContactMap, ContactMap, evolve, view)
