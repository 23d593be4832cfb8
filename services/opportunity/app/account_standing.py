"""What rests on accounts of customers here, as the people service asks before it changes or merges one."""

from collections.abc import Mapping, Sequence
from typing import Any

from kit.page import Window
from services.opportunity.app.container import Deals
from services.opportunity.domain.registration import REGISTRATION
from services.opportunity.domain.scope import SCOPE
from tas.core.errors import Invalid

MOST_ACCOUNTS = 50
MOST = 100


async def account_standing(deals: Deals, account_ids: Sequence[str]) -> Mapping[str, Any]:
    """By account: {registrations, opportunities, liveScopes, more}: ids of the registrations that hold their scope and
    of its opportunities, up to 100 each (`more`: there are others), and how many scopes are held, as the journal has
    them. Raises Invalid(TOO_MANY_ITEMS)."""
    if len(account_ids) > MOST_ACCOUNTS:
        raise Invalid("TOO_MANY_ITEMS", field=("accountIds",), most=MOST_ACCOUNTS)
    return {id: await _standing(deals, id) for id in dict.fromkeys(account_ids)}


async def _standing(deals: Deals, account_id: str) -> dict[str, Any]:
    registrations = await deals.index.live_registrations_of(account_id, MOST)
    opportunities = await deals.index.opportunities_of(account_id, Window(MOST))
    held = [one.id for one in registrations.items if await _holds(deals, one.id)]
    return {
        "registrations": held,
        "opportunities": [one.id for one in opportunities.items],
        "liveScopes": len(held),
        "more": registrations.more or opportunities.more,
    }


async def _holds(deals: Deals, registration_id: str) -> bool:
    """Whether the registration holds its scope now: lists may lag."""
    state = (await deals.ledger.load(REGISTRATION, registration_id)).state
    return (await deals.ledger.load(SCOPE, state.scope_key)).state.holder_id == registration_id
