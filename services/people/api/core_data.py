"""Core fields of accounts as the graph shows them: values on a day, their history, requested changes, policies. Which
fields a reader sees is `app.access`'s."""

from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from services.people.api.employee import Employee
from services.people.api.enumeration import ChangeReason, CoreField, VerifyMethod
from services.people.app.access import sees_field
from services.people.domain.account_state import Account, value_now
from services.people.domain.account_state import OpenChange as Opened
from services.people.domain.core_history import CoreChange as Recorded
from services.people.domain.core_history import of_field, period_on, periods
from services.people.domain.core_policy import CoreFieldPolicy
from tas.contracts.account import FieldChange as Change

AsOf = Annotated[date | None, strawberry.argument(description="The day that is asked about.")]


@federation.type(description="A core field on a day.")
class CoreValue:
    field: CoreField = federation.field(description="The field.")
    value: str | None = federation.field(description="Its value as text; ids of a parent or an owner.")
    since: date | None = federation.field(description="The first day of this value; null: before all that is known.")
    until: date | None = federation.field(description="The first day of the next value; null while none is known.")


@federation.type(description="A field from its old to its new value.")
class FieldChange:
    field: CoreField = federation.field(description="The field.")
    old: str | None = federation.field(description="What it was.")
    new: str | None = federation.field(description="What it is to be.")


@federation.type(description="A change of a core field, effective from a day on.")
class CoreChange:
    field: CoreField = federation.field(description="The field.")
    old: str | None = federation.field(description="What it would have been on that day.")
    new: str | None = federation.field(description="What it is from that day on.")
    effective_on: date = federation.field(description="The day from which it holds.")
    recorded_at: datetime = federation.field(description="When it was recorded.")
    reason: ChangeReason | None = federation.field(description="Why; null before the account was verified.")
    evidence: list[str] = federation.field(description="What it rests on.")
    chain_id: strawberry.ID | None = federation.field(description="The chain of flow TAS 1-3 that approved it.")


@federation.type(description="A requested change of core fields that is being decided.")
class OpenChange:
    opened: strawberry.Private[Opened]
    changes: list[FieldChange] = federation.field(description="The fields; those that the reader may see.")
    reason: ChangeReason = federation.field(description="Why.")
    evidence: list[str] = federation.field(description="What it rests on.")
    effective_on: date = federation.field(description="The day from which it is to hold.")
    comment: str = federation.field(description="What was said with it.")
    legal_entity: bool = federation.field(description="Whether it makes the account another legal entity.")
    requested_at: datetime = federation.field(description="When it was asked for.")

    @resolved_field(description="Who asked for it.")
    async def requested_by(self, info: Info) -> Employee | None:
        return await Employee.resolve_reference(info, self.opened.requested_by)


@federation.type(description="Who owns a core field, and how it changes.")
class CorePolicy:
    field: CoreField = federation.field(description="The field.")
    owner_post: str = federation.field(description="The post that owns it, where nobody is named for it.")
    approver_posts: list[str] = federation.field(description="The posts that approve after its owner.")
    verify_method: VerifyMethod | None = federation.field(description="How a new value is verified.")
    cooldown_days: int = federation.field(description="Days from one change to the next request.")
    downstream: list[str] = federation.field(description="What rests on it.")
    legal_entity: bool = federation.field(description="Whether a change makes it another legal entity.")


def core_values(info: Info, account: Account, day: date | None) -> list[CoreValue]:
    """The core fields that the reader sees, on a day."""
    found = []
    for field in _seen(info):
        known = periods(of_field(account.history, field), value_now(account, field))
        period = period_on(known, day or info.context.app.today())
        found.append(CoreValue(field=field, value=period.value, since=period.since, until=period.until))
    return found


def core_changes(info: Info, account: Account) -> list[CoreChange]:
    """The history, as far as the reader sees its fields."""
    seen = _seen(info)
    return [_change(one) for one in account.history if one.field in seen]


def open_changes(info: Info, account: Account) -> list[OpenChange]:
    """The requests, as far as the reader sees their fields."""
    return [_opened(info, one) for one in account.open_changes]


def show_policy(policy: CoreFieldPolicy) -> CorePolicy:
    """A policy as a GraphQL object."""
    return CorePolicy(
        field=policy.field,
        owner_post=policy.owner_post,
        approver_posts=list(policy.approver_posts),
        verify_method=policy.verify_method,
        cooldown_days=policy.cooldown_days,
        downstream=list(policy.downstream),
        legal_entity=policy.legal_entity,
    )


def _seen(info: Info) -> list[CoreField]:
    return [field for field in CoreField if sees_field(info.context.actor, field)]


def _change(one: Recorded) -> CoreChange:
    return CoreChange(
        field=one.field,
        old=one.old,
        new=one.new,
        effective_on=one.effective_on,
        recorded_at=one.recorded_at,
        reason=one.reason,
        evidence=list(one.evidence),
        chain_id=strawberry.ID(one.chain_id) if one.chain_id else None,
    )


def _opened(info: Info, one: Opened) -> OpenChange:
    asked, seen = one.requested, _seen(info)
    return OpenChange(
        opened=one,
        changes=[_field_change(change) for change in asked.changes if change.field in seen],
        reason=asked.reason,
        evidence=list(asked.evidence),
        effective_on=asked.effective_on,
        comment=asked.comment,
        legal_entity=asked.legal_entity,
        requested_at=one.requested_at,
    )


def _field_change(change: Change) -> FieldChange:
    return FieldChange(field=change.field, old=change.old, new=change.new)
