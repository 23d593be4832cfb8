"""Reading what goes on beside chains. Inherited by the schema's `Query`."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.page import After, Before, Connection, First, Last, connection
from kit.page import window
from services.approval.api.side.attachment import Attachment, attachment_of
from services.approval.api.side.notice import Notice, NoticeChoices, UnreadNotices, choices_of, notice_of
from services.approval.api.side.receipt import ChainReceipt, receipt_of
from services.approval.api.side.talk import ChainComment, InformationRequest, comment_of, request_of
from services.approval.app import authorise
from services.approval.app.side import reading
from services.approval.app.side.delivering import choice_of

ChainId = Annotated[strawberry.ID, strawberry.argument(description="The chain.")]
Unread = Annotated[bool, strawberry.argument(description="Only those that you have not read.")]


@strawberry.type
class SideQuery:
    @resolved_field(description="What was said beside a chain, oldest first.")
    async def chain_comments(
        self, info: Info, chain_id: ChainId, first: First = None, last: Last = None,
        after: After = None, before: Before = None,
    ) -> Connection[ChainComment]:  # fmt: skip
        asked = window(first, last, after, before)
        page = await reading.comments(info.context.app.side, info.context.actor, str(chain_id), asked)
        return connection(page, asked, comment_of)

    @resolved_field(description="What was asked beside a chain, oldest first.")
    async def information_requests(
        self, info: Info, chain_id: ChainId, first: First = None, last: Last = None,
        after: After = None, before: Before = None,
    ) -> Connection[InformationRequest]:  # fmt: skip
        asked = window(first, last, after, before)
        page = await reading.requests(info.context.app.side, info.context.actor, str(chain_id), asked)
        return connection(page, asked, request_of)

    @resolved_field(description="What you are asked and have not answered, oldest first.")
    async def information_asked_of_me(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[InformationRequest]:
        asked = window(first, last, after, before)
        page = await reading.asked_of_me(info.context.app.side, info.context.actor, asked)
        return connection(page, asked, request_of)

    @resolved_field(description="Who was shown a chain or has read it, first ones first.")
    async def chain_receipts(
        self, info: Info, chain_id: ChainId, first: First = None, last: Last = None,
        after: After = None, before: Before = None,
    ) -> Connection[ChainReceipt]:  # fmt: skip
        asked = window(first, last, after, before)
        page = await reading.readers(info.context.app.side, info.context.actor, str(chain_id), asked)
        return connection(page, asked, receipt_of)

    @resolved_field(description="The chains that you were shown, newest first.")
    async def copies(
        self, info: Info, unread: Unread = False, first: First = None, last: Last = None,
        after: After = None, before: Before = None,
    ) -> Connection[ChainReceipt]:  # fmt: skip
        asked = window(first, last, after, before)
        page = await reading.copies(info.context.app.side, info.context.actor, asked, unread)
        return connection(page, asked, receipt_of)

    @resolved_field(description="The files of a chain, oldest first.")
    async def attachments(
        self, info: Info, chain_id: ChainId, first: First = None, last: Last = None,
        after: After = None, before: Before = None,
    ) -> Connection[Attachment]:  # fmt: skip
        asked = window(first, last, after, before)
        page = await reading.attachments(info.context.app.side, info.context.actor, str(chain_id), asked)
        return connection(page, asked, attachment_of)

    @resolved_field(description="What you were told, newest first.")
    async def notices(
        self, info: Info, unread: Unread = False, first: First = None, last: Last = None,
        after: After = None, before: Before = None,
    ) -> Connection[Notice]:  # fmt: skip
        asked = window(first, last, after, before)
        page = await reading.notices(info.context.app.side, info.context.actor, asked, unread)
        return connection(page, asked, notice_of)

    @resolved_field(description="How many notices you have not read.")
    async def unread_notices(self, info: Info) -> UnreadNotices:
        count, more = await reading.unread(info.context.app.side, info.context.actor)
        return UnreadNotices(count=count, more=more)

    @resolved_field(description="How you want to be told.")
    async def notice_choices(self, info: Info) -> NoticeChoices:
        authorise.to_be_told(info.context.actor)
        return choices_of(await choice_of(info.context.app.side, info.context.actor.id))
