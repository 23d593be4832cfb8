"""Notices and choices as the graph shows them, to their person only."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from services.approval.api.side.enumeration import Channel, NoticeKind, When
from services.approval.app.side.wording import link, title
from services.approval.domain.chain import CHAIN
from services.approval.domain.side import choice, notice

if TYPE_CHECKING:
    from services.approval.api.chain import Chain


@federation.type(description="What became of telling a notice by a channel.")
class NoticeDelivery:
    channel: str = federation.field(description="The channel.")
    held_until: datetime | None = federation.field(description="Until when it waits.")
    sent: bool = federation.field(description="Whether it went out.")
    reason: str = federation.field(description="Why it never will: OFF, NO_ADDRESS, NO_CHANNEL, READ, OVER, LATE.")


@federation.type(description="Something that you are told.")
class Notice:
    record: strawberry.Private[notice.Notice]
    id: strawberry.ID = federation.field(description="Its id.")
    kind: NoticeKind = federation.field(description="What it tells.")
    chain_id: strawberry.ID = federation.field(description="The chain that it is about.")
    task_id: strawberry.ID | None = federation.field(description="The task, if about one.")
    about: strawberry.ID | None = federation.field(description="The comment or request, if about one.")
    at: datetime = federation.field(description="When it happened.")
    read_at: datetime | None = federation.field(description="When you read it.")
    deliveries: list[NoticeDelivery] = federation.field(description="What became of telling it by each channel.")

    @resolved_field(description="It in one line, in the language of the request.")
    async def title(self, info: Info) -> str:
        loaded = await info.context.app.ledger.load(CHAIN, self.record.chain_id)
        return title(self.record, loaded.state.chain, info.context.locale)

    @resolved_field(description="Where to see it.")
    def link(self, info: Info) -> str:
        return link(self.record, info.context.app.side.link)

    @resolved_field(description="The chain, if you may see it.")
    async def chain(self, info: Info) -> Annotated["Chain", strawberry.lazy("services.approval.api.chain")] | None:
        from services.approval.api.chain import find_chain

        return await find_chain(info, self.chain_id)


@federation.type(description="How many notices you have not read.")
class UnreadNotices:
    count: int = federation.field(description="How many, at most 99.")
    more: bool = federation.field(description="Whether there are more than that.")


@federation.type(description="When a channel tells you of one kind of thing.")
class NoticeWish:
    channel: Channel = federation.field(description="The channel.")
    kind: NoticeKind = federation.field(description="The kind.")
    when: When = federation.field(description="When.")


@federation.type(description="How you want to be told.")
class NoticeChoices:
    locale: str = federation.field(description="The language of messages: zh-CN or en.")
    quiet: bool = federation.field(description="Whether nothing is sent outside working hours.")
    digest_at: str = federation.field(description="When the digest is sent on working days, HH:MM.")
    wishes: list[NoticeWish] = federation.field(description="Every channel and kind with when it is told.")


def notice_of(one: notice.Notice) -> Notice:
    assert one.at is not None
    return Notice(
        record=one,
        id=strawberry.ID(one.id),
        kind=one.kind,
        chain_id=strawberry.ID(one.chain_id),
        task_id=strawberry.ID(one.task_id) if one.task_id else None,
        about=strawberry.ID(one.about) if one.about else None,
        at=one.at,
        read_at=one.read_at,
        deliveries=_deliveries(one),
    )


def choices_of(one: choice.Choice) -> NoticeChoices:
    """Everything is said, what was not chosen too."""
    wishes = [
        NoticeWish(channel=channel, kind=kind, when=one.when(channel, kind))
        for channel in Channel
        for kind in NoticeKind
    ]
    return NoticeChoices(locale=one.locale, quiet=one.quiet, digest_at=one.digest_at, wishes=wishes)


def _deliveries(one: notice.Notice) -> list[NoticeDelivery]:
    held = [
        NoticeDelivery(channel=name, held_until=hold.until, sent=False, reason="") for name, hold in one.held.items()
    ]
    done = [
        NoticeDelivery(channel=name, held_until=None, sent=not reason, reason=reason)
        for name, reason in one.done.items()
    ]
    return held + done
