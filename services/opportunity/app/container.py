"""What every command and query of this service works with, put together once in `main`."""

from dataclasses import dataclass
from datetime import timedelta

from kit.journal.ledger import Ledger
from kit.journal.port import FeedStore, JournalStore
from services.opportunity.app.port import Clock, DealIndex, PartnerDirectory
from tas.core.actor import service

SERVICE = "opportunity"
SELF = service(SERVICE)
"""Who acts when an entry causes a command."""


@dataclass(frozen=True, slots=True)
class Deals:
    """`entries` and `feed` are also read by other services, which follow this one's journal."""

    ledger: Ledger
    entries: JournalStore
    feed: FeedStore
    people: PartnerDirectory
    index: DealIndex
    clock: Clock
    protection: timedelta
    """How long an approved registration is protected: 90 days by default (domain.md §7, 2-2)."""
