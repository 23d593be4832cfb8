"""Inputs of the mutations about personal data, each read into what `app.privacy` takes."""

from datetime import date

import strawberry

from services.people.api.contact.input import Commanded
from services.people.api.privacy.enumeration import ConsentBasis, ErasureReason, ExportFormat, ExportPurpose
from services.people.app.privacy.export_person import ExportTold
from services.people.app.privacy.import_person import FileTold

field = strawberry.field


@strawberry.input(description="A command about one person.")
class OnPerson(Commanded):
    person_id: strawberry.ID = field(description="Whom it is about.")


@strawberry.input(description="Whose data is to be erased, and why.")
class RequestPersonErasureInput(OnPerson):
    reason: ErasureReason = field(description="Why.")


@strawberry.input(description="A record of the same person as another one.")
class MergePersonInput(OnPerson):
    into_id: strawberry.ID = field(description="The record that stands for both.")


@strawberry.input(description="What allows us to keep somebody's data from now on.")
class RecordPersonConsentInput(OnPerson):
    basis: ConsentBasis = field(description="What it is.")
    given_on: date = field(description="Since when it counts, not in the future.")
    expires_on: date | None = field(default=None, description="The last day on which it counts, where it has one.")


@strawberry.input(description="Somebody does not allow us any more to keep their data.")
class WithdrawPersonConsentInput(OnPerson):
    withdrawn_on: date = field(description="When they said so, not in the future.")


@strawberry.input(description="Somebody's data was looked at and is still needed.")
class RetainPersonInput(OnPerson):
    until: date = field(description="The last day before it is due again, at most three years ahead.")


@strawberry.input(description="A file of persons who work at an account, at most 100.")
class ImportPersonsInput(Commanded):
    account_id: strawberry.ID = field(description="Where they work.")
    format: ExportFormat = field(description="What the file is.")
    content: str = field(description="The file's text.")
    are_others: bool = field(
        default=False, description="Whether rows that may mean somebody known are of somebody else: refused otherwise."
    )

    def read(self) -> FileTold:
        return FileTold(self.account_id, self.format, self.content, self.are_others)


@strawberry.input(description="Whose data is to leave as a file: all persons of an account, or those named.")
class ExportPersonsInput(Commanded):
    format: ExportFormat = field(description="What the file is to be.")
    purpose: ExportPurpose = field(description="What it is for; it stands in the log.")
    account_id: strawberry.ID | None = field(default=None, description="All of this account, at most 500.")
    person_ids: list[strawberry.ID] = field(default_factory=list, description="These alone, at most 500.")

    def read(self) -> ExportTold:
        return ExportTold(self.format, self.purpose, self.account_id, tuple(self.person_ids))
