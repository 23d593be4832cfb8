"""The end of a protection window. The durable timer only asks; whether the window is over is decided here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kit.journal.command import user_command
from services.opportunity.app.container import Deals
from services.opportunity.app.effect import follow_commit
from services.opportunity.domain.registration import REGISTRATION, Registration, decide_expiry, is_over
from tas.contracts.opportunity import RegistrationStatus
from tas.core.actor import Actor
from tas.core.errors import Missing, Unavailable

CLOCKS_DIFFER = timedelta(minutes=1)
"""Who asks so little too early has a clock that is ahead of ours: it is told to ask again, not that it is settled."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """Whether the registration is expired now; `protected_to` is the end of its window as it stands."""

    expired: bool
    protected_to: datetime | None


async def expire_protection(deals: Deals, actor: Actor, command_id: str, registration_id: str) -> Expiry:
    """Expires an ACTIVE registration whose window has passed, and releases its scope; anything else changes nothing.
    Raises Missing(REGISTRATION_UNKNOWN), Unavailable(PROTECTION_ENDS_SOON)."""
    now = deals.clock.now()
    command = user_command(actor, command_id, {"registrationId": registration_id}, now)
    done = await deals.ledger.answered(command)
    if done is None:
        state = (await deals.ledger.load(REGISTRATION, registration_id)).state
        if not is_over(state, now):
            return _not_over(state, now)
        done = await deals.ledger.execute(
            REGISTRATION, registration_id, command, lambda current: decide_expiry(current, now)
        )
    await follow_commit(deals, done.aggregate, done.version)
    return Expiry(True, datetime.fromisoformat(done.answer["protectedTo"]))


def _not_over(state: Registration, now: datetime) -> Expiry:
    if state.filing is None:
        raise Missing("REGISTRATION_UNKNOWN", registration=state.id)
    if state.status is RegistrationStatus.ACTIVE and state.protected_to and state.protected_to - now < CLOCKS_DIFFER:
        raise Unavailable("PROTECTION_ENDS_SOON", registration=state.id)
    return Expiry(state.status is RegistrationStatus.EXPIRED, state.protected_to)
