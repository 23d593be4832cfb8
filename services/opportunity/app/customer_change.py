"""What becomes of registrations and opportunities when their customer does: it is another legal entity, or its account
was merged. Each of them records it once, by a command that the customer's own entry causes."""

from collections.abc import AsyncIterator
from typing import Any

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.entry import Entry
from kit.page import LARGEST_PAGE, Window
from services.opportunity.app.container import Deals
from services.opportunity.app.effect import caused
from services.opportunity.domain.opportunity import OPPORTUNITY
from services.opportunity.domain.registration import REGISTRATION
from tas.contracts.account import AccountCoreChanged, AccountMerged
from tas.contracts.opportunity import CustomerEntityChanged, CustomerMerged
from tas.core.errors import Unavailable
from tas.core.event import knows, revive
from tas.core.ids import aggregate_name

MOST_PAGES = 100
"""Of the deals of one customer, at most so many pages are followed."""


async def follow_customer(deals: Deals, entry: Entry) -> None:
    """Tells the deals of an account what its entry means for them. Doing it twice changes nothing. Raises
    Unavailable(BUSY) for a customer with too many of them."""
    for index, recorded in enumerate(entry.events):
        event = revive(recorded) if knows(recorded.type) else None
        match event:
            case AccountCoreChanged(legal_entity=True):
                told: Any = CustomerEntityChanged(event.account_id, event.chain_id, event.changes, event.effective_on)
                await _tell(deals, entry, index, event.account_id, told)
            case AccountMerged():
                await _tell(deals, entry, index, event.account_id, CustomerMerged(event.account_id, event.into_id))


async def _tell(deals: Deals, entry: Entry, index: int, account_id: str, told: Any) -> None:
    found = [one async for one in _deals_of(deals, account_id)]  # all first: who was told of a merge leaves the list
    for kind, key in found:
        command = caused(entry, entry.event_id(index), "tell-of-customer", aggregate_name(kind.name, key))
        await deals.ledger.execute(kind, key, command, lambda _: Decided((told,), {}))


async def _deals_of(deals: Deals, account_id: str) -> AsyncIterator[tuple[AggregateType[Any], str]]:
    for kind, read in ((REGISTRATION, deals.index.registrations_of), (OPPORTUNITY, deals.index.opportunities_of)):
        window = Window(LARGEST_PAGE)
        for _ in range(MOST_PAGES):
            page = await read(account_id, window)
            for one in page.items:
                yield kind, one.id
            if not page.more:
                break
            window = Window(LARGEST_PAGE, after=page.keys[-1])
        else:
            raise Unavailable("BUSY", aggregate=f"account/{account_id}")
