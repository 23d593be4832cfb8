"""Changing core fields of a verified account through flow 1-3: what may be requested, and what an ended chain makes of
the request. Pure decisions over an account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kit.journal.aggregate import Decided
from services.people.domain.account_state import Account, AccountStatus, OpenChange, value_now, value_on
from services.people.domain.core_history import of_field
from services.people.domain.core_policy import CoreFieldPolicy, policies
from services.people.domain.core_value import read_value
from tas.contracts.account import (
    AccountChangeClosed,
    AccountChangeRequested,
    AccountCoreChanged,
    AccountFieldsDescribed,
    ChangeReason,
    CoreField,
    FieldChange,
    Impact,
)
from tas.contracts.people import AccountEvaluationRequested, AccountOwnerAssigned
from tas.core.errors import Conflict, Invalid, Missing, Refused, TasError

HORIZON = timedelta(days=366)
"""How far from today, back or ahead, a change may take effect."""
MOST_EVIDENCE, LONGEST_TEXT = 20, 500
FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A core field and the text that is to stand in it, as asked."""

    field: CoreField
    text: str | None


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """A request as it came in."""

    wanted: tuple[Wanted, ...]
    reason: ChangeReason
    evidence: tuple[str, ...]
    effective_on: date
    comment: str = ""


def require_standing(account: Account) -> None:
    """Raises Missing(ACCOUNT_UNKNOWN), Conflict(ACCOUNT_MERGED)."""
    if not account.exists:
        raise Missing("ACCOUNT_UNKNOWN", field=("accountId",), id=account.id)
    if account.status is AccountStatus.MERGED:
        raise Conflict("ACCOUNT_MERGED", field=("accountId",), id=account.id, into=account.merged_into or "")


def require_mergeable(account: Account, field: str) -> None:
    """Raises as `require_standing`, and Conflict(MERGE_UNDER_CHANGE)."""
    require_standing(account)
    if account.open_changes:
        raise Conflict("MERGE_UNDER_CHANGE", field=(field,), id=account.id)


def decide_description(account: Account, wanted: Sequence[Wanted], owner_unit_id: str | None = None) -> Decided:
    """What somebody says of an account before its first verification; `owner_unit_id` goes with an owner. That a
    verified account refuses it is `admit`'s. Raises what is wrong with the account or the values."""
    require_standing(account)
    problems, values = _read(wanted)
    if problems:
        raise Refused(problems)
    given = [FieldChange(field, value_now(account, field), value) for field, value in values]
    changes = [one for one in given if one.old != one.new]
    if not changes:
        raise Conflict("CORE_NOTHING_CHANGES", field=("changes",))
    owner = next((one.new for one in changes if one.field is CoreField.OWNER), None)
    plain = tuple(one for one in changes if owner is None or one.field is not CoreField.OWNER)
    events = ((AccountFieldsDescribed(account.id, plain),) if plain else ()) + (
        (AccountOwnerAssigned(account.id, owner, owner_unit_id),) if owner else ()
    )
    return Decided(events, {"accountId": account.id})


def decide_request(account: Account, asked: ChangeAsked, impact: Impact, today: date) -> Decided:
    """The request that starts flow 1-3. Raises Missing(ACCOUNT_UNKNOWN), Conflict(ACCOUNT_MERGED |
    ACCOUNT_NOT_VERIFIED), Refused with everything else that is wrong."""
    require_standing(account)
    if not account.locked:
        raise Conflict("ACCOUNT_NOT_VERIFIED", field=("accountId",), id=account.id)
    problems, values = _read(asked.wanted)
    problems += [*_of_request(asked, today)]
    rules = [policies()[field] for field, _ in values]
    problems += [problem for rule in rules for problem in _of_field(account, rule, asked, today)]
    changes = tuple(FieldChange(field, value_on(account, field, asked.effective_on), value) for field, value in values)
    problems += [_same(one) for one in changes if one.old == one.new]
    if problems:
        raise Refused(problems)
    owner = next((one.new for one in changes if one.field is CoreField.OWNER), None)
    event = AccountChangeRequested(
        account_id=account.id,
        changes=changes,
        reason=asked.reason,
        evidence=tuple(item.strip() for item in asked.evidence),
        effective_on=asked.effective_on,
        comment=asked.comment.strip(),
        legal_entity=any(rule.legal_entity for rule in rules),
        financial=any(rule.financial for rule in rules),
        new_owner_id=owner,
        impact=impact,
    )
    return Decided((event,), {"accountId": account.id})


