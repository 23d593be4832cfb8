"""On what ground a person's data is kept, and when somebody must look at it again. No date alone erases anything."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tas.contracts.contact import PersonContactsRecorded, PersonMoved, PersonRecorded
from tas.contracts.privacy import (
    ConsentBasis,
    PersonConsentRecorded,
    PersonConsentWithdrawn,
    PersonRetained,
)

RETENTION = timedelta(days=3 * 365)
"""How long what was recorded of a person is kept before somebody must look at it again."""


@dataclass(frozen=True, slots=True)
class Consent:
    """`until` is the last day it counts; a withdrawn one counts until the day before."""

    basis: ConsentBasis
    given_on: date
    until: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """`recorded_on`: the last day on which something was recorded of the person."""

    recorded_on: date | None = None
    consent: Consent | None = None
    retained_until: date | None = None


def evolve(state: Hold, event: Any, day: date) -> Hold:
    """The ground after an event that was recorded on this day."""
    match event:
        case PersonRecorded() | PersonContactsRecorded() | PersonMoved():
            return replace(state, recorded_on=day)
        case PersonConsentRecorded():
            return replace(state, consent=Consent(event.basis, event.given_on, event.expires_on))
        case PersonConsentWithdrawn():
            given = state.consent or Consent(ConsentBasis.CONSENT, event.withdrawn_on)
            return replace(state, consent=replace(given, withdrawn_on=event.withdrawn_on), retained_until=None)
        case PersonRetained():
            return replace(state, retained_until=event.until)
    return state


def due_on(state: Hold) -> date | None:
    """The first day on which somebody must look at the person's data; None where nothing was recorded."""
    if state.recorded_on is None:
        return None
    over = state.recorded_on + RETENTION
    if state.retained_until is not None:
        over = max(over, state.retained_until + timedelta(days=1))
    consent = state.consent
    if consent is None:
        return over
    if consent.withdrawn_on is not None:
        return min(over, consent.withdrawn_on)
    return over if consent.until is None else min(over, consent.until + timedelta(days=1))
