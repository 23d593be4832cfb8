"""What goes on beside chains needs of the outside: lists, where files are kept and looked at, addresses, channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from kit.journal.aggregate import AggregateType
from kit.page import Page, Window

S = TypeVar("S")


class Shelf(Protocol):
    """Lists over the state documents of one kind; they may lag behind the journal."""

    async def page(
        self,
        kind: AggregateType[S],
        where: Mapping[str, Any],
        window: Window,
        *,
        sort: str = "at",
        descending: bool = False,
    ) -> Page[S]:
        """Those whose view fields equal `where`, by (sort, id); a descending page has its newest first."""


class Objects(Protocol):
    """Where the bytes of attachments are, by the SHA-256 of what they are. Raises Unavailable OBJECTS_UNAVAILABLE."""

    async def put(self, sha256: str, data: bytes) -> None:
        """Keeps them; harmless when they stand already."""

    async def get(self, sha256: str) -> bytes | None:
        """The bytes, or None."""


class Scanner(Protocol):
    """Looks for malware."""

    async def scan(self, data: bytes) -> str:
        """What was found, or "". Raises Unavailable SCANNER_UNAVAILABLE: then nothing is kept."""


class Addresses(Protocol):
    """Where people are written to; asked when a message is sent and kept nowhere."""

    async def of(self, person_ids: Sequence[str]) -> Mapping[str, str]:
        """Person → e-mail address; who has none is absent. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Message:
    """`id` is the same whenever the same thing is told: by it a receiver knows a repetition."""

    id: str
    person_id: str
    locale: str
    subject: str
    text: str
    links: tuple[str, ...]


class Sender(Protocol):
    """One channel. At least once: a message is sent again when it is not known whether it went out."""

    async def send(self, message: Message) -> str:
        """ "" when it went out; else why it never will: NO_ADDRESS, NO_CHANNEL. Raises Unavailable: try again."""
