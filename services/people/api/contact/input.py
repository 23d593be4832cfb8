"""Inputs of the contact map's mutations, each read into what `app.contact` takes."""

from datetime import date, datetime

import strawberry

from kit.graphql.value import MoneyInput
from services.people.api.contact.enumeration import (
    Adaptability,
    BuyingRole,
    Confidentiality,
    Coverage,
    Direction,
    Measure,
    Orientation,
    PoliticalStatus,
    RelationLevel,
    Support,
    TieKind,
    TieVisibility,
    TouchKind,
    TouchOutcome,
)
from services.people.api.moment import zoned
from services.people.app.contact.chart import TouchText
from services.people.app.contact.record_person import Contacts, Earlier, PersonTold
from services.people.app.contact.record_tie import TieTold
from services.people.app.contact.record_unit import UnitTold
from services.people.domain.contact.charting import Judgement
from services.people.domain.contact.contact_map import Member, Relation, Touch
from tas.contracts.contact import ApprovalStep

field = strawberry.field


@strawberry.input(description="A command.")
class Commanded:
    command_id: str = field(description="A UUID made by the client: the same one has the same answer.")


@strawberry.input(description="Somebody at a customer, as they stand from now on.")
class RecordPersonInput(Commanded):
    person_id: strawberry.ID | None = field(default=None, description="Who it is; left out for somebody new.")
    account_id: strawberry.ID = field(description="Where they work.")
    name: str = field(description="Their name.")
    title: str | None = field(default=None, description="What they are there.")
    customer_unit_id: strawberry.ID | None = field(default=None, description="The unit they work in there.")
    level: int | None = field(default=None, description="How far below the top, 1 being the top.")
    orientation: Orientation | None = field(default=None, description="What they decide by.")
    adaptability: Adaptability | None = field(default=None, description="How they take to what is new.")
    confidentiality: Confidentiality = field(default=Confidentiality.NORMAL, description="For whom they are known.")
    source: str = field(default="visit", description="How we came to know of them.")
    since: date | None = field(default=None, description="Since when they work there; counts for somebody new.")

    def read(self) -> PersonTold:
        return PersonTold(
            account_id=self.account_id,
            name=self.name,
            title=self.title,
            customer_unit_id=self.customer_unit_id,
            level=self.level,
            orientation=self.orientation,
            adaptability=self.adaptability,
            confidentiality=self.confidentiality,
            source=self.source,
            since=self.since,
        )


@strawberry.input(description="How somebody is reached; replaces what was recorded.")
class RecordPersonContactsInput(Commanded):
    person_id: strawberry.ID = field(description="Who.")
    mails: list[str] = field(default_factory=list, description="Mail addresses, at most 10.")
    phones: list[str] = field(default_factory=list, description="Phone numbers, at most 10.")
    birthday: date | None = field(default=None, description="Their birthday.")

    def read(self) -> Contacts:
        return Contacts(tuple(self.mails), tuple(self.phones), self.birthday)


@strawberry.input(description="An earlier employment: at an account of ours, or elsewhere by name.")
class AddPersonEmploymentInput(Commanded):
    person_id: strawberry.ID = field(description="Who.")
    account_id: strawberry.ID | None = field(default=None, description="The account they worked at.")
    employer: str | None = field(default=None, description="The employer, where it is none of our accounts.")
    title: str | None = field(default=None, description="What they were there.")
    began_on: date | None = field(default=None, description="The first day.")
    ended_on: date | None = field(default=None, description="The last day.")

    def read(self) -> Earlier:
        return Earlier(self.account_id, self.employer, self.title, self.began_on, self.ended_on)


@strawberry.input(description="Somebody works for another account now.")
class MovePersonInput(Commanded):
    person_id: strawberry.ID = field(description="Who.")
    to_account_id: strawberry.ID = field(description="Where they work now.")
    title: str | None = field(default=None, description="What they are there.")
    customer_unit_id: strawberry.ID | None = field(default=None, description="The unit they work in there.")
    moved_on: date = field(description="Their first day there.")

    def read(self) -> PersonTold:
        return PersonTold(self.to_account_id, "", title=self.title, customer_unit_id=self.customer_unit_id)


@strawberry.input(description="Somebody left, for where we do not know.")
class RecordPersonLeavingInput(Commanded):
    person_id: strawberry.ID = field(description="Who.")
    retires: bool = field(default=False, description="Whether they retired.")
    left_on: date = field(description="Their last day.")


@strawberry.input(description="A customer's unit, as it stands from now on.")
class RecordCustomerUnitInput(Commanded):
    customer_unit_id: strawberry.ID | None = field(default=None, description="Which; left out for a new one.")
    account_id: strawberry.ID = field(description="The account.")
    name: str = field(description="Its name.")
    parent_id: strawberry.ID | None = field(default=None, description="The unit above it.")
    function: str = field(default="", description="What it does, such as purchasing.")
    head_person_id: strawberry.ID | None = field(default=None, description="Who heads it.")

    def read(self) -> UnitTold:
        return UnitTold(self.account_id, self.name, self.parent_id, self.function, self.head_person_id)


