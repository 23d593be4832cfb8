"""What every handler beside the chains works with, put together once in `main`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kit.journal.ledger import Ledger
from services.approval.app import authorise
from services.approval.app.side.port import Objects, Scanner, Sender, Shelf
from services.approval.app.side.ticket import Tickets
from services.approval.domain.chain import CHAIN, ChainRecord
from tas.contracts.side import Channel
from tas.core.actor import Actor
from tas.core.calendar import Calendar
from tas.core.errors import Missing


@dataclass(frozen=True, slots=True)
class Side:
    """`link` is the address before `/tasks/ID` and `/chains/ID` in messages."""

    ledger: Ledger
    shelf: Shelf
    objects: Objects
    scanner: Scanner
    tickets: Tickets
    senders: Mapping[Channel, Sender]
    calendar: Callable[[datetime], Calendar]
    now: Callable[[], datetime]
    link: str


async def insider(app: Side, actor: Actor, chain_id: str) -> ChainRecord:
    """The chain, for who sees inside. Raises Missing CHAIN_UNKNOWN."""
    loaded = await app.ledger.load(CHAIN, chain_id)
    if loaded.version == 0:
        raise Missing("CHAIN_UNKNOWN", field=("chainId",), chain=chain_id[:80])
    authorise.to_talk(actor, loaded.state.chain)
    return loaded.state
