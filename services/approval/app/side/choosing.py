"""A person's own choices, and their own notices read."""

from collections.abc import Sequence
from functools import partial

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.approval.app import authorise
from services.approval.app.command import read_command
from services.approval.app.side.container import Side
from services.approval.domain.side.choice import NOTICE_CHOICE, Choice, sound
from services.approval.domain.side.notice import NOTICE, Notice
from tas.contracts.side import NoticeChoicesMade, NoticeRead, Wish
from tas.core.actor import Actor
from tas.core.codec import to_json
from tas.core.errors import Invalid
from tas.core.ids import derive

MOST_READ = 100


async def choose(
    app: Side, actor: Actor, command_id: str, locale: str, wishes: Sequence[Wish], quiet: bool, digest_at: str
) -> Choice:
    """All choices at once, in place of those before. Raises Forbidden NOTICES_NOT_YOURS; Invalid CHOICE_…."""
    authorise.to_be_told(actor)
    sound(locale, wishes, digest_at)
    body = {"choose": locale, "wishes": to_json(tuple(wishes)), "quiet": quiet, "digestAt": digest_at}
    command = read_command(actor, command_id, body, app.now())
    event = NoticeChoicesMade(actor.id, locale, tuple(wishes), quiet, digest_at, command.at)
    await app.ledger.execute(NOTICE_CHOICE, actor.id, command, lambda _: Decided((event,), {}))
    return (await app.ledger.load(NOTICE_CHOICE, actor.id)).state


async def read_notices(app: Side, actor: Actor, ids: Sequence[str]) -> list[str]:
    """Notes that the actor has read these; the ids of those that are theirs, others are passed over. Raises Forbidden
    NOTICES_NOT_YOURS; Invalid TOO_MANY_ITEMS."""
    authorise.to_be_told(actor)
    if len(ids) > MOST_READ:
        raise Invalid("TOO_MANY_ITEMS", field=("ids",), most=MOST_READ)
    found = await app.ledger.views(NOTICE, sorted(set(ids)))
    mine = [id for id in dict.fromkeys(ids) if id in found and found[id].state.person_id == actor.id]
    for id in mine:
        if found[id].state.read_at is None:
            at = app.now()
            command = caused_command(actor, str(derive("notice-read", id)), at)
            await app.ledger.execute(NOTICE, id, command, partial(_decided, NoticeRead(id, at)))
    return mine


def _decided(event: NoticeRead, _: Notice) -> Decided:
    return Decided((event,), {})
