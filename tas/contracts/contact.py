"""Events of the contact map, owned by the people service. Aggregate types: `person`, `customer-unit`, `tie` (key: their
id), `contact-map` (key: the opportunity's id, or the account's for what holds whatever the deal).

Personal data is in here as ciphertext only, sealed under one key per person: names of such fields end in `_sealed`. Who
erases the key erases the text in every copy of the event.
"""

from dataclasses import dataclass
from datetime import date, datetime

from tas.contracts.contact_term import (
    Adaptability,
    BuyingRole,
    Confidentiality,
    Coverage,
    Direction,
    Measure,
    Orientation,
    PersonStatus,
    PoliticalStatus,
    RelationLevel,
    Support,
    TieKind,
    TieVisibility,
    TouchKind,
    TouchOutcome,
)
from tas.core.event import event
from tas.core.money import Money


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonRecorded:
    """Somebody at a customer as they stand from now on, but for their contact details. The first one is where their
    employment history begins. `since`: when they began at the account, where known."""

    person_id: str
    account_id: str
    name_sealed: str
    title_sealed: str | None
    customer_unit_id: str | None
    level: int | None
    """How far below the top, 1 being the top."""
    orientation: Orientation | None
    adaptability: Adaptability | None
    confidentiality: Confidentiality
    source: str
    since: date | None = None


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonContactsRecorded:
    """Their contact details as they stand from now on, each sealed by itself."""

    person_id: str
    mails_sealed: tuple[str, ...]
    phones_sealed: tuple[str, ...]
    birthday_sealed: str | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonEmploymentAdded:
    """An earlier employment: at one of our accounts, or elsewhere, as sealed text."""

    person_id: str
    account_id: str | None
    employer_sealed: str | None
    title_sealed: str | None
    began_on: date | None
    ended_on: date | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonMoved:
    """They work for another of our accounts now: an alert for both, and a lead at the new one."""

    person_id: str
    from_account_id: str
    to_account_id: str
    title_sealed: str | None
    customer_unit_id: str | None
    moved_on: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class LeadSuggested:
    """Somebody whom we know from another account works at this one now: whoever keeps leads makes one of it, once.
    Aggregate type `suggested-lead`, key: the lead's id. `owner_employee_id`: who owns the account, if anybody."""

    lead_id: str
    account_id: str
    person_id: str
    from_account_id: str
    owner_employee_id: str | None
    moved_on: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonLeft:
    """They left the account for where we do not know, or retired."""

    person_id: str
    account_id: str
    status: PersonStatus
    left_on: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class CustomerUnitRecorded:
    """An organisation unit of a customer as it stands from now on."""

    customer_unit_id: str
    account_id: str
    name: str
    parent_id: str | None
    function: str
    head_person_id: str | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class TieRecorded:
    """A tie as it stands from now on. `from_id` is an employee for COVERED_BY_EMPLOYEE, a person for all others;
    `to_id` a person. `strength` 1–3. `confirmed_on`: the day of the newest evidence."""

    tie_id: str
    from_id: str
    to_id: str
    kind: TieKind
    direction: Direction
    strength: int
    evidence_sealed: tuple[str, ...]
    """Shares of one text, sealed under each person of the tie in their order: gone when either is erased."""
    valid_from: date
    valid_to: date | None
    confirmed_on: date
    visibility: TieVisibility


@event(version=1)
@dataclass(frozen=True, slots=True)
class TieEnded:
    """It does not hold any more after that day."""

    tie_id: str
    ended_on: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class CustomerLineChanged:
    """Who reports to whom at a customer, or which unit lies below which: one of the two. All such changes pass through
    one aggregate (one for all persons, one for each account's units), so that two at once cannot close a circle; the
    tie's or unit's own entry follows."""

    tie: TieRecorded | None
    unit: CustomerUnitRecorded | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class MapOpened:
    """First entry of a contact map. `opportunity_id` is None in an account's own map."""

    map_id: str
    account_id: str
    opportunity_id: str | None
    grade: str | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class MapGraded:
    """The grade of the deal as it stands from now on."""

    map_id: str
    grade: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class MapMemberPlaced:
    """A person in the decision chain, with what is known of them in this deal from now on."""

    map_id: str
    person_id: str
    political: PoliticalStatus
    buying_role: BuyingRole
    support: Support
    coverage: Coverage
    adaptability: Adaptability | None
    agenda_sealed: str | None
    """Business and personal agenda and criteria, as one sealed text."""


@event(version=1)
@dataclass(frozen=True, slots=True)
class MapMemberRemoved:
    """A person is no longer in the decision chain. Their scores stay in the series."""

    map_id: str
    person_id: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class MapRelationSet:
    """What one of our people is to a person, and is to become."""

    map_id: str
    person_id: str
    employee_id: str
    current: RelationLevel
    target: RelationLevel


@dataclass(frozen=True, slots=True)
class ApprovalStep:
    """A step on the customer's way to a decision; `body` as they call it."""

    body: str
    person_id: str | None
    expected_on: date
    done_on: date | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class MapPathSet:
    """The customer's approval path as it stands from now on, in order."""

    map_id: str
    steps: tuple[ApprovalStep, ...]


@event(version=1)
@dataclass(frozen=True, slots=True)
class TouchRecorded:
    """A contact between their people and ours. What was said (purpose, summary, commitments, next step) is one text in
    shares, sealed under each of the persons in their order: gone when any of them is erased."""

    map_id: str
    touch_id: str
    kind: TouchKind
    at: datetime
    person_ids: tuple[str, ...]
    employee_ids: tuple[str, ...]
    outcome: TouchOutcome
    text_sealed: tuple[str, ...]
    commitment_count: int
    next_step_by: str | None
    next_step_due: date | None
    cost: Money | None
    expense_chain_id: str | None
    """The approval (flow 3-2) that the cost rests on."""


@event(version=1)
@dataclass(frozen=True, slots=True)
class StanceAssessed:
    """One more assessment of a person by one measure, 0–5; the series only grows. `ordinal` counts from 1 in a map."""

    map_id: str
    ordinal: int
    person_id: str
    measure: Measure
    level: int
    target: int | None
    touch_ids: tuple[str, ...]
    assessed_by: str
    assessed_at: datetime
    needs_second: bool
    """True in a deal of grade A or B: it counts once somebody else has confirmed it."""


@event(version=1)
@dataclass(frozen=True, slots=True)
class StanceSeconded:
    """Somebody else confirms an assessment: it counts from now on."""

    map_id: str
    ordinal: int
    seconded_by: str
    seconded_at: datetime
