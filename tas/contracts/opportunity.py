"""Events of the opportunity service. Aggregate types: `scope` (key: scope key), `registration`, `opportunity`.

A filing is one entry of `scope/KEY`: claim and commit at once, the loser's too (architecture, decision 2). The
registration's own aggregate is completed from that entry by whoever comes next. Other services bind to
`registration` and `opportunity`, never to `scope`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tas.contracts.account import FieldChange
from tas.core.event import event
from tas.core.money import Money


class RegistrationStatus(StrEnum):
    """domain.md §4.3; RETURNED: the chain waits for the partner's corrections."""

    SUBMITTED = "SUBMITTED"
    CONFLICT = "CONFLICT"
    RETURNED = "RETURNED"
    ACTIVE = "ACTIVE"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class Verdict(StrEnum):
    """The conflict check's word, in the answer to the filing itself."""

    ACCEPTED = "ACCEPTED"
    CONFLICT = "CONFLICT"


@dataclass(frozen=True, slots=True)
class Filing:
    """What a partner filed: one product line, in one region, at one end customer."""

    registration_id: str
    partner_id: str
    filed_by: str
    account_id: str
    customer_name: str
    credit_code: str
    project_name: str
    product_line: str
    region: str
    amount: Money
    expected_sign_date: date
    contact_met: str
    evidence: tuple[str, ...] = ()
    support_needed: str = ""
    competitors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConflictReason:
    """Why a filing was second, as its partner may know it: a message code and a day, never who holds the scope."""

    code: str
    until: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class ScopeFiled:
    """A filing reached its scope. The first while the scope is free holds it (ACCEPTED); later ones are CONFLICT."""

    filing: Filing
    verdict: Verdict
    holder_id: str
    """The registration that holds the scope after this filing."""
    reason: ConflictReason | None = None


@event(version=1)
@dataclass(frozen=True, slots=True)
class ScopeReleased:
    """The holder was rejected, withdrawn or expired. `losers`: registrations to tell, in filing order."""

    registration_id: str
    reason: str
    losers: tuple[str, ...]


@event(version=1)
@dataclass(frozen=True, slots=True)
class RegistrationFiled:
    """First entry of a registration. With ACCEPTED the approval service starts flow TAS_2_2 because of it."""

    filing: Filing
    verdict: Verdict
    scope_key: str
    filed_at: datetime
    reason: ConflictReason | None = None


@event(version=1)
@dataclass(frozen=True, slots=True)
class RegistrationReturned:
    """An approver asked for corrections; the partner may resubmit."""

    registration_id: str
    chain_id: str
    comment: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class RegistrationResubmitted:
    """The partner answered a return; the chain goes on in its next round."""

    registration_id: str
    chain_id: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class RegistrationApproved:
    """Flow 2-2 was approved. The worker arms the protection timer because of this event."""

    registration_id: str
    chain_id: str
    opportunity_id: str
    protected_from: datetime
    protected_to: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class RegistrationRejected:
    registration_id: str
    chain_id: str
    comment: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class RegistrationWithdrawn:
    registration_id: str
    chain_id: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class RegistrationExpired:
    """The protection window has passed (decided by the service when the durable timer asks)."""

    registration_id: str
    expired_at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class RegistrationScopeFreed:
    """Told to a loser in filing order: the scope it wanted is open again. Nobody is promoted silently."""

    registration_id: str
    scope_key: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class OpportunityOpened:
    """A grade-E opportunity, opened by an approved registration."""

    opportunity_id: str
    registration_id: str
    account_id: str
    partner_id: str
    name: str
    grade: str
    stage: str
    amount: Money
    expected_sign_date: date
    product_line: str
    region: str
    opened_at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class OpportunityGraded:
    """The opportunity's grade (A–E) as it stands from now on: people asks for a second assessor in grades A and B."""

    opportunity_id: str
    grade: str
    graded_at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class CustomerEntityChanged:
    """In a `registration` or an `opportunity`: its customer is another legal entity from this day on, by an approved
    flow 1-3 (`chain_id`). What was filed or signed stays as it was."""

    account_id: str
    chain_id: str
    changes: tuple[FieldChange, ...]
    effective_on: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class CustomerMerged:
    """In a `registration` or an `opportunity`: its customer's account was merged into another one, whose it is now."""

    account_id: str
    into_id: str
