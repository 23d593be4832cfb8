"""The mutations of the contact map. Who may do what is decided in `app.contact`."""

from collections.abc import Iterable
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.field import mutation_field
from services.people.api.contact import input as asked
from services.people.api.contact.payload import (
    ContactMapPayload,
    CustomerUnitPayload,
    PersonPayload,
    RecordTouchPayload,
    TiePayload,
    map_payload,
    person_payload,
    tie_payload,
    touch_payload,
    unit_payload,
)
from services.people.app.contact import chart
from services.people.app.contact.record_person import (
    add_employment,
    move_person,
    person_leaves,
    record_contacts,
    record_person,
)
from services.people.app.contact.record_tie import end_tie, record_tie
from services.people.app.contact.record_unit import record_unit
from services.people.app.container import People
from services.people.domain.contact.charting import Judgement
from tas.core.actor import Actor

RecordPersonInput = Annotated[asked.RecordPersonInput, strawberry.argument(description="The person.")]
RecordPersonContactsInput = Annotated[asked.RecordPersonContactsInput, strawberry.argument(description="The details.")]
AddPersonEmploymentInput = Annotated[asked.AddPersonEmploymentInput, strawberry.argument(description="The employment.")]
MovePersonInput = Annotated[asked.MovePersonInput, strawberry.argument(description="The move.")]
RecordPersonLeavingInput = Annotated[asked.RecordPersonLeavingInput, strawberry.argument(description="Who, and when.")]
RecordCustomerUnitInput = Annotated[asked.RecordCustomerUnitInput, strawberry.argument(description="The unit.")]
RecordTieInput = Annotated[asked.RecordTieInput, strawberry.argument(description="The tie.")]
EndTieInput = Annotated[asked.EndTieInput, strawberry.argument(description="Which, and when.")]
PlaceChainMemberInput = Annotated[asked.PlaceChainMemberInput, strawberry.argument(description="The person.")]
RemoveChainMemberInput = Annotated[asked.RemoveChainMemberInput, strawberry.argument(description="Whom.")]
SetOurRelationInput = Annotated[asked.SetOurRelationInput, strawberry.argument(description="The relation.")]
SetApprovalPathInput = Annotated[asked.SetApprovalPathInput, strawberry.argument(description="The way.")]
RecordTouchInput = Annotated[asked.RecordTouchInput, strawberry.argument(description="The touch.")]
AssessStanceInput = Annotated[asked.AssessStanceInput, strawberry.argument(description="The levels.")]
SecondStanceInput = Annotated[asked.SecondStanceInput, strawberry.argument(description="Which.")]


def asker(info: Info, input: asked.Commanded) -> tuple[People, Actor, str]:
    """With what, by whom, under which id a command is carried out."""
    return info.context.app, info.context.actor, input.command_id


def judged(judgements: Iterable[asked.JudgementInput]) -> list[Judgement]:
    """The judgements as the domain takes them."""
    return [one.read() for one in judgements]