@strawberry.input(description="A tie, as it stands from now on; one for each pair and kind.")
class RecordTieInput(Commanded):
    from_id: strawberry.ID = field(description="Where it begins: an employee for COVERED_BY_EMPLOYEE, else a person.")
    to_id: strawberry.ID = field(description="The person it leads to.")
    kind: TieKind = field(description="What connects them.")
    direction: Direction = field(default=Direction.MUTUAL, description="Counts where the kind leaves it open.")
    strength: int = field(description="How strong, 1–3.")
    evidence: str = field(description="How it is known.")
    valid_from: date = field(description="The first day it holds.")
    valid_to: date | None = field(default=None, description="The last day it holds.")
    confirmed_on: date = field(description="The day of the newest evidence.")
    visibility: TieVisibility = field(
        default=TieVisibility.COMPANY, description="For whom it is; who influences whom is always HIDDEN_LINE."
    )

    def read(self) -> TieTold:
        return TieTold(
            from_id=self.from_id,
            to_id=self.to_id,
            kind=self.kind,
            direction=self.direction,
            strength=self.strength,
            evidence=self.evidence,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            confirmed_on=self.confirmed_on,
            visibility=self.visibility,
        )


@strawberry.input(description="A tie does not hold any more.")
class EndTieInput(Commanded):
    tie_id: strawberry.ID = field(description="Which.")
    ended_on: date = field(description="The last day it held.")


@strawberry.input(description="A command on a contact map.")
class OnMap(Commanded):
    map_id: strawberry.ID = field(description="The opportunity, or the account for its own map.")


@strawberry.input(description="A person of the decision chain, as known from now on.")
class PlaceChainMemberInput(OnMap):
    person_id: strawberry.ID = field(description="Who.")
    political: PoliticalStatus = field(description="How near to power.")
    buying_role: BuyingRole = field(description="What part they have in the decision.")
    support: Support = field(description="How they stand to us.")
    coverage: Coverage = field(description="How much contact we have.")
    adaptability: Adaptability | None = field(default=None, description="How they take to what is new, in this deal.")
    agenda: str | None = field(default=None, description="What they want, for company and self; left out: as it was.")

    def read(self) -> Member:
        return Member(self.person_id, self.political, self.buying_role, self.support, self.coverage, self.adaptability)


@strawberry.input(description="A person is no longer in the decision chain.")
class RemoveChainMemberInput(OnMap):
    person_id: strawberry.ID = field(description="Who.")


@strawberry.input(description="What one of our people is to a member, and is to become.")
class SetOurRelationInput(OnMap):
    person_id: strawberry.ID = field(description="The member.")
    employee_id: strawberry.ID = field(description="Which of our people.")
    current: RelationLevel = field(description="What they are.")
    target: RelationLevel = field(description="What they are to become.")

    def read(self) -> Relation:
        return Relation(self.person_id, self.employee_id, self.current, self.target)


@strawberry.input(description="A step on the customer's way to a decision.")
class ApprovalStepInput:
    body: str = field(description="Who decides there, as they call it.")
    person_id: strawberry.ID | None = field(default=None, description="The member of the chain who decides it.")
    expected_on: date = field(description="The day on which it is expected.")
    done_on: date | None = field(default=None, description="The day on which it was done.")


@strawberry.input(description="The customer's way to a decision, whole.")
class SetApprovalPathInput(OnMap):
    steps: list[ApprovalStepInput] = field(description="The steps, in the order of their expected days.")

    def read(self) -> list[ApprovalStep]:
        return [ApprovalStep(one.body, one.person_id, one.expected_on, one.done_on) for one in self.steps]


@strawberry.input(description="A new level of a person by one measure.")
class JudgementInput:
    person_id: strawberry.ID = field(description="Who.")
    measure: Measure = field(description="By which measure.")
    level: int = field(description="The level, 0–5.")
    target: int | None = field(default=None, description="The level to reach, 0–5.")

    def read(self) -> Judgement:
        return Judgement(self.person_id, self.measure, self.level, self.target)


@strawberry.input(description="A contact between their people and ours, with the scores that it justifies.")
class RecordTouchInput(OnMap):
    kind: TouchKind = field(description="How they met.")
    at: datetime = field(description="When, with its time zone; not in the future.")
    person_ids: list[strawberry.ID] = field(description="Their people, 1–8.")
    employee_ids: list[strawberry.ID] = field(description="Our people, 1–20.")
    outcome: TouchOutcome = field(description="What it did for us.")
    purpose: str = field(description="Why they met.")
    summary: str = field(description="What came of it.")
    commitments: list[str] = field(default_factory=list, description="What we promised, at most 20.")
    next_step: str | None = field(default=None, description="What is next.")
    next_step_by: strawberry.ID | None = field(default=None, description="Which of our people takes the next step.")
    next_step_due: date | None = field(default=None, description="When the next step is due.")
    cost: MoneyInput | None = field(default=None, description="What it cost.")
    expense_chain_id: strawberry.ID | None = field(default=None, description="The approval that the cost rests on.")
    judgements: list[JudgementInput] = field(default_factory=list, description="The scores that it justifies.")

    def read(self) -> Touch:
        return Touch(
            id="",
            kind=self.kind,
            at=zoned(self.at, "at"),
            person_ids=tuple(self.person_ids),
            employee_ids=tuple(self.employee_ids),
            outcome=self.outcome,
            text_sealed=(),
            next_step_by=self.next_step_by,
            next_step_due=self.next_step_due,
            cost=self.cost.read("cost") if self.cost else None,
            expense_chain_id=self.expense_chain_id,
        )

    def text(self) -> TouchText:
        return TouchText(self.purpose, self.summary, tuple(self.commitments), self.next_step)


@strawberry.input(description="New levels that rest on touches recorded earlier.")
class AssessStanceInput(OnMap):
    judgements: list[JudgementInput] = field(description="The new levels.")
    touch_ids: list[strawberry.ID] = field(description="The touches they rest on.")


@strawberry.input(description="Confirms an assessment that somebody else made.")
class SecondStanceInput(OnMap):
    ordinal: int = field(description="The assessment's number in the map.")
