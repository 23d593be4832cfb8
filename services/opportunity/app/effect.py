"""What follows inside this service from an entry of its own journal, each effect exactly once.

`follow` is called right after a command, and again by the service's consumer of its own feed: whichever comes first
does it, the other finds it done, and a crash between two entries mends itself.

    ScopeFiled            → the registration's own first entry
    ScopeReleased         → its losers are told, in filing order
    RegistrationApproved  → the opportunity is opened
    Registration{Rejected, Withdrawn, Expired} → the scope is released
"""

from typing import Any

from kit.journal.command import Command, caused_command
from kit.journal.entry import Entry
from services.opportunity.app.container import SELF, SERVICE, Deals
from services.opportunity.domain.opportunity import OPPORTUNITY, decide_opening
from services.opportunity.domain.registration import REGISTRATION, decide_completion, decide_telling
from services.opportunity.domain.scope import SCOPE, decide_release
from tas.contracts.opportunity import (
    RegistrationApproved,
    RegistrationExpired,
    RegistrationFiled,
    RegistrationRejected,
    RegistrationWithdrawn,
    ScopeFiled,
    ScopeReleased,
)
from tas.core.errors import Missing, Unavailable
from tas.core.event import knows, revive
from tas.core.ids import aggregate_name, caused_command_id, split_aggregate


async def follow(deals: Deals, entry: Entry) -> None:
    """Every effect of one entry of `scope` or `registration`."""
    for index, recorded in enumerate(entry.events):
        if knows(recorded.type):
            await _follow_event(deals, entry, entry.event_id(index), revive(recorded))


async def follow_commit(deals: Deals, aggregate: str, version: int) -> None:
    """The effects of an entry that was just appended, or long ago by the same command."""
    entry = await deals.entries.entry(aggregate, version)
    if entry is None:
        raise Unavailable("ENTRIES_MISSING", aggregate=aggregate, after=version - 1)
    await follow(deals, entry)


def caused(entry: Entry, event_id: str, effect: str, target: str) -> Command:
    """The command of an effect on a target aggregate, at the time of its cause."""
    return caused_command(SELF, caused_command_id(event_id, SERVICE, effect, target), entry.at)


async def _follow_event(deals: Deals, entry: Entry, event_id: str, event: Any) -> None:
    match event:
        case ScopeFiled():
            await _complete(deals, entry, event_id, event)
        case ScopeReleased(losers=losers):
            for loser in losers:
                await _tell(deals, entry, event_id, loser)
        case RegistrationApproved():
            await _open(deals, entry, event_id, event)
        case RegistrationRejected() | RegistrationWithdrawn() | RegistrationExpired():
            await _release(deals, entry, event_id, event.registration_id, type(event).__name__)


async def _complete(deals: Deals, entry: Entry, event_id: str, event: ScopeFiled) -> None:
    key = event.filing.registration_id
    _, scope = split_aggregate(entry.aggregate)
    filed = RegistrationFiled(event.filing, event.verdict, scope, entry.at, event.reason)
    command = caused(entry, event_id, "complete-registration", aggregate_name(REGISTRATION.name, key))
    await deals.ledger.execute(REGISTRATION, key, command, lambda state: decide_completion(state, filed))


async def _tell(deals: Deals, entry: Entry, event_id: str, loser: str) -> None:
    _, scope = split_aggregate(entry.aggregate)
    command = caused(entry, event_id, "tell-loser", aggregate_name(REGISTRATION.name, loser))
    await deals.ledger.execute(REGISTRATION, loser, command, lambda state: decide_telling(state, scope))


async def _open(deals: Deals, entry: Entry, event_id: str, event: RegistrationApproved) -> None:
    loaded = await deals.ledger.load(REGISTRATION, event.registration_id)
    filing = loaded.state.filing
    if filing is None:
        raise Missing("REGISTRATION_UNKNOWN", registration=event.registration_id)
    key = event.opportunity_id
    command = caused(entry, event_id, "open-opportunity", aggregate_name(OPPORTUNITY.name, key))
    at = event.protected_from
    await deals.ledger.execute(OPPORTUNITY, key, command, lambda state: decide_opening(state, filing, at))


async def _release(deals: Deals, entry: Entry, event_id: str, registration_id: str, reason: str) -> None:
    key = (await deals.ledger.load(REGISTRATION, registration_id)).state.scope_key
    command = caused(entry, event_id, "release-scope", aggregate_name(SCOPE.name, key))
    done = await deals.ledger.execute(SCOPE, key, command, lambda state: decide_release(state, registration_id, reason))
    await follow_commit(deals, done.aggregate, done.version)
