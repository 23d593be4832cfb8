"""A scope: one account × one product line × one region, held by at most one registration at a time.

Its versions are the filing order: taking, losing and releasing it are all entries of `scope/KEY`, so that claim and
commit are one insert. What becomes of a registration afterwards lives in `registration`.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.entry import Entry
from tas.contracts.opportunity import ConflictReason, Filing, ScopeFiled, ScopeReleased, Verdict
from tas.core.codec import to_json
from tas.core.errors import Conflict

DECISION_DAYS = 7
"""Days within which the holder's flow is due: five working days (domain.md, 2-2) and a weekend."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`waiting` are the registrations that came second since the scope was last free, in filing order."""

    key: str
    holder_id: str | None = None
    held_since: datetime | None = None
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Protection:
    """What is known of a holder at the moment of a filing: its registration and the end of its window."""

    registration_id: str
    until: datetime


def scope_key(account_id: str, product_line: str, region: str) -> str:
    """The key of the scope's aggregate: SHA-256, hex, of the three parts."""
    return hashlib.sha256("\x1f".join((account_id, product_line, region)).encode()).hexdigest()


def decide_filing(scope: Scope, filing: Filing, at: datetime, protection: Protection | None = None) -> Decided:
    """The first filing of a free scope holds it; any other is recorded as CONFLICT. `protection` only words the
    reason, and only if it is still the holder's. Answer: `{registrationId, verdict, reason}`."""
    if scope.holder_id is None:
        return _filed(ScopeFiled(filing, Verdict.ACCEPTED, filing.registration_id))
    if protection is not None and protection.registration_id == scope.holder_id:
        reason = ConflictReason("SCOPE_PROTECTED", protection.until.date())
    else:
        reason = ConflictReason("SCOPE_AWAITS_DECISION", _decision_due(scope, at))
    return _filed(ScopeFiled(filing, Verdict.CONFLICT, scope.holder_id, reason))


def decide_release(scope: Scope, registration_id: str, reason: str) -> Decided:
    """The holder gives the scope up. Raises Conflict(SCOPE_NOT_HELD) when another holds it, or nobody."""
    if scope.holder_id != registration_id:
        raise Conflict("SCOPE_NOT_HELD", registration=registration_id)
    return Decided((ScopeReleased(registration_id, reason, scope.waiting),), {"losers": list(scope.waiting)})


def evolve(scope: Scope, event: Any, entry: Entry) -> Scope:
    match event:
        case ScopeFiled(filing=filing, verdict=Verdict.ACCEPTED):
            return replace(scope, holder_id=filing.registration_id, held_since=entry.at)
        case ScopeFiled(filing=filing):
            return replace(scope, waiting=(*scope.waiting, filing.registration_id))
        case ScopeReleased():
            return Scope(scope.key)
    return scope


def _filed(event: ScopeFiled) -> Decided:
    answer = {
        "registrationId": event.filing.registration_id,
        "verdict": event.verdict.value,
        "reason": to_json(event.reason),
    }
    return Decided((event,), answer)


def _decision_due(scope: Scope, at: datetime) -> date:
    return ((scope.held_since or at) + timedelta(days=DECISION_DAYS)).date()


SCOPE: AggregateType[Scope] = AggregateType("scope", Scope, Scope, evolve)
