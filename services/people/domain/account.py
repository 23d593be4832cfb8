"""The aggregate `account`: the events that change a customer account, and the rule that everything which is appended
to it must keep (`admit`). What an account is lives in `account_state`.

Which code names which account is decided in `claim`; what may be requested and applied in `account_change`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.account_state import (
    ATTRIBUTE,
    Account,
    AccountStatus,
    OpenChange,
    kept,
    value_now,
    value_on,
    verification_on,
    with_fields_of,
)
from services.people.domain.core_history import CoreChange
from services.people.domain.duplicate import domain_of, grams
from tas.contracts.account import (
    AccountAbsorbed,
    AccountChangeClosed,
    AccountChangeRequested,
    AccountCoreChanged,
    AccountEvidenceRecorded,
    AccountFieldsDescribed,
    AccountMerged,
    AccountVerificationExpired,
    AccountWebsiteNoted,
    CoreField,
    FieldChange,
)
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
from tas.core.errors import Conflict

__all__ = ["ACCOUNT", "Account", "AccountStatus", "admit", "evolve", "verification_on", "view"]


def evolve(state: Account, event: Any, entry: Entry) -> Account:
    """The account after an event."""
    if isinstance(event, AccountChangeRequested):
        opened = OpenChange(entry.version, event, entry.actor.id, entry.at)
        return replace(state, open_changes=(*state.open_changes, opened))
    return _after(state, event, entry.at)


def admit(state: Account, events: Sequence[Any], at: datetime) -> None:
    """The choke point: what is appended to an account, by whatever path, changes no core field once it is verified,
    unless it is what flow 1-3 was asked for. Raises Conflict(CORE_FIELD_LOCKED | CORE_CHANGE_NOT_ASKED)."""
    for event in events:
        after = _after(state, event, at)
        if isinstance(event, AccountCoreChanged):
            opened = state.opened(event.request_version)
            if opened is None or not _as_asked(event, opened.requested):
                raise Conflict("CORE_CHANGE_NOT_ASKED", account=state.id, version=event.request_version)
        elif state.locked and after.history != state.history:
            fields = sorted({one.field.value for one in after.history[len(state.history) :]})
            raise Conflict("CORE_FIELD_LOCKED", account=state.id, fields=", ".join(fields))
        state = after


def _as_asked(event: AccountCoreChanged, asked: AccountChangeRequested) -> bool:
    said = [(one.field, one.new) for one in event.changes]
    same = said == [(one.field, one.new) for one in asked.changes]
    return same and (event.effective_on, event.legal_entity) == (asked.effective_on, asked.legal_entity)


def _after(state: Account, event: Any, at: datetime) -> Account:
    if isinstance(event, AccountCoreChanged):
        return _changed(state, event, at)
    after = _plain(state, event)
    changes = [
        CoreChange(field, old, new, at.date(), at, unit_id=after.owner_unit_id if field is CoreField.OWNER else None)
        for field in CoreField
        if (old := value_now(state, field)) != (new := value_now(after, field))
    ]
    return replace(after, history=(*state.history, *changes)) if changes else after


def _plain(state: Account, event: Any) -> Account:
    """The account after an event that says how things are from now on."""
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
        case AccountFieldsDescribed():
            return _with_fields(state, event.changes)
        case AccountOwnerAssigned():
            return replace(state, owner_employee_id=event.owner_employee_id, owner_unit_id=event.owner_unit_id)
        case AccountVerified() | AccountVerificationRejected():
            return _evaluated(state, event)
    return _related(state, event)


def _related(state: Account, event: Any) -> Account:
    """After an event that touches no core field: evidence, a request's end, another account."""
    match event:
        case AccountEvidenceRecorded():
            return replace(state, pending_method=event.method, pending_evidence=event.evidence)
        case AccountVerificationExpired():
            return replace(state, verification=Verification.EXPIRED)
        case AccountWebsiteNoted():
            return replace(state, website=event.website)
        case AccountChangeClosed():
            return replace(state, open_changes=_without(state, event.request_version))
        case AccountMerged():
            return replace(state, status=AccountStatus.MERGED, merged_into=event.into_id)
        case AccountAbsorbed():
            return replace(state, absorbed=(*state.absorbed, event.from_id))
    return state


def _changed(state: Account, event: AccountCoreChanged, at: datetime) -> Account:
    changes = [
        CoreChange(
            field=one.field,
            old=value_on(state, one.field, event.effective_on),
            new=one.new,
            effective_on=event.effective_on,
            recorded_at=at,
            reason=event.reason,
            evidence=event.evidence,
            chain_id=event.chain_id,
            unit_id=event.owner_unit_id if one.field is CoreField.OWNER else None,
        )
        for one in event.changes
    ]
    after = replace(state, history=(*state.history, *changes), open_changes=_without(state, event.request_version))
    return with_fields_of(after, [one.field for one in changes], at.date())


def _with_fields(state: Account, changes: Iterable[FieldChange]) -> Account:
    return replace(state, **{ATTRIBUTE[one.field]: kept(one.field, one.new) for one in changes})


def _without(state: Account, version: int) -> tuple[OpenChange, ...]:
    return tuple(one for one in state.open_changes if one.version != version)


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
        status=AccountStatus.ACTIVE if state.status is AccountStatus.DRAFT else state.status,
        verification=Verification.VERIFIED,
        valid_until=event.valid_until,
        chain_id=event.chain_id,
        customer_code=state.customer_code or event.customer_code,
        verify_method=event.method,
        evidence=event.evidence,
        verified_at=event.verified_at,
        pending_method=None,
        pending_evidence=(),
    )


def view(state: Account) -> dict[str, Any]:
    """What queries sort and filter by. A name that is only scheduled is looked for as well; a merged account is found
    by its id alone."""
    listed = state.exists and state.status is not AccountStatus.MERGED
    to_come = {one.new or "" for one in state.history if one.field is CoreField.LEGAL_NAME and one.scheduled}
    names = sorted({state.legal_name, *to_come})
    return {
        "sortName": state.legal_name.casefold(),
        "names": names,
        "nameGrams": sorted({gram for name in names for gram in grams(name)}) if listed else [],
        "webDomain": domain_of(state.website) if listed else "",
        "parentId": state.parent_account_id if listed else None,
        "listed": listed,
    }


ACCOUNT: AggregateType[Account] = AggregateType("account", Account, Account, evolve, view, admit)
"""Everything that is known of a customer."""
