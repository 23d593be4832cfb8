"""A draft as its owner sees it, and what every mutation on one answers."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.error import UserError, run
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from kit.graphql.value import JSON
from services.approval.app.container import SERVICE
from services.approval.app.draft import Drafted, find_draft
from services.approval.domain import draft as domain
from services.approval.domain.chain import CHAIN
from tas.core.ids import aggregate_name

if TYPE_CHECKING:
    from services.approval.api.chain import Chain

strawberry.enum(domain.DraftStatus, name="DraftStatus", description="Whether it is still being written.")
strawberry.enum(domain.DraftAct, name="DraftAct", description="What its owner did with a draft.")


@federation.type(description="A line of a draft's history.")
class DraftMoment:
    what: domain.DraftAct = federation.field(description="What its owner did.")
    at: datetime = federation.field(description="When.")
    chain_id: strawberry.ID | None = federation.field(description="The chain that it was sent to.")


@federation.type(keys=["id"], description="What you are still writing before you submit it; yours alone.")
class Draft(Node):
    record: strawberry.Private[domain.Draft]
    code: str = federation.field(description="The flow's code.")
    subject_type: str = federation.field(description="The type of what it is about.")
    subject_id: strawberry.ID = federation.field(description="The id of what it is about.")
    form: JSON = federation.field(description="The values of its form, as far as they are filled in.")
    status: domain.DraftStatus = federation.field(description="Whether it is still being written.")
    expires_at: datetime | None = federation.field(description="When it expires unless it is changed; 14 days.")
    history: list[DraftMoment] = federation.field(description="What was done with it, in order.")

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Draft | None":
        return await draft_by_id(info, id)

    @resolved_field(description="The chain that it was last sent to, while that goes on with it.")
    async def chain(self, info: Info) -> Annotated["Chain", strawberry.lazy("services.approval.api.chain")] | None:
        from services.approval.api.chain import chain_of

        if not self.record.chain_id:
            return None
        return chain_of((await info.context.app.ledger.load(CHAIN, self.record.chain_id)).state)


@federation.type(description="What an act on a draft came to.")
class DraftPayload:
    draft: Draft | None = federation.field(description="The draft after it.")
    errors: list[UserError] = federation.field(description="Why it was refused; empty when it was not.")
    cursor: str | None = federation.field(description="The change: a reader can wait for it.")


def draft_of(info: Info, record: domain.Draft) -> Draft:
    """Only for its owner, who is the starter of its chain too."""
    return Draft(
        id=strawberry.ID(record.id),
        record=record,
        code=record.code,
        subject_type=record.subject_type,
        subject_id=strawberry.ID(record.subject_id),
        form=dict(record.form or {}),
        status=record.status_at(info.context.app.acting.now()),
        expires_at=record.expires_at,
        history=[
            DraftMoment(what=one.what, at=one.at, chain_id=strawberry.ID(one.chain_id) if one.chain_id else None)
            for one in record.history
        ],
    )


async def draft_by_id(info: Info, id: strawberry.ID) -> Draft | None:
    """Your own draft of that id."""
    found = await find_draft(info.context.app, info.context.actor, str(id))
    return None if found is None else draft_of(info, found)


async def answer_draft(info: Info, work: Callable[[], Awaitable[Drafted]]) -> DraftPayload:
    """Does the work; an expected refusal is data."""
    done, errors = await run(work, info.context.locale)
    if done is None:
        return DraftPayload(draft=None, errors=errors, cursor=None)
    cursor = write_cursor(SERVICE, aggregate_name(domain.DRAFT.name, done.draft_id), done.version)
    return DraftPayload(draft=await draft_by_id(info, strawberry.ID(done.draft_id)), errors=[], cursor=cursor)
