"""The mutations about personal data. Who may do what is decided in `app.privacy`."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.field import mutation_field
from services.people.api.contact.mutation import asker
from services.people.api.contact.payload import PersonPayload
from services.people.api.privacy import input as asked
from services.people.api.privacy.payload import (
    ExportPersonsPayload,
    ImportPersonsPayload,
    PersonErasurePayload,
    about_person,
    erasure_payload,
    export_payload,
    import_payload,
)
from services.people.app.privacy.erase import cancel_erasure, confirm_erasure, request_erasure
from services.people.app.privacy.export_person import export_persons
from services.people.app.privacy.hold import record_consent, retain_person, withdraw_consent
from services.people.app.privacy.import_person import import_persons
from services.people.app.privacy.merge_person import merge_person, unmerge_person

RequestPersonErasureInput = Annotated[asked.RequestPersonErasureInput, strawberry.argument(description="Whose, why.")]
OnPerson = Annotated[asked.OnPerson, strawberry.argument(description="Whom it is about.")]
MergePersonInput = Annotated[asked.MergePersonInput, strawberry.argument(description="Which two.")]
RecordPersonConsentInput = Annotated[asked.RecordPersonConsentInput, strawberry.argument(description="The ground.")]
WithdrawPersonConsentInput = Annotated[asked.WithdrawPersonConsentInput, strawberry.argument(description="Who, when.")]
RetainPersonInput = Annotated[asked.RetainPersonInput, strawberry.argument(description="Who, and until when.")]
ImportPersonsInput = Annotated[asked.ImportPersonsInput, strawberry.argument(description="The file.")]
ExportPersonsInput = Annotated[asked.ExportPersonsInput, strawberry.argument(description="Whom, and what for.")]


@strawberry.type
class PrivacyMutation:
    """Inherited by the schema's `Mutation`."""

    @mutation_field(description="First step of erasing a person's data: nothing is erased yet. For data protection.")
    async def request_person_erasure(self, info: Info, input: RequestPersonErasureInput) -> PersonErasurePayload:
        by = asker(info, input)
        return await erasure_payload(info, lambda: request_erasure(*by, input.person_id, input.reason))

    @mutation_field(description="Takes a requested erasure back. For data protection.")
    async def cancel_person_erasure(self, info: Info, input: OnPerson) -> PersonErasurePayload:
        by = asker(info, input)
        return await erasure_payload(info, lambda: cancel_erasure(*by, input.person_id))

    @mutation_field(description="Second step: a requested erasure is done, for good. For data protection.")
    async def confirm_person_erasure(self, info: Info, input: OnPerson) -> PersonErasurePayload:
        by = asker(info, input)
        return await erasure_payload(info, lambda: confirm_erasure(*by, input.person_id))

    @mutation_field(description="A record becomes one of the same person as another, which is answered.")
    async def merge_person(self, info: Info, input: MergePersonInput) -> PersonPayload:
        by = asker(info, input)
        return await about_person(info, lambda: merge_person(*by, input.person_id, input.into_id))

    @mutation_field(description="A merged record is a person of its own again, as it was.")
    async def unmerge_person(self, info: Info, input: OnPerson) -> PersonPayload:
        by = asker(info, input)
        return await about_person(info, lambda: unmerge_person(*by, input.person_id))

    @mutation_field(description="Records on what ground somebody's data is kept.")
    async def record_person_consent(self, info: Info, input: RecordPersonConsentInput) -> PersonPayload:
        by = asker(info, input)
        told = (input.basis, input.given_on, input.expires_on)
        return await about_person(info, lambda: record_consent(*by, input.person_id, *told))

    @mutation_field(description="Somebody withdraws their consent: from that day on they are due for erasure.")
    async def withdraw_person_consent(self, info: Info, input: WithdrawPersonConsentInput) -> PersonPayload:
        by = asker(info, input)
        return await about_person(info, lambda: withdraw_consent(*by, input.person_id, input.withdrawn_on))

    @mutation_field(description="Somebody's data was looked at and is still needed. For data protection.")
    async def retain_person(self, info: Info, input: RetainPersonInput) -> PersonPayload:
        by = asker(info, input)
        return await about_person(info, lambda: retain_person(*by, input.person_id, input.until))

    @mutation_field(description="Imports persons from a file; every row is a command of its own.")
    async def import_persons(self, info: Info, input: ImportPersonsInput) -> ImportPersonsPayload:
        by = asker(info, input)
        return await import_payload(info, lambda: import_persons(*by, input.read()))

    @mutation_field(description="Persons as a file. It stands in the export log before it leaves.")
    async def export_persons(self, info: Info, input: ExportPersonsInput) -> ExportPersonsPayload:
        by = asker(info, input)
        return await export_payload(info, lambda: export_persons(*by, input.read()))
