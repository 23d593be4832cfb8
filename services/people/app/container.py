"""What every command and query of people works with, put together once by `main`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kit.journal.ledger import Ledger
from services.people.app.port import CalendarSource, Directory


@dataclass(frozen=True, slots=True)
class People:
    ledger: Ledger
    directory: Directory
    calendars: CalendarSource
    now: Callable[[], datetime]
