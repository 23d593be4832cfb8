"""What every command and query of people works with, put together once by `main`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kit.journal.ledger import Ledger
from kit.journal.port import FeedStore, JournalStore
from services.people.app.contact.port import Mirror, Network, Vault
from services.people.app.port import CalendarSource, ChainSource, ContractSource, DealSource, Directory
from services.people.app.privacy.port import Privacy
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
    deals: DealSource
    chains: ChainSource
    now: Callable[[], datetime]
    vault: Vault
    mirror: Mirror
    network: Network
    privacy: Privacy
    contracts: ContractSource
    zone: str = "Asia/Shanghai"
    """Where the company's days begin and end."""
    mail_domain: str = ""
    """Behind the log-ins that are no e-mail addresses; "": who has such a one is written to nowhere."""

    def day(self, moment: datetime) -> date:
        """The company's day at a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def today(self) -> date:
        return self.day(self.now())
