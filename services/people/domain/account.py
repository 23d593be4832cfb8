"""A customer account: legal name, credit code, verification, owner, parent. Pure state and the events that change it.

Which code names which account is decided in `claim`; here a code is only reserved, then taken.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.name import name_key
from tas.contracts.people import (
    AccountCodeReserved,
    AccountCodeTaken,
    AccountDescribed,
    AccountDrafted,
    AccountEvaluationRequested,
    AccountOwnerAssigned,
    AccountVerificationRejected,
    AccountVerified,
    Verification,
)


class AccountStatus(StrEnum):
    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Account:
    """`legal_name` is empty before the first event. `reserved_code` is wanted but not yet claimed."""

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

    @property
    def exists(self) -> bool:
        return bool(self.legal_name)


def verification_on(account: Account, today: date) -> Verification:
    """The verification as it counts today: what was verified expires by itself."""
    over = account.valid_until is not None and account.valid_until < today
    return Verification.EXPIRED if over and account.verification is Verification.VERIFIED else account.verification


def evolve(state: Account, event: Any, entry: Entry) -> Account:
    """The account after an event."""
    match event:
        case AccountDrafted():
            return _drafted(state, event)
        case AccountCodeReserved():
            return replace(state, reserved_code=event.credit_code)
        case AccountCodeTaken():
            return replace(state, credit_code=event.credit_code, reserved_code=None)
        case AccountEvaluationRequested():
            return replace(state, verification=Verification.PENDING)
        case AccountDescribed():
            return _described(state, event)
        case AccountOwnerAssigned():
            return replace(state, owner_employee_id=event.owner_employee_id, owner_unit_id=event.owner_unit_id)
        case AccountVerified() | AccountVerificationRejected():
            return _evaluated(state, event)
    return state


def _drafted(state: Account, event: AccountDrafted) -> Account:
    return replace(
        state,
        legal_name=event.legal_name,
        credit_code=event.credit_code,
        verification=Verification.PENDING if event.needs_evaluation else Verification.UNVERIFIED,
        source=event.source,
        region=event.region,
        country=event.country,
        industry=event.industry,
        parent_account_id=event.parent_account_id,
        owner_employee_id=event.owner_employee_id,
        owner_unit_id=event.owner_unit_id,
        credit_rating_needed=event.credit_rating_needed,
    )


def _described(state: Account, event: AccountDescribed) -> Account:
    return replace(
        state,
        legal_name=event.legal_name,
        region=event.region,
        country=event.country,
        industry=event.industry,
        parent_account_id=event.parent_account_id,
        credit_rating_needed=event.credit_rating_needed,
    )


def _evaluated(state: Account, event: AccountVerified | AccountVerificationRejected) -> Account:
    if isinstance(event, AccountVerificationRejected):
        return replace(state, verification=Verification.REJECTED, chain_id=event.chain_id)
    return replace(
        state,
        status=AccountStatus.ACTIVE,
        verification=Verification.VERIFIED,
        valid_until=event.valid_until,
        chain_id=event.chain_id,
    )


def view(state: Account) -> dict[str, Any]:
    """What queries sort and filter by."""
    return {
        "sortName": state.legal_name.casefold(),
        "nameKey": name_key(state.legal_name),
        "listed": state.exists,
    }


ACCOUNT: AggregateType[Account] = AggregateType("account", Account, Account, evolve, view)
