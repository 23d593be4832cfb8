"""Events of what goes on beside a chain: comments, information requests, copies and reading, attachments, notices.

Aggregate types of the approval service: `comment`, `information-request`, `receipt` (key: chain and person),
`attachment`, `notice`, `notice-choice` (key: person), `digest`. None of them moves a chain or its clocks. They hold ids
of people and what was said, never an address: those are asked of people when a message is sent.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tas.core.event import event


class NoticeKind(StrEnum):
    """What a person is told."""

    TASK_OPENED = "TASK_OPENED"
    REMINDED = "REMINDED"
    BREACHED = "BREACHED"
    URGED = "URGED"
    RETURNED = "RETURNED"
    ENDED = "ENDED"
    COPIED = "COPIED"
    COMMENTED = "COMMENTED"
    ASKED = "ASKED"
    ANSWERED = "ANSWERED"


class Channel(StrEnum):
    """How a person is told beyond the inbox in the product, in which every notice stands."""

    MAIL = "MAIL"
    WEBHOOK = "WEBHOOK"


class When(StrEnum):
    AT_ONCE = "AT_ONCE"
    DIGEST = "DIGEST"
    OFF = "OFF"


class Scan(StrEnum):
    """What the scanner said of an attachment."""

    CLEAN = "CLEAN"
    INFECTED = "INFECTED"


@event(version=1)
@dataclass(frozen=True, slots=True)
class Commented:
    comment_id: str
    chain_id: str
    task_id: str | None
    author_id: str
    text: str
    mentioned: tuple[str, ...]
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class InformationAsked:
    """Somebody is asked for what an approver needs to know. The chain goes on meanwhile, as do its clocks."""

    request_id: str
    chain_id: str
    asker_id: str
    asked_id: str
    question: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class InformationGiven:
    request_id: str
    by: str
    answer: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class ChainCopied:
    """Somebody is shown a chain, once for each person and chain however often it is said."""

    chain_id: str
    person_id: str
    node: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class ChainRead:
    """Somebody has seen a chain for the first time."""

    chain_id: str
    person_id: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class AttachmentAnnounced:
    """Somebody may now upload exactly these bytes. `size` in bytes, `sha256` in hex."""

    attachment_id: str
    chain_id: str | None
    uploader_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class AttachmentStored:
    """The bytes came, were those announced, and were looked at. INFECTED ones were not kept."""

    attachment_id: str
    scan: Scan
    finding: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class AttachmentPlaced:
    """An attachment that was uploaded before its chain was submitted belongs to it from here on."""

    attachment_id: str
    chain_id: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NoticeRaised:
    """`task_id` and `node` are empty when it is about the whole chain; `about` is the comment or request, or empty."""

    notice_id: str
    person_id: str
    kind: NoticeKind
    chain_id: str
    code: str
    task_id: str
    node: str
    about: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NoticeRead:
    notice_id: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NoticeHeld:
    """A channel waits: for the working hours, or for the digest."""

    notice_id: str
    channel: Channel
    until: datetime
    digest: bool
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NoticeReleased:
    """A held channel waits no more: what was held is told by this digest."""

    notice_id: str
    channel: Channel
    digest_id: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NoticeDelivered:
    """A channel is done with it: sent, or `reason` says why not (OFF, NO_ADDRESS, NO_CHANNEL, READ, OVER, LATE)."""

    notice_id: str
    channel: Channel
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """When a channel tells somebody of one kind of thing."""

    channel: Channel
    kind: NoticeKind
    when: When


@event(version=1)
@dataclass(frozen=True, slots=True)
class NoticeChoicesMade:
    """All of a person's choices. `quiet`: nothing is sent outside working hours; `digest_at`: HH:MM on working days."""

    person_id: str
    locale: str
    wishes: tuple[Wish, ...]
    quiet: bool
    digest_at: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class DigestDue:
    """Held notices of one person and channel are to be told in one message."""

    digest_id: str
    person_id: str
    channel: Channel
    notice_ids: tuple[str, ...]
    at: datetime
