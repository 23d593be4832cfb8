"""Events of the people service. Aggregate types: `account` (key: account id), `credit-code` (key: the code),
`employee`, `unit`, `partner`, `partner-user` (key: their id)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tas.contracts.account import VerifyMethod
from tas.core.codec import Json
from tas.core.event import event, upcaster


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
    source: str = ""
    region: str | None = None


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
    country: str | None = None
    credit_rating_needed: bool = False


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountCodeReserved:
    """An account without a code is to get this one. It has it once `credit-code/CODE` names the account."""

    account_id: str
    credit_code: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountCodeTaken:
    """An account that was known by its name alone has a code now."""

    account_id: str
    credit_code: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountEvaluationRequested:
    """Somebody files on an account that stands unverified: flow 1-2 must run on it as on a drafted one. The approval
    service starts the flow because of this event."""

    account_id: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountDescribed:
    """What an import says of an account that stands already."""

    account_id: str
    legal_name: str
    region: str | None
    country: str | None
    industry: str | None
    parent_account_id: str | None
    credit_rating_needed: bool


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountOwnerAssigned:
    """The employee who answers for the account, and the unit they work in."""

    account_id: str
    owner_employee_id: str
    owner_unit_id: str | None


@event(version=2)
@dataclass(frozen=True, slots=True)
class AccountVerified:
    """Flow 1-2 was approved: the account is ACTIVE and VERIFIED, its core fields are locked, and it is the customer of
    this code. `method` and `evidence` are what was recorded for this evaluation, if anything was."""

    account_id: str
    chain_id: str
    verified_at: datetime
    valid_until: date
    customer_code: str = ""
    method: VerifyMethod | None = None
    evidence: tuple[str, ...] = ()


@upcaster("AccountVerified", 1)
def _without_code(data: dict[str, Json]) -> dict[str, Json]:
    return {**data, "customer_code": "", "method": None, "evidence": []}


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountVerificationRejected:
    account_id: str
    chain_id: str


@event(version=2)
@dataclass(frozen=True, slots=True)
class UnitRecorded:
    """An organisation unit as it stands from now on. Several may head it, as sales directors share an office.
    `first_day` None: from the day of the entry, and since ever for a unit that is new."""

    unit_id: str
    name: str
    region: str | None
    parent_unit_id: str | None
    head_employee_ids: tuple[str, ...]
    first_day: date | None = None


@event(version=2)
@dataclass(frozen=True, slots=True)
class EmployeeRecorded:
    """An employee as they stand from now on, but for their posts. `head_employee_id` is the line head; `first_day` as
    in UnitRecorded."""

    employee_id: str
    login: str
    name: str
    unit_id: str | None
    head_employee_id: str | None
    active: bool = True
    first_day: date | None = None


@event(version=2)
@dataclass(frozen=True, slots=True)
class PostAssigned:
    """The employee holds a post (role code of domain.md §3), company-wide or for one unit, from a day to a day; None
    leaves that end open."""

    employee_id: str
    post: str
    unit_id: str | None = None
    first_day: date | None = None
    last_day: date | None = None


@upcaster("UnitRecorded", 1)
@upcaster("EmployeeRecorded", 1)
def _without_day(data: dict[str, Json]) -> dict[str, Json]:
    return {**data, "first_day": None}


@upcaster("PostAssigned", 1)
def _without_days(data: dict[str, Json]) -> dict[str, Json]:
    return {**data, "first_day": None, "last_day": None}


@event(version=1)
@dataclass(frozen=True, slots=True)
class PartnerRecorded:
    """A partner organisation as it stands from now on, with what it is certified for."""

    partner_id: str
    name: str
    active: bool
    product_lines: tuple[str, ...]
    regions: tuple[str, ...]


@event(version=1)
@dataclass(frozen=True, slots=True)
class PartnerUserRecorded:
    """Somebody who logs in for a partner organisation."""

    user_id: str
    login: str
    name: str
    partner_id: str
    active: bool = True
