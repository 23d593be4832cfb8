"""What a person is told, and what became of telling them: a notice stands in the product, each channel beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.side import (
    Channel,
    DigestDue,
    NoticeDelivered,
    NoticeHeld,
    NoticeKind,
    NoticeRaised,
    NoticeRead,
    NoticeReleased,
)
from tas.core.codec import to_json


@dataclass(frozen=True, slots=True)
class Hold:
    """A channel that waits until then."""

    until: datetime
    digest: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """`held`, `released` (to which digest) and `done` by channel; `done` says why nothing was sent, "" when it was."""

    id: str
    person_id: str = ""
    kind: NoticeKind = NoticeKind.TASK_OPENED
    chain_id: str = ""
    code: str = ""
    task_id: str = ""
    node: str = ""
    about: str = ""
    at: datetime | None = None
    read_at: datetime | None = None
    held: Mapping[str, Hold] = field(default_factory=dict)
    released: Mapping[str, str] = field(default_factory=dict)
    done: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Digest:
    id: str
    person_id: str = ""
    channel: Channel = Channel.MAIL
    notice_ids: tuple[str, ...] = ()


def evolve(state: Notice, event: Any, entry: Entry) -> Notice:
    match event:
        case NoticeRaised():
            return Notice(
                state.id,
                event.person_id,
                event.kind,
                event.chain_id,
                event.code,
                event.task_id,
                event.node,
                event.about,
                event.at,
            )
        case NoticeRead():
            return replace(state, read_at=event.at)
        case NoticeHeld():
            return replace(state, held={**state.held, event.channel.value: Hold(event.until, event.digest)})
        case NoticeReleased():
            released = {**state.released, event.channel.value: event.digest_id}
            return replace(state, held=_without(state.held, event.channel), released=released)
        case NoticeDelivered():
            done = {**state.done, event.channel.value: event.reason}
            return replace(state, held=_without(state.held, event.channel), done=done)
    return state


def _without(held: Mapping[str, Hold], channel: Channel) -> dict[str, Hold]:
    return {name: hold for name, hold in held.items() if name != channel.value}


def view(one: Notice) -> dict[str, Any]:
    """`heldUntil`: the first moment at which a held channel is to be looked at; "" when none is held."""
    return {
        "personId": one.person_id,
        "unread": one.read_at is None,
        "chainId": one.chain_id,
        "at": to_json(one.at),
        "held": bool(one.held),
        "heldUntil": min((to_json(hold.until) for hold in one.held.values()), default=""),
    }


def evolve_digest(state: Digest, event: Any, entry: Entry) -> Digest:
    match event:
        case DigestDue():
            return Digest(state.id, event.person_id, event.channel, event.notice_ids)
    return state


NOTICE: AggregateType[Notice] = AggregateType(name="notice", state=Notice, initial=Notice, evolve=evolve, view=view)
DIGEST: AggregateType[Digest] = AggregateType(name="digest", state=Digest, initial=Digest, evolve=evolve_digest)
