"""What is known of a customer account: its core fields and their history, verification, group, merged accounts; and
what a core field is on any day. How events change it is `account`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.people.domain.core_history import CoreChange, change_on, of_field
from tas.contracts.account import AccountChangeRequested, CoreField, VerifyMethod
from tas.contracts.people import Verification

ATTRIBUTE: Mapping[CoreField, str] = {
    CoreField.LEGAL_NAME: "legal_name",
    CoreField.CREDIT_CODE: "credit_code",
    CoreField.LEGAL_REP: "legal_rep",
    CoreField.REGISTERED_ADDRESS: "registered_address",
    CoreField.ACCOUNT_TYPE: "account_type",
    CoreField.INDUSTRY: "industry",
    CoreField.PARENT: "parent_account_id",
    CoreField.REGION: "region",
    CoreField.OWNER: "owner_employee_id",
    CoreField.CREDIT_RATING: "credit_rating",
    CoreField.BLACKLIST: "blacklisted",
    CoreField.INVOICE_TITLE: "invoice_title",
    CoreField.TAX_NO: "tax_no",
    CoreField.BANK: "bank",
}


class AccountStatus(StrEnum):
    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    MERGED = "MERGED"


@dataclass(frozen=True, slots=True)
class OpenChange:
    """A requested change whose chain has not ended; `version` is that of its entry."""

    version: int
    requested: AccountChangeRequested
    requested_by: str
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """`legal_name` is empty before the first event. `reserved_code` is wanted but not yet claimed. The core fields are
    those of the day of the last event; of another day, `on_day` tells. `locked` from the first verification on."""

    id: str
    legal_name: str = ""
    credit_code: str | None = None
    reserved_code: str | None = None
    status: AccountStatus = AccountStatus.DRAFT
    verification: Verification = Verification.UNVERIFIED
    valid_until: date | None = None
    chain_id: str | None = None
    source: str = ""
    region: str | None = None
    country: str | None = None
    industry: str | None = None
    parent_account_id: str | None = None
    owner_employee_id: str | None = None
    owner_unit_id: str | None = None
    credit_rating_needed: bool = False
    legal_rep: str | None = None
    registered_address: str | None = None
    account_type: str | None = None
    credit_rating: str | None = None
    blacklisted: bool = False
    invoice_title: str | None = None
    tax_no: str | None = None
    bank: str | None = None
    website: str | None = None
    customer_code: str = ""
    verify_method: VerifyMethod | None = None
    evidence: tuple[str, ...] = ()
    verified_at: datetime | None = None
    pending_method: VerifyMethod | None = None
    pending_evidence: tuple[str, ...] = ()
    history: tuple[CoreChange, ...] = ()
    open_changes: tuple[OpenChange, ...] = ()
    merged_into: str | None = None
    absorbed: tuple[str, ...] = ()

    @property
    def exists(self) -> bool:
        return bool(self.legal_name)

    @property
    def locked(self) -> bool:
        return self.status is not AccountStatus.DRAFT

    def opened(self, version: int) -> OpenChange | None:
        """The open change of that version."""
        return next((one for one in self.open_changes if one.version == version), None)


def verification_on(account: Account, today: date) -> Verification:
    """The verification as it counts today: what was verified expires by itself."""
    over = account.valid_until is not None and account.valid_until < today
    return Verification.EXPIRED if over and account.verification is Verification.VERIFIED else account.verification


def value_now(account: Account, field: CoreField) -> str | None:
    """A core field as text, as the account's last event left it."""
    value = getattr(account, ATTRIBUTE[field])
    return str(value).lower() if isinstance(value, bool) else value or None


def value_on(account: Account, field: CoreField, day: date) -> str | None:
    """A core field as text on any day."""
    changes = of_field(account.history, field)
    if not changes:
        return value_now(account, field)
    change = change_on(changes, day)
    return changes[0].old if change is None else change.new


def on_day(account: Account, day: date) -> Account:
    """The account with the changes that were scheduled up to a day, which is not before its last event's."""
    return with_fields_of(account, {one.field for one in account.history if one.scheduled}, day)


def with_fields_of(account: Account, fields: Iterable[CoreField], day: date) -> Account:
    """The account, these fields as they are on a day."""
    values = {ATTRIBUTE[field]: kept(field, value_on(account, field, day)) for field in fields}
    if ATTRIBUTE[CoreField.OWNER] in values:
        change = change_on(of_field(account.history, CoreField.OWNER), day)
        values["owner_unit_id"] = change.unit_id if change else account.owner_unit_id
    return replace(account, **values) if values else account


def kept(field: CoreField, text: str | None) -> Any:
    """The text of a core field as the account keeps it."""
    if field is CoreField.BLACKLIST:
        return text == "true"
    return text or "" if field is CoreField.LEGAL_NAME else text
