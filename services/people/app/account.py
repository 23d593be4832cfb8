"""Reading an account as the journal has it, as of today, and the account that a merged one's id names now."""

from services.people.app.container import People
from services.people.domain.account import ACCOUNT
from services.people.domain.account_state import Account, on_day
from tas.core.errors import Unavailable

LONGEST_MERGE = 32
"""How many merges in a row are followed."""


async def load_account(people: People, id: str) -> Account:
    """The account as of today; one that does not exist is empty."""
    return on_day((await people.ledger.load(ACCOUNT, id)).state, people.today())


async def survivor(people: People, id: str) -> Account:
    """The account that this id names now: itself, or what it was merged into. Raises Unavailable(BUSY) for a row of
    merges that does not end."""
    for _ in range(LONGEST_MERGE):
        account = await load_account(people, id)
        if account.merged_into is None:
            return account
        id = account.merged_into
    raise Unavailable("BUSY", aggregate=f"account/{id}")
