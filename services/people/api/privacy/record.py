"""What is kept about personal data itself, as the graph shows it: erasures, exports, who is due, duplicates."""

from datetime import date, datetime

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from services.people.api.contact.person import Person, show_person
from services.people.api.employee import Employee
from services.people.api.privacy.enumeration import (
    ConsentBasis,
    ErasureReason,
    ErasureStatus,
    ExportFormat,
    ExportPurpose,
    Likeness,
)
from services.people.app.contact.sight import Sight
from services.people.app.privacy.likeness import Similar
from services.people.domain.contact import erasure, export, person
from services.people.domain.contact.hold import due_on


@federation.type(description="The erasure of a person's data, and all that stays of it. For data protection.")
class PersonErasure:
    person_id: strawberry.ID = federation.field(description="Whose.")
    status: ErasureStatus = federation.field(description="How far it is.")
    reason: ErasureReason | None = federation.field(description="Why.")
    export_ids: list[strawberry.ID] = federation.field(
        description="The exports that the data had left in when it was requested, at most 100: who holds them is told."
    )
    at: datetime | None = federation.field(description="When the last step was taken.")
    state: strawberry.Private[erasure.Erasure]

    @resolved_field(description="Who requested it.")
    async def requested_by(self, info: Info) -> Employee | None:
        return await Employee.resolve_reference(info, self.state.requested_by)

    @resolved_field(description="Who took the last step.")
    async def by(self, info: Info) -> Employee | None:
        return await Employee.resolve_reference(info, self.state.by)


@federation.type(description="A line of the export log: data of persons that left as a file. For data protection.")
class PersonExport:
    id: strawberry.ID = federation.field(description="The export.")
    format: ExportFormat = federation.field(description="The kind of file.")
    purpose: ExportPurpose = federation.field(description="What it was for.")
    person_ids: list[strawberry.ID] = federation.field(description="Whose data was in it.")
    at: datetime | None = federation.field(description="When it left.")
    state: strawberry.Private[export.Export]

    @resolved_field(description="Who took it.")
    async def by(self, info: Info) -> Employee | None:
        return await Employee.resolve_reference(info, self.state.by)


@federation.type(description="Somebody whose data is to be looked at: keep it, or erase it. For data protection.")
class PersonDue:
    person_id: strawberry.ID = federation.field(description="Whose; a restricted person too.")
    due_on: date | None = federation.field(description="The day from which on it is due.")
    recorded_on: date | None = federation.field(description="When something was last recorded of them.")
    consent_basis: ConsentBasis | None = federation.field(description="What allows us to keep it, where recorded.")
    consent_until: date | None = federation.field(description="The last day on which that counts, where it has one.")
    withdrawn_on: date | None = federation.field(description="When a consent was withdrawn.")


@federation.type(description="A record that may be of the same person.")
class PersonDuplicate:
    person: Person = federation.field(description="The record.")
    shared: list[Likeness] = federation.field(description="What the two share.")


def show_erasure(state: erasure.Erasure) -> PersonErasure:
    return PersonErasure(
        person_id=strawberry.ID(state.id),
        status=state.status,
        reason=state.reason,
        export_ids=[strawberry.ID(one) for one in state.exports],
        at=state.at,
        state=state,
    )


def show_export(state: export.Export) -> PersonExport:
    return PersonExport(
        id=strawberry.ID(state.id),
        format=state.format,
        purpose=state.purpose,
        person_ids=[strawberry.ID(one) for one in state.person_ids],
        at=state.at,
        state=state,
    )


def show_due(state: person.Person) -> PersonDue:
    hold, consent = state.hold, state.hold.consent
    return PersonDue(
        person_id=strawberry.ID(state.id),
        due_on=due_on(hold),
        recorded_on=hold.recorded_on,
        consent_basis=consent.basis if consent else None,
        consent_until=consent.until if consent else None,
        withdrawn_on=consent.withdrawn_on if consent else None,
    )


def show_duplicate(sight: Sight, one: Similar) -> PersonDuplicate:
    return PersonDuplicate(person=show_person(sight, one.person), shared=sorted(one.shared))
