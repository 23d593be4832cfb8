"""What every command and query of this service works with, put together once in `main`."""

from dataclasses import dataclass

from kit.journal.ledger import Ledger
from services.opportunity.app.port import Clock, DealIndex, EntryReader, PartnerDirectory
from tas.core.actor import service

SERVICE = "opportunity"
SELF = service(SERVICE)
"""Who acts when an entry causes a command."""


@dataclass(frozen=True, slots=True)
class Deals:
    ledger: Ledger
    entries: EntryReader
    people: PartnerDirectory
    index: DealIndex
    clock: Clock
