"""What every command and query of people works with, put together once by `main`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kit.journal.ledger import Ledger
from kit.journal.port import FeedStore, JournalStore
from services.people.app.port import CalendarSource, Directory
from tas.core.actor import service

SERVICE = "people"
SELF = service(SERVICE)
"""Who acts when an entry causes a command."""


@dataclass(frozen=True, slots=True)
class People:
    """`store` and `feed` are read by other services, which follow this one's journal."""

    store: JournalStore
    feed: FeedStore
    ledger: Ledger
    directory: Directory
    calendars: CalendarSource
    now: Callable[[], datetime]
