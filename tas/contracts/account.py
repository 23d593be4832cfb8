"""Events of the people service about customers' core data: its changes through flow 1-3, what proves it, merged
accounts. They stand in entries of `account` (key: account id) beside those of `tas.contracts.people`;
`CustomerCodeIssued` in `customer-code/company`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tas.core.codec import Json
from tas.core.event import event, upcaster


class CoreField(StrEnum):
    """The core fields (核心字段, domain.md §4.1). Once verified they change through flow 1-3 only."""

    LEGAL_NAME = "legalName"
    CREDIT_CODE = "creditCode"
    LEGAL_REP = "legalRep"
    REGISTERED_ADDRESS = "registeredAddress"
    ACCOUNT_TYPE = "accountType"
    INDUSTRY = "industry"
    PARENT = "parent"
    REGION = "region"
    OWNER = "owner"
    CREDIT_RATING = "creditRating"
    BLACKLIST = "blacklist"
    INVOICE_TITLE = "invoiceTitle"
    TAX_NO = "taxNo"
    BANK = "bank"


class ChangeReason(StrEnum):
    MERGER = "MERGER"
    RENAME = "RENAME"
    ERROR = "ERROR"
    OWNER_CHANGE = "OWNER_CHANGE"
    OTHER = "OTHER"


class VerifyMethod(StrEnum):
    """How the truth of a field or an account was looked into."""

    REGISTRY_API = "REGISTRY_API"
    LICENCE_COPY = "LICENCE_COPY"
    SITE_VISIT = "SITE_VISIT"
    THIRD_PARTY = "THIRD_PARTY"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field from its old to its new value, both as text: `parent` and `owner` are ids, `blacklist` true or false;
    None is no value."""

    field: CoreField
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Impact:
    """Ids of what rests on the account, as far as one look finds it; `more` when there was more to find. `chains` run,
    `approved` ones have ended so."""

    registrations: tuple[str, ...] = ()
    opportunities: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    chains: tuple[str, ...] = ()
    more: bool = False
    approved: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountFieldsDescribed:
    """Core fields of an account that is not verified yet, as somebody says they are from this day on."""

    account_id: str
    changes: tuple[FieldChange, ...]


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountVerificationExpired:
    """The last day on which the verification was good has passed. In the same entry a new evaluation is asked for."""

    account_id: str
    valid_until: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountWebsiteNoted:
    """The customer's website, which is no core field; None: it has none."""

    account_id: str
    website: str | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountEvidenceRecorded:
    """What an evaluation of the account rests on. The next approved flow 1-2 takes it over."""

    account_id: str
    method: VerifyMethod
    evidence: tuple[str, ...]


@event(version=2)
@dataclass(frozen=True, slots=True)
class AccountChangeRequested:
    """Core fields of a verified account are to change: the approval service starts flow 1-3 because of this event. The
    request is known by the version of its entry, which is the version of the chain's subject. `legal_entity` and
    `financial` say what its fields touch; `new_owner_id` is set when the owner is among them."""

    account_id: str
    changes: tuple[FieldChange, ...]
    reason: ChangeReason
    evidence: tuple[str, ...]
    effective_on: date
    comment: str
    legal_entity: bool
    financial: bool
    new_owner_id: str | None
    impact: Impact


@upcaster("AccountChangeRequested", 1)
def _with_less_impact(data: dict[str, Json]) -> dict[str, Json]:
    return {**data, "impact": {**data["impact"], "approved": [], "persons": [], "contracts": []}}


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountCoreChanged:
    """Flow 1-3 was approved: the fields have their new values from `effective_on` on. With `legal_entity` it is another
    legal entity for everybody who rests on the account. `request_version` names the request; `owner_unit_id` goes with
    a changed owner."""

    account_id: str
    chain_id: str
    request_version: int
    changes: tuple[FieldChange, ...]
    reason: ChangeReason
    evidence: tuple[str, ...]
    effective_on: date
    legal_entity: bool
    owner_unit_id: str | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountChangeClosed:
    """A requested change came to nothing: its chain's outcome, or FAILED with the code that says why."""

    account_id: str
    chain_id: str
    request_version: int
    outcome: str
    code: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountMerged:
    """The account is another one's from now on: its id and its codes name the other."""

    account_id: str
    into_id: str
    reason: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class AccountAbsorbed:
    """The other side of `AccountMerged`: who came in, and by which name and code it was known."""

    account_id: str
    from_id: str
    legal_name: str
    credit_code: str | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class CustomerCodeIssued:
    """The account is the customer of this number, which is never given again."""

    account_id: str
    number: int
