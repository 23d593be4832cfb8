"""The mutation `fileRegistrations`: a filing that names several product lines and regions, a verdict for each pair."""

from typing import Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.error import UserError, run
from services.opportunity.api.file_registration import Told, cursor_of, read_filed
from services.opportunity.api.loader import deals
from services.opportunity.api.reason import ConflictReason, reason_of
from services.opportunity.api.registration import Registration
from services.opportunity.api.value import FilingVerdict
from services.opportunity.app import file_registrations as app


@strawberry.input(description="A deal to register in several product lines or regions: one registration for each pair.")
class FileRegistrationsInput(Told):
    product_lines: list[str] = strawberry.field(description="The product lines; times the regions at most 8.")
    regions: list[str] = strawberry.field(description="The sales regions.")


@federation.type(description="What became of one pair of product line and region.")
class FiledPart:
    product_line: str = federation.field(description="The product line.")
    region: str = federation.field(description="The sales region.")
    registration: Registration | None = federation.field(description="The registration; also one that came second.")
    verdict: FilingVerdict = federation.field(description="The conflict check's word.")
    reason: ConflictReason | None = federation.field(description="Why it came second; null when it was accepted.")
    cursor: str = federation.field(description="The change: a query after it finds the registration.")


@federation.type(description="What became of a filing of several pairs.")
class FileRegistrationsPayload:
    parts: list[FiledPart] = federation.field(description="One for each pair, in the order asked.")
    errors: list[UserError] = federation.field(description="Why nothing was filed; empty when something was.")
    cursor: str | None = federation.field(description="All changes, by commas: a query after them finds every part.")


async def file_registrations(
    info: Info, input: Annotated[FileRegistrationsInput, strawberry.argument(description="The deal.")]
) -> FileRegistrationsPayload:
    """Resolves the mutation."""
    request = input.request("", "")
    actor, locale = info.context.actor, info.context.locale
    filed, errors = await run(
        lambda: app.file_registrations(
            deals(info), actor, input.command_id, input.partner_id, request, input.product_lines, input.regions
        ),
        locale,
    )
    done = filed or ()
    registrations = await read_filed(info, [one.filed for one in done])
    parts = [_part(part, found, locale) for part, found in zip(done, registrations, strict=True)]
    return FileRegistrationsPayload(
        parts=parts, errors=errors, cursor=",".join(part.cursor for part in parts) if parts else None
    )


def _part(part: app.FiledPart, registration: Registration | None, locale: str) -> FiledPart:
    return FiledPart(
        product_line=part.product_line,
        region=part.region,
        registration=registration,
        verdict=part.filed.verdict,
        reason=reason_of(part.filed.reason, locale),
        cursor=cursor_of(part.filed),
    )
