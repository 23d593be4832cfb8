"""Taking notices to a channel: at once, or held for working hours or the digest, each of them noted.

A channel is a consumer of its own of this service's feed: what cannot be sent is tried again, then parked, where an
operator sees it and sets it going; nothing else waits for it. Sending is at least once: a process that dies between the
channel's answer and the note sends again, under the same message id.
"""

from datetime import timedelta
from functools import partial

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.journal.entry import Entry
from services.approval.app.side.container import Side
from services.approval.app.side.receipt import APPROVAL
from services.approval.app.side.wording import message_of
from services.approval.domain.chain import CHAIN
from services.approval.domain.side.choice import NOTICE_CHOICE, Choice, release
from services.approval.domain.side.notice import DIGEST, NOTICE, Notice
from tas.chain.state import ChainState, TaskStatus
from tas.contracts.side import Channel, NoticeDelivered, NoticeHeld, NoticeKind, NoticeRaised, When
from tas.core.event import revive
from tas.core.ids import derive, split_aggregate

OF_TASKS = (NoticeKind.TASK_OPENED, NoticeKind.REMINDED, NoticeKind.BREACHED, NoticeKind.URGED)

LATEST = timedelta(days=7)
"""What is older is not sent any more: a channel that was just set up reads the feed from its beginning."""


async def deliver_notice(app: Side, channel: Channel, entry: Entry) -> None:
    """A notice that was just raised; what happens to it later is passed over."""
    if any(one.type == NoticeRaised.__name__ for one in entry.events):
        await consider(app, channel, str(revive(entry.events[0]).notice_id))


async def deliver_digest(app: Side, channel: Channel, entry: Entry) -> None:
    """What was held, in one message, but for what was done meanwhile. Raises Unavailable."""
    digest = (await app.ledger.load(DIGEST, split_aggregate(entry.aggregate)[1])).state
    if digest.channel is not channel:
        return
    told: list[tuple[Notice, ChainState]] = []
    for id in digest.notice_ids:
        notice = (await app.ledger.load(NOTICE, id)).state
        mine = notice.released.get(channel.value, digest.id) == digest.id
        if channel.value in notice.done or not mine:
            continue
        chain = (await app.ledger.load(CHAIN, notice.chain_id)).state.chain
        reason = _needless(notice, chain)
        if reason:
            await _done(app, channel, notice.id, reason)
        else:
            told.append((notice, chain))
    if told:
        await _send(app, channel, digest.id, told)


async def consider(app: Side, channel: Channel, notice_id: str) -> None:
    """Sends, holds or leaves it, by its person's choices."""
    notice = (await app.ledger.load(NOTICE, notice_id)).state
    if channel.value in notice.done or channel.value in notice.held or channel.value in notice.released:
        return
    choice = await choice_of(app, notice.person_id)
    when = choice.when(channel, notice.kind)
    if when is When.OFF:
        return await _done(app, channel, notice.id, "OFF")
    now = app.now()
    if notice.at is None or now - notice.at > LATEST:
        return await _done(app, channel, notice.id, "LATE")
    until = release(choice, when, app.calendar(now), now)
    if until > now:
        event = NoticeHeld(notice.id, channel, until, when is When.DIGEST, now)
        return await _note(app, notice.id, "held", channel, event)
    chain = (await app.ledger.load(CHAIN, notice.chain_id)).state.chain
    await _send(app, channel, notice.id, [(notice, chain)])


async def choice_of(app: Side, person_id: str) -> Choice:
    """What somebody chose, or what holds for everybody."""
    loaded = await app.ledger.load(NOTICE_CHOICE, person_id)
    return loaded.state


def _needless(notice: Notice, chain: ChainState) -> str:
    """Why something held need not be told any more: it was read, or the task has closed."""
    if notice.read_at is not None:
        return "READ"
    task = chain.tasks.get(notice.task_id)
    over = notice.kind in OF_TASKS and task is not None and task.status is not TaskStatus.OPEN
    return "OVER" if over else ""


async def _send(app: Side, channel: Channel, id: str, told: list[tuple[Notice, ChainState]]) -> None:
    choice = await choice_of(app, told[0][0].person_id)
    reason = await app.senders[channel].send(message_of(id, told, choice.locale, app.link))
    for notice, _ in told:
        await _done(app, channel, notice.id, reason)


async def _done(app: Side, channel: Channel, notice_id: str, reason: str) -> None:
    await _note(app, notice_id, "done", channel, NoticeDelivered(notice_id, channel, reason, app.now()))


async def _note(app: Side, notice_id: str, what: str, channel: Channel, event: object) -> None:
    command = caused_command(APPROVAL, str(derive(what, notice_id, channel.value)), app.now())
    await app.ledger.execute(NOTICE, notice_id, command, partial(_decided, event))


def _decided(event: object, _: Notice) -> Decided:
    return Decided((event,), {})
