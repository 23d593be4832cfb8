"""What a reader sees of registrations and opportunities: by ids in one store query, by lists, as facts for a chain.

Everything goes through `access`; what the reader may not see is absent, exactly as what does not exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kit.journal.command import canonical, sha256
from kit.page import Page, Window
from services.opportunity.app.access import list_partner, sees
from services.opportunity.app.container import Deals
from services.opportunity.app.port import OpportunityFilter, RegistrationFilter
from services.opportunity.domain.opportunity import OPPORTUNITY, Opportunity
from services.opportunity.domain.registration import REGISTRATION, Registration
from tas.core.actor import Actor
from tas.core.codec import to_json
from tas.core.errors import Missing


async def registrations_by_id(deals: Deals, actor: Actor, ids: Sequence[str]) -> Mapping[str, Registration]:
    """Those of the ids that the actor may see; one store query."""
    found = await deals.ledger.views(REGISTRATION, ids)
    states = {id: loaded.state for id, loaded in found.items()}
    return {
        id: state for id, state in states.items() if state.filing is not None and sees(actor, state.filing.partner_id)
    }


async def opportunities_by_id(deals: Deals, actor: Actor, ids: Sequence[str]) -> Mapping[str, Opportunity]:
    """Those of the ids that the actor may see; one store query."""
    found = await deals.ledger.views(OPPORTUNITY, ids)
    return {id: loaded.state for id, loaded in found.items() if sees(actor, loaded.state.partner_id)}


async def list_registrations(
    deals: Deals, actor: Actor, wanted: RegistrationFilter, window: Window
) -> Page[Registration]:
    """Newest filing first. Raises Forbidden(LIST_NOT_ALLOWED)."""
    partner = list_partner(actor, wanted.partner_id)
    return await deals.index.registrations(replace(wanted, partner_id=partner), window)


async def list_opportunities(
    deals: Deals, actor: Actor, wanted: OpportunityFilter, window: Window
) -> Page[Opportunity]:
    """Newest opening first. Raises Forbidden(LIST_NOT_ALLOWED)."""
    partner = list_partner(actor, wanted.partner_id)
    return await deals.index.opportunities(replace(wanted, partner_id=partner), window)


async def registration_facts(deals: Deals, registration_id: str) -> dict[str, Any]:
    """What flow conditions may ask of a registration, flat; `digest` covers the whole filing. As the journal has it,
    not as a view that may lag. Raises Missing(REGISTRATION_UNKNOWN)."""
    state, version, _ = await deals.ledger.load(REGISTRATION, registration_id)
    filing = state.filing
    if filing is None:
        raise Missing("REGISTRATION_UNKNOWN", registration=registration_id)
    return {
        "registration.verdict": state.verdict.value,
        "registration.amount": format(filing.amount.amount, "f"),
        "registration.currency": filing.amount.currency,
        "registration.productLine": filing.product_line,
        "registration.region": filing.region,
        "partnerId": filing.partner_id,
        "accountId": state.account_id,
        "digest": sha256(canonical(to_json(filing))),
        "version": version,
    }
