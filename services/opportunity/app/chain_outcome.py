"""What approval chains make of registrations: each event of a chain becomes at most one caused command here.

A chain about something else, and an event this service has no use for, is passed over. An outcome that does not fit
the registration's state raises, which parks that chain's entries where an operator sees them.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from kit.journal.aggregate import Decided
from kit.journal.entry import Entry
from services.opportunity.app.container import Deals
from services.opportunity.app.effect import caused, follow_commit
from services.opportunity.domain.registration import (
    REGISTRATION,
    Registration,
    decide_approval,
    decide_rejection,
    decide_resubmission,
    decide_return,
    decide_withdrawal,
)
from tas.contracts.chain import ChainEnded, ChainResubmitted, ChainReturned, Outcome
from tas.core.event import knows, revive
from tas.core.ids import aggregate_name, caused_id

SUBJECT = "registration"
FLOW = "TAS_2_2"
Decide = Callable[[Registration], Decided]


async def apply_chain(deals: Deals, entry: Entry) -> None:
    """The effects of one entry of a chain on the registration it is about, and what follows from them."""
    for index, recorded in enumerate(entry.events):
        if not knows(recorded.type):
            continue
        event = revive(recorded)
        meant = _meant(event, entry.event_id(index), deals.protection)
        if meant is None:
            continue
        effect, decide = meant
        key = event.subject.id
        command = caused(entry, entry.event_id(index), effect, aggregate_name(REGISTRATION.name, key))
        done = await deals.ledger.execute(REGISTRATION, key, command, decide)
        await follow_commit(deals, done.aggregate, done.version)


def _meant(event: Any, event_id: str, protection: timedelta) -> tuple[str, Decide] | None:
    """The name of the effect and its decision."""
    if not isinstance(event, ChainReturned | ChainResubmitted | ChainEnded) or event.subject.type != SUBJECT:
        return None
    match event:
        case ChainReturned(chain_id=chain, comment=comment):
            return "return-registration", lambda state: decide_return(state, chain, comment)
        case ChainResubmitted(chain_id=chain):
            return "resubmit-registration", lambda state: decide_resubmission(state, chain)
        case ChainEnded(code=code) if code == FLOW:
            return "end-registration", _ending(event, event_id, protection)
    return None


def _ending(event: ChainEnded, event_id: str, protection: timedelta) -> Decide:
    """A cancelled chain leaves nobody to decide: the registration ends as a withdrawn one does."""
    chain = event.chain_id
    match event.outcome:
        case Outcome.APPROVED:
            opportunity = caused_id("opportunity", event_id, "open-opportunity")
            return lambda state: decide_approval(state, chain, opportunity, event.ended_at, protection)
        case Outcome.REJECTED:
            return lambda state: decide_rejection(state, chain, event.comment)
        case Outcome.WITHDRAWN | Outcome.CANCELLED:
            return lambda state: decide_withdrawal(state, chain)
