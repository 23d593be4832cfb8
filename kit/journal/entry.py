"""One journal entry: what a command did, who asked, what was answered. The commit point of the whole suite."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tas.core.actor import Actor
from tas.core.event import Recorded
from tas.core.ids import entry_id, event_id, split_aggregate


@dataclass(frozen=True, slots=True)
class Draft:
    """What a command wants to append: the next version of one aggregate. `answer` is JSON, returned to every retry."""

    aggregate: str
    version: int
    command_key: str
    body_digest: str
    events: tuple[Recorded, ...]
    answer: Mapping[str, Any]
    actor: Actor
    on_behalf_of: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft that was appended. `hash` covers everything here but itself, and the hash of the entry before."""

    aggregate: str
    version: int
    command_key: str
    body_digest: str
    events: tuple[Recorded, ...]
    answer: Mapping[str, Any]
    actor: Actor
    on_behalf_of: str | None
    at: datetime
    prev_hash: str
    hash: str

    @property
    def id(self) -> str:
        return entry_id(self.aggregate, self.version)

    @property
    def type(self) -> str:
        """The aggregate's type, which consumers bind to."""
        return split_aggregate(self.aggregate)[0]

    def event_id(self, index: int) -> str:
        return event_id(self.id, index)
