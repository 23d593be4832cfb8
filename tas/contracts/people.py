"""Events of the people service. Aggregate types: `account` (key: account id), `credit-code` (key: the code),
`employee`, `unit`, `partner`, `partner-user` (key: their id)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tas.core.event import event


class Verification(StrEnum):
    """State of an account's verification (domain.md §4.1)."""

    UNVERIFIED = "UNVERIFIED"
    PENDING = "PENDING"
    VERIFIED = "VERIFIED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"


@event(version=1)
@dataclass(frozen=True, slots=True)
class CreditCodeClaimed:
    """The code names this account from now on; first entry of `credit-code/CODE`, whose uniqueness it is."""

    credit_code: str
    account_id: str
    legal_name: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountDrafted:
    """An account seen for the first time, by a filing (with a code) or by an import (code may lack)."""

    account_id: str
    legal_name: str
    credit_code: str | None
    source: str
    region: str | None = None
    industry: str | None = None
    parent_account_id: str | None = None
    owner_employee_id: str | None = None
    owner_unit_id: str | None = None
    needs_evaluation: bool = False
    """True when flow 1-2 must run on it: the approval service starts the flow because of this event."""


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountVerified:
    """Flow 1-2 was approved: the account is ACTIVE and VERIFIED."""

    account_id: str
    chain_id: str
    verified_at: datetime
    valid_until: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountVerificationRejected:
    account_id: str
    chain_id: str
