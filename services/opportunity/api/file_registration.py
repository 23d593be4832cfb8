"""The mutation `fileRegistration`: the conflict check's verdict is in its answer."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.error import UserError, run
from kit.graphql.value import MoneyInput
from services.opportunity.api.loader import deals
from services.opportunity.api.reason import ConflictReason, reason_of
from services.opportunity.api.registration import Registration, registration_of
from services.opportunity.api.value import FilingVerdict
from services.opportunity.app import file_registration as app
from services.opportunity.app.container import SERVICE
from services.opportunity.app.read import registrations_by_id
from services.opportunity.domain.filing import FilingRequest


@strawberry.input(description="The end customer.")
class CustomerInput:
    legal_name: str = strawberry.field(description="The registered name.")
    credit_code: str = strawberry.field(description="The unified social credit code, 18 characters (GB 32100-2015).")


@strawberry.input(description="What is said of a deal, whatever it is made of.")
class Told:
    command_id: str = strawberry.field(description="A UUID made by the client: the same one has the same answer.")
    partner_id: strawberry.ID | None = strawberry.field(
        default=None, description="For whom a channel manager files; partners leave it out."
    )
    customer: CustomerInput = strawberry.field(description="The end customer.")
    project_name: str = strawberry.field(description="The project at the customer.")
    amount: MoneyInput = strawberry.field(description="The expected amount of each registration.")
    expected_sign_date: date = strawberry.field(description="The day on which signing is expected.")
    contact_met: str = strawberry.field(description="Whom the partner met at the customer, and how.")
    evidence: list[str] | None = strawberry.field(
        default=None, description="References to what shows it: minutes, mails, photos; at most 20."
    )
    support_needed: str | None = strawberry.field(default=None, description="What the partner needs from us.")
    competitors: list[str] | None = strawberry.field(
        default=None, description="Who else is at the customer, as far as known; at most 20."
    )

    def request(self, product_line: str, region: str) -> FilingRequest:
        """The filing as it came in; its partner is decided by who files."""
        return FilingRequest(
            partner_id="",
            legal_name=self.customer.legal_name,
            credit_code=self.customer.credit_code,
            project_name=self.project_name,
            product_line=product_line,
            region=region,
            amount=self.amount.amount,
            currency=self.amount.currency,
            expected_sign_date=self.expected_sign_date,
            contact_met=self.contact_met,
            evidence=tuple(self.evidence or ()),
            support_needed=self.support_needed or "",
            competitors=tuple(self.competitors or ()),
        )


@strawberry.input(description="A deal to register: one customer, one product line, one region.")
class FileRegistrationInput(Told):
    product_line: str = strawberry.field(description="The product line, one that the partner is certified for.")
    region: str = strawberry.field(description="The sales region, one that the partner is certified for.")


@federation.type(description="What became of a filing.")
class FileRegistrationPayload:
    registration: Registration | None = federation.field(description="The registration; also one that came second.")
    verdict: FilingVerdict | None = federation.field(description="The conflict check's word.")
    reason: ConflictReason | None = federation.field(description="Why it came second; null when it was accepted.")
    errors: list[UserError] = federation.field(description="Why nothing was filed; empty when something was.")
    cursor: str | None = federation.field(description="The change: a query after it finds the registration.")


async def file_registration(
    info: Info, input: Annotated[FileRegistrationInput, strawberry.argument(description="The deal.")]
) -> FileRegistrationPayload:
    """Resolves the mutation."""
    request = input.request(input.product_line, input.region)
    actor = info.context.actor
    filed, errors = await run(
        lambda: app.file_registration(deals(info), actor, input.command_id, input.partner_id, request),
        info.context.locale,
    )
    if filed is None:
        return FileRegistrationPayload(registration=None, verdict=None, reason=None, errors=errors, cursor=None)
    return FileRegistrationPayload(
        registration=(await read_filed(info, [filed]))[0],
        verdict=filed.verdict,
        reason=reason_of(filed.reason, info.context.locale),
        errors=[],
        cursor=cursor_of(filed),
    )


async def read_filed(info: Info, filed: Sequence[app.Filed]) -> list[Registration | None]:
    """The registrations as they stand now, whatever the request has read of them before; one store query."""
    ids = [one.registration_id for one in filed]
    found = await registrations_by_id(deals(info), info.context.actor, ids)
    return [registration_of(found.get(id)) for id in ids]


def cursor_of(filed: app.Filed) -> str:
    """The cursor of the registration's first entry."""
    return write_cursor(SERVICE, *filed.change)
