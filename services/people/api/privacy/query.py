"""What may be asked about personal data itself."""

from datetime import timedelta
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.page import After, Before, Connection, First, Last, connection
from kit.page import window
from services.people.api.contact.loader import sight
from services.people.api.privacy.enumeration import ErasureStatus
from services.people.api.privacy.record import (
    PersonDue,
    PersonDuplicate,
    PersonErasure,
    PersonExport,
    show_due,
    show_duplicate,
    show_erasure,
    show_export,
)
from services.people.app.access_staff import require_serving
from services.people.app.privacy.erase import erasure_of, erasures
from services.people.app.privacy.export_person import exports_of
from services.people.app.privacy.hold import persons_due
from services.people.app.privacy.likeness import duplicates_of
from tas.core.errors import Invalid

PersonId = Annotated[strawberry.ID, strawberry.argument(description="The person.")]
Status = Annotated[ErasureStatus, strawberry.argument(description="How far they are.")]
Days = Annotated[int, strawberry.argument(description="Also those who become due within so many days, at most 366.")]
MOST_DAYS = 366


@strawberry.type
class PrivacyQuery:
    """Inherited by the schema's `Query`."""

    @resolved_field(description="Records that may be of the same person. For those who see the person's details.")
    async def person_duplicates(self, info: Info, person_id: PersonId) -> list[PersonDuplicate]:
        seen = await sight(info)
        found = await duplicates_of(info.context.app, info.context.actor, person_id)
        return [show_duplicate(seen, one) for one in found]

    @resolved_field(description="How far the erasure of a person is; null when there is none. For data protection.")
    async def person_erasure(self, info: Info, person_id: PersonId) -> PersonErasure | None:
        await require_serving(info.context.app, info.context.actor)
        found = await erasure_of(info.context.app, info.context.actor, person_id)
        return show_erasure(found) if found else None

    @resolved_field(description="Erasures by the time of their last step, the oldest first. For data protection.")
    async def person_erasures(
        self, info: Info, status: Status, first: First = None, last: Last = None, after: After = None,
        before: Before = None,
    ) -> Connection[PersonErasure]:  # fmt: skip
        await require_serving(info.context.app, info.context.actor)
        asked = window(first, last, after, before)
        return connection(await erasures(info.context.app, info.context.actor, status, asked), asked, show_erasure)

    @resolved_field(description="The export log's lines that name a person. For data protection.")
    async def person_exports(
        self, info: Info, person_id: PersonId, first: First = None, last: Last = None, after: After = None,
        before: Before = None,
    ) -> Connection[PersonExport]:  # fmt: skip
        await require_serving(info.context.app, info.context.actor)
        asked = window(first, last, after, before)
        return connection(await exports_of(info.context.app, info.context.actor, person_id, asked), asked, show_export)

    @resolved_field(description="Whose data is to be looked at, the longest due first. For data protection.")
    async def persons_due(
        self, info: Info, within_days: Days = 0, first: First = None, last: Last = None, after: After = None,
        before: Before = None,
    ) -> Connection[PersonDue]:  # fmt: skip
        if not 0 <= within_days <= MOST_DAYS:
            raise Invalid("ASK_TOO_LARGE", field=("withinDays",), most=MOST_DAYS)
        await require_serving(info.context.app, info.context.actor)
        asked = window(first, last, after, before)
        page = await persons_due(info.context.app, info.context.actor, asked, timedelta(days=within_days))
        return connection(page, asked, show_due)