def decide_application(account: Account, opened: OpenChange, chain_id: str, owner_unit_id: str | None) -> Decided:
    """An approved request takes effect from its day on. Another legal entity is evaluated again."""
    asked = opened.requested
    event = AccountCoreChanged(
        account_id=account.id,
        chain_id=chain_id,
        request_version=opened.version,
        changes=asked.changes,
        reason=asked.reason,
        evidence=asked.evidence,
        effective_on=asked.effective_on,
        legal_entity=asked.legal_entity,
        owner_unit_id=owner_unit_id,
    )
    again = (AccountEvaluationRequested(account.id),) if asked.legal_entity else ()
    return Decided((event, *again), {"accountId": account.id})


def decide_closing(account: Account, opened: OpenChange, chain_id: str, outcome: str, code: str = "") -> Decided:
    """A request that came to nothing."""
    event = AccountChangeClosed(account.id, chain_id, opened.version, outcome, code)
    return Decided((event,), {"accountId": account.id})


def cooled(account: Account, policy: CoreFieldPolicy, today: date) -> date | None:
    """The first day on which the field may be asked to change again, while that is to come; None from then on."""
    recorded = [one.recorded_at for one in of_field(account.history, policy.field) if one.chain_id is not None]
    if not recorded:
        return None
    free = max(recorded).date() + timedelta(days=policy.cooldown_days)
    return free if free > today else None


def _read(wanted: Sequence[Wanted]) -> tuple[list[TasError], list[tuple[CoreField, str | None]]]:
    problems: list[TasError] = []
    values: list[tuple[CoreField, str | None]] = []
    if not wanted:
        problems.append(Invalid("CORE_NOTHING_CHANGES", field=("changes",)))
    fields = [one.field for one in wanted]
    for field in dict.fromkeys(fields):
        if fields.count(field) > 1:
            problems.append(Invalid("CORE_FIELD_TWICE", field=("changes", field.value), name=field.value))
    for one in wanted:
        try:
            values.append((one.field, read_value(one.field, one.text)))
        except Invalid as problem:
            problems.append(Invalid(problem.code, field=("changes", one.field.value), **problem.params))
    return problems, values


def _of_request(asked: ChangeAsked, today: date) -> Iterator[TasError]:
    if abs(asked.effective_on - today) > HORIZON:
        yield Invalid("CORE_DAY_FAR", field=("effectiveOn",), value=asked.effective_on.isoformat(), days=HORIZON.days)
    if len(asked.evidence) > MOST_EVIDENCE:
        yield Invalid("CORE_EVIDENCE_LONG", field=("evidence",), most=MOST_EVIDENCE, longest=LONGEST_TEXT)
    texts = [("evidence", item) for item in asked.evidence] + [("comment", asked.comment or "-")]
    for name, text in texts:
        if not text.strip() or len(text) > LONGEST_TEXT:
            yield Invalid("CORE_EVIDENCE_LONG", field=(name,), most=MOST_EVIDENCE, longest=LONGEST_TEXT)


def _of_field(account: Account, policy: CoreFieldPolicy, asked: ChangeAsked, today: date) -> Iterator[TasError]:
    place, name = ("changes", policy.field.value), policy.field.value
    if any(one.field is policy.field for opened in account.open_changes for one in opened.requested.changes):
        yield Conflict("CORE_CHANGE_UNDER_WAY", field=place, name=name)
    free = cooled(account, policy, today)
    if free is not None:
        yield Conflict("CORE_COOLDOWN", field=place, name=name, day=free.isoformat())
    if policy.verify_method is not None and not asked.evidence:
        yield Invalid("CORE_EVIDENCE_MISSING", field=("evidence",), name=name, method=policy.verify_method.value)


def _same(change: FieldChange) -> TasError:
    return Conflict("CORE_VALUE_SAME", field=("changes", change.field.value), name=change.field.value)
