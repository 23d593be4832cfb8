"""Accounts that may be the same customer as another one, for the data steward who decides."""

from collections.abc import Sequence

from services.people.app.container import People
from services.people.domain.account_state import Account
from services.people.domain.core_history import of_field
from services.people.domain.duplicate import Known, Match, domain_of, grams, matches
from tas.contracts.account import CoreField

MOST = 500
"""Accounts whose names share a piece that are compared."""


async def duplicates_of(people: People, account: Account) -> Sequence[Match]:
    """The most alike first. Accounts already merged are not among them."""
    asked = _known(account)
    pieces = sorted({gram for name in asked.names for gram in grams(name)})
    found = {one.id: one for one in await people.directory.accounts_like(pieces, MOST)}
    if asked.domain:
        found |= {one.id: one for one in await people.directory.accounts_at(asked.domain, MOST)}
    gone = {account.id, *account.absorbed}
    return [one for one in matches(asked, found.values()) if one.id not in gone]


def _known(account: Account) -> Known:
    names = [one.new for one in of_field(account.history, CoreField.LEGAL_NAME) if one.scheduled and one.new]
    return Known(account.id, tuple(dict.fromkeys([account.legal_name, *names])), domain_of(account.website))
