"""The clock of held notices: when their moment has come, those of one person and channel become one digest, which the
channel's consumer sends."""

import asyncio
import logging
from functools import partial

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.page import Window
from services.approval.app.side.container import Side
from services.approval.app.side.receipt import APPROVAL
from services.approval.domain.side.notice import DIGEST, NOTICE, Notice
from tas.contracts.side import Channel, DigestDue, NoticeReleased
from tas.core.codec import to_json
from tas.core.errors import TasError
from tas.core.ids import derive, make_id

STRETCH = 100
MOST_STRETCHES = 50
log = logging.getLogger("tas.notice")


async def run_clock(app: Side, seconds: float) -> None:
    """Looks every so many seconds, until it is cancelled."""
    while True:
        try:
            await release_held(app)
        except TasError as problem:
            log.warning("held notices wait: %s", problem)
        except Exception:
            log.exception("held notices cannot be looked at")
        await asyncio.sleep(seconds)


async def release_held(app: Side) -> int:
    """Makes the digests that are due; how many. Two replicas at once make the same ones, or ones that overlap, of
    which a notice is in the one that took it first."""
    made, after = 0, None
    now = app.now()
    for _ in range(MOST_STRETCHES):
        page = await app.shelf.page(NOTICE, {"held": True}, Window(STRETCH, after), sort="heldUntil")
        due: dict[tuple[str, Channel], list[str]] = {}
        for notice, (until, _) in zip(page.items, page.keys, strict=True):
            if until > to_json(now):
                continue
            for name, hold in notice.held.items():
                if hold.until <= now:
                    due.setdefault((notice.person_id, Channel(name)), []).append(notice.id)
        for (person, channel), ids in sorted(due.items()):
            await _release(app, person, channel, sorted(ids))
            made += 1
        if not page.more or page.keys[-1][0] > to_json(now):
            break
        after = page.keys[-1]
    return made


async def _release(app: Side, person: str, channel: Channel, ids: list[str]) -> None:
    unique = derive("digest", person, channel.value, *ids)
    id, at = make_id("digest", unique), app.now()
    due = DigestDue(id, person, channel, tuple(ids), at)
    await app.ledger.execute(DIGEST, id, caused_command(APPROVAL, str(unique), at), lambda _: Decided((due,), {}))
    for one in ids:
        event = NoticeReleased(one, channel, id, at)
        command = caused_command(APPROVAL, str(derive("released", one, channel.value)), at)
        await app.ledger.execute(NOTICE, one, command, partial(_decided, event))


def _decided(event: NoticeReleased, _: Notice) -> Decided:
    return Decided((event,), {})
