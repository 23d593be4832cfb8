"""What every command and query of this service works with, put together once in `main`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kit.journal.entry import Entry
from kit.journal.ledger import Ledger
from kit.journal.port import FeedRow, JournalStore
from services.approval.app.act import Acting
from services.approval.app.port import ChainList, Organisation
from services.approval.app.record import Recording
from services.approval.app.side.container import Side
from services.approval.app.submit import Submitting

SERVICE = "approval"


class FeedReader(Protocol):
    """The part of the feed that others read."""

    async def feed(self, after: int, first: int) -> Sequence[tuple[FeedRow, Entry]]: ...


@dataclass(frozen=True, slots=True)
class Approvals:
    acting: Acting
    recording: Recording
    submitting: Submitting
    organisation: Organisation
    feed: FeedReader
    side: Side

    @property
    def ledger(self) -> Ledger:
        return self.acting.ledger

    @property
    def store(self) -> JournalStore:
        return self.recording.store

    @property
    def chains(self) -> ChainList:
        return self.acting.chains
