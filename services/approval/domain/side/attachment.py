"""A file that belongs to a form or a chain: announced by what it is (name, type, size, hash), then stored."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.side import AttachmentAnnounced, AttachmentPlaced, AttachmentStored, Scan
from tas.core.codec import to_json
from tas.core.errors import Invalid
from tas.core.text import is_blank, is_clean

LARGEST = 20_000_000
"""Bytes of one file."""
LONGEST_NAME = 200
MEDIA_TYPES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/zip",
    "image/jpeg",
    "image/png",
    "text/csv",
    "text/plain",
)
"""What a browser that opens it may make no program of. Everything is sent for saving, never for showing."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class AttachmentStatus(StrEnum):
    """EXPECTED: announced, nothing came yet. REFUSED: it was infected and is not kept."""

    EXPECTED = "EXPECTED"
    STORED = "STORED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Attachment:
    id: str
    chain_id: str | None = None
    uploader_id: str = ""
    name: str = ""
    media_type: str = ""
    size: int = 0
    sha256: str = ""
    at: datetime | None = None
    status: AttachmentStatus = AttachmentStatus.EXPECTED
    finding: str = ""


def sound(name: str, media_type: str, size: int, sha256: str) -> None:
    """Raises Invalid ATTACHMENT_NAME, ATTACHMENT_TYPE, ATTACHMENT_SIZE, ATTACHMENT_HASH."""
    if is_blank(name) or len(name) > LONGEST_NAME or not is_clean(name) or set(name) & set("/\\\r\n\t"):
        raise Invalid("ATTACHMENT_NAME", field=("name",), longest=LONGEST_NAME)
    if media_type not in MEDIA_TYPES:
        raise Invalid("ATTACHMENT_TYPE", field=("mediaType",), type=media_type[:100])
    if not 0 < size <= LARGEST:
        raise Invalid("ATTACHMENT_SIZE", field=("size",), largest=LARGEST)
    if not _SHA256.fullmatch(sha256):
        raise Invalid("ATTACHMENT_HASH", field=("sha256",))


def evolve(state: Attachment, event: Any, entry: Entry) -> Attachment:
    match event:
        case AttachmentAnnounced():
            return Attachment(
                state.id,
                event.chain_id,
                event.uploader_id,
                event.name,
                event.media_type,
                event.size,
                event.sha256,
                event.at,
            )
        case AttachmentStored():
            clean = event.scan is Scan.CLEAN
            status = AttachmentStatus.STORED if clean else AttachmentStatus.REFUSED
            return replace(state, status=status, finding=event.finding)
        case AttachmentPlaced():
            return replace(state, chain_id=event.chain_id)
    return state


ATTACHMENT: AggregateType[Attachment] = AggregateType(
    name="attachment",
    state=Attachment,
    initial=Attachment,
    evolve=evolve,
    view=lambda one: {"chainId": one.chain_id, "at": to_json(one.at)},
)