@strawberry.type
class PersonMutation:
    """Inherited by the schema's `Mutation`: persons, units and ties."""

    @mutation_field(description="Records somebody at a customer, or how they stand from now on.")
    async def record_person(self, info: Info, input: RecordPersonInput) -> PersonPayload:
        by = asker(info, input)
        return await person_payload(info, lambda: record_person(*by, input.person_id, input.read()))

    @mutation_field(description="How somebody is reached, whole. For the circle of their account and stewards.")
    async def record_person_contacts(self, info: Info, input: RecordPersonContactsInput) -> PersonPayload:
        by = asker(info, input)
        return await person_payload(info, lambda: record_contacts(*by, input.person_id, input.read()))

    @mutation_field(description="Adds an earlier employment of somebody.")
    async def add_person_employment(self, info: Info, input: AddPersonEmploymentInput) -> PersonPayload:
        by = asker(info, input)
        return await person_payload(info, lambda: add_employment(*by, input.person_id, input.read()))

    @mutation_field(description="Somebody works for another account now: a contact lost, and a lead.")
    async def move_person(self, info: Info, input: MovePersonInput) -> PersonPayload:
        by = asker(info, input)
        return await person_payload(info, lambda: move_person(*by, input.person_id, input.read(), input.moved_on))

    @mutation_field(description="Somebody left for where we do not know, or retired.")
    async def record_person_leaving(self, info: Info, input: RecordPersonLeavingInput) -> PersonPayload:
        by = asker(info, input)
        return await person_payload(info, lambda: person_leaves(*by, input.person_id, input.retires, input.left_on))

    @mutation_field(description="Records a unit of a customer, as it stands from now on.")
    async def record_customer_unit(self, info: Info, input: RecordCustomerUnitInput) -> CustomerUnitPayload:
        by = asker(info, input)
        return await unit_payload(info, lambda: record_unit(*by, input.customer_unit_id, input.read()))

    @mutation_field(description="Records what connects two people.")
    async def record_tie(self, info: Info, input: RecordTieInput) -> TiePayload:
        by = asker(info, input)
        return await tie_payload(info, lambda: record_tie(*by, input.read()))

    @mutation_field(description="A tie does not hold any more.")
    async def end_tie(self, info: Info, input: EndTieInput) -> TiePayload:
        by = asker(info, input)
        return await tie_payload(info, lambda: end_tie(*by, input.tie_id, input.ended_on))


@strawberry.type
class MapMutation:
    """Inherited by the schema's `Mutation`: what is put on a contact map."""

    @mutation_field(description="Puts a person into the decision chain, or changes what is known of them.")
    async def place_chain_member(self, info: Info, input: PlaceChainMemberInput) -> ContactMapPayload:
        by = asker(info, input)
        return await map_payload(info, lambda: chart.place_member(*by, input.map_id, input.read(), input.agenda))

    @mutation_field(description="Takes a person out of the decision chain; their scores stay in the series.")
    async def remove_chain_member(self, info: Info, input: RemoveChainMemberInput) -> ContactMapPayload:
        by = asker(info, input)
        return await map_payload(info, lambda: chart.remove_member(*by, input.map_id, input.person_id))

    @mutation_field(description="What one of our people is to a person of the chain, and is to become.")
    async def set_our_relation(self, info: Info, input: SetOurRelationInput) -> ContactMapPayload:
        by = asker(info, input)
        return await map_payload(info, lambda: chart.set_relation(*by, input.map_id, input.read()))

    @mutation_field(description="The customer's way to a decision, whole.")
    async def set_approval_path(self, info: Info, input: SetApprovalPathInput) -> ContactMapPayload:
        by = asker(info, input)
        return await map_payload(info, lambda: chart.set_approval_path(*by, input.map_id, input.read()))

    @mutation_field(description="Records a contact together with the scores that it justifies: both or neither.")
    async def record_touch(self, info: Info, input: RecordTouchInput) -> RecordTouchPayload:
        by = asker(info, input)
        return await touch_payload(
            info,
            lambda: chart.touch(*by, input.map_id, input.read(), input.text(), judged(input.judgements)),
        )

    @mutation_field(description="New levels of persons; a level above 0 rests on a touch with them.")
    async def assess_stance(self, info: Info, input: AssessStanceInput) -> ContactMapPayload:
        by = asker(info, input)
        return await map_payload(
            info,
            lambda: chart.assess_stance(*by, input.map_id, judged(input.judgements), input.touch_ids),
        )

    @mutation_field(description="Confirms somebody else's assessment: in deals of grade A and B it counts from now on.")
    async def second_stance(self, info: Info, input: SecondStanceInput) -> ContactMapPayload:
        by = asker(info, input)
        return await map_payload(info, lambda: chart.second_stance(*by, input.map_id, input.ordinal))
