"""A partner registration: what was filed, the verdict, what the approval chain made of it, its protection window.

Who holds the scope is decided in `scope`; who approves is the approval service's. Here an outcome is only recorded.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.entry import Entry
from services.opportunity.domain.order import sortable
from tas.contracts.opportunity import (
    ConflictReason,
    CustomerEntityChanged,
    CustomerMerged,
    Filing,
    RegistrationApproved,
    RegistrationExpired,
    RegistrationFiled,
    RegistrationRejected,
    RegistrationResubmitted,
    RegistrationReturned,
    RegistrationScopeFreed,
    RegistrationStatus,
    RegistrationWithdrawn,
    Verdict,
)
from tas.core.errors import Conflict, Unavailable

UNDECIDED = (RegistrationStatus.SUBMITTED, RegistrationStatus.RETURNED)
LIVE = (*UNDECIDED, RegistrationStatus.ACTIVE)
"""Of an accepted registration: it holds its scope."""


@dataclass(frozen=True, slots=True)
class Registration:
    """`filing` is None before the first event. `comment` is the last word of an approver who returned or rejected it;
    `freed` tells a loser that the scope it wanted is open again."""

    id: str
    filing: Filing | None = None
    verdict: Verdict = Verdict.CONFLICT
    scope_key: str = ""
    status: RegistrationStatus = RegistrationStatus.CONFLICT
    filed_at: datetime | None = None
    reason: ConflictReason | None = None
    chain_id: str | None = None
    comment: str = ""
    protected_from: datetime | None = None
    protected_to: datetime | None = None
    opportunity_id: str | None = None
    freed: bool = False
    merged_account_id: str = ""
    entity_changes: tuple[CustomerEntityChanged, ...] = ()

    @property
    def account_id(self) -> str:
        """The customer's account as it stands: the filed one, or what it was merged into; "" before the first event."""
        return self.merged_account_id or (self.filing.account_id if self.filing else "")


def decide_completion(state: Registration, filed: RegistrationFiled) -> Decided:
    """The first entry, from what its scope recorded. Raises Conflict(REGISTRATION_FILED) when one stands."""
    if state.filing is not None:
        raise Conflict("REGISTRATION_FILED", registration=state.id)
    return Decided((filed,), {"registrationId": filed.filing.registration_id})


def decide_return(state: Registration, chain_id: str, comment: str) -> Decided:
    _require(state, RegistrationStatus.SUBMITTED)
    return Decided((RegistrationReturned(state.id, chain_id, comment),), {})


def decide_resubmission(state: Registration, chain_id: str) -> Decided:
    _require(state, RegistrationStatus.RETURNED)
    return Decided((RegistrationResubmitted(state.id, chain_id),), {})


def decide_approval(
    state: Registration, chain_id: str, opportunity_id: str, at: datetime, protection: timedelta
) -> Decided:
    """Opens the protection window at the moment of the approval; `protection` is its length."""
    _require(state, RegistrationStatus.SUBMITTED)
    event = RegistrationApproved(state.id, chain_id, opportunity_id, at, at + protection)
    return Decided((event,), {"opportunityId": opportunity_id})


def decide_rejection(state: Registration, chain_id: str, comment: str) -> Decided:
    _require(state, *UNDECIDED)
    return Decided((RegistrationRejected(state.id, chain_id, comment),), {})


def decide_withdrawal(state: Registration, chain_id: str) -> Decided:
    _require(state, *UNDECIDED)
    return Decided((RegistrationWithdrawn(state.id, chain_id),), {})


def is_over(state: Registration, now: datetime) -> bool:
    """Whether the registration is protected and its window has passed."""
    return state.status is RegistrationStatus.ACTIVE and state.protected_to is not None and state.protected_to <= now


def decide_expiry(state: Registration, now: datetime) -> Decided:
    """Raises Conflict(PROTECTION_NOT_OVER): whoever asks too early changes nothing."""
    if not is_over(state, now) or state.protected_to is None:
        raise Conflict("PROTECTION_NOT_OVER", registration=state.id)
    return Decided((RegistrationExpired(state.id, now),), {"protectedTo": sortable(state.protected_to)})


def decide_telling(state: Registration, scope_key: str) -> Decided:
    """A loser hears that its scope is open again. It is not promoted. Raises Unavailable(REGISTRATION_INCOMPLETE) for
    one whose own first entry a crash still owes it: that comes first."""
    if state.filing is None:
        raise Unavailable("REGISTRATION_INCOMPLETE", registration=state.id)
    return Decided((RegistrationScopeFreed(state.id, scope_key),), {})


def evolve(state: Registration, event: Any, entry: Entry) -> Registration:
    match event:
        case RegistrationFiled():
            return _filed(state, event)
        case RegistrationReturned(chain_id=chain_id, comment=comment):
            return replace(state, status=RegistrationStatus.RETURNED, chain_id=chain_id, comment=comment)
        case RegistrationResubmitted(chain_id=chain_id):
            return replace(state, status=RegistrationStatus.SUBMITTED, chain_id=chain_id, comment="")
        case RegistrationApproved():
            return replace(
                state,
                status=RegistrationStatus.ACTIVE,
                chain_id=event.chain_id,
                protected_from=event.protected_from,
                protected_to=event.protected_to,
                opportunity_id=event.opportunity_id,
            )
        case RegistrationRejected(chain_id=chain_id, comment=comment):
            return replace(state, status=RegistrationStatus.REJECTED, chain_id=chain_id, comment=comment)
        case RegistrationWithdrawn(chain_id=chain_id):
            return replace(state, status=RegistrationStatus.WITHDRAWN, chain_id=chain_id)
        case RegistrationExpired():
            return replace(state, status=RegistrationStatus.EXPIRED)
        case RegistrationScopeFreed():
            return replace(state, freed=True)
    return _of_customer(state, event)


def _of_customer(state: Registration, event: Any) -> Registration:
    """After an event that tells of the customer."""
    match event:
        case CustomerEntityChanged():
            return replace(state, entity_changes=(*state.entity_changes, event))
        case CustomerMerged(into_id=into):
            return replace(state, merged_account_id=into)
    return state


def _filed(state: Registration, event: RegistrationFiled) -> Registration:
    accepted = event.verdict is Verdict.ACCEPTED
    return replace(
        state,
        filing=event.filing,
        verdict=event.verdict,
        scope_key=event.scope_key,
        status=RegistrationStatus.SUBMITTED if accepted else RegistrationStatus.CONFLICT,
        filed_at=event.filed_at,
        reason=event.reason,
    )


def _require(state: Registration, *statuses: RegistrationStatus) -> None:
    if state.filing is None or state.status not in statuses:
        raise Conflict("REGISTRATION_NOT_OPEN", registration=state.id, status=state.status.value)


def _view(state: Registration) -> dict[str, Any]:
    if state.filing is None or state.filed_at is None:
        return {}
    return {
        "partnerId": state.filing.partner_id,
        "accountId": state.account_id,
        "status": state.status.value,
        "filedAt": sortable(state.filed_at),
    }


REGISTRATION: AggregateType[Registration] = AggregateType("registration", Registration, Registration, evolve, _view)
