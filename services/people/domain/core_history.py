"""The history of a core field: changes, each effective from a day on, and the periods that they give.

Changes are only ever added. What holds on a day is the change with the latest effective day up to it; of several with
the same day, the one recorded last. So the periods of a field never overlap and leave no gap, whatever is recorded
when, and a change recorded late for an early day ends where the next one began."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tas.contracts.account import ChangeReason, CoreField


@dataclass(frozen=True, slots=True)
class CoreChange:
    """From `effective_on` on the field is `new`; `old` is what it would have been that day. Without a chain it was
    said of an account not verified yet, or taken over from where it was first seen. `unit_id` goes with an owner."""

    field: CoreField
    old: str | None
    new: str | None
    effective_on: date
    recorded_at: datetime
    reason: ChangeReason | None = None
    evidence: tuple[str, ...] = ()
    chain_id: str | None = None
    unit_id: str | None = None

    @property
    def scheduled(self) -> bool:
        """Whether it was recorded for a later day."""
        return self.effective_on > self.recorded_at.date()


@dataclass(frozen=True, slots=True)
class Period:
    """A value from a day up to, and not with, another; None leaves that end open. `change` None: before all changes."""

    value: str | None
    since: date | None
    until: date | None
    change: CoreChange | None


def of_field(history: Iterable[CoreChange], field: CoreField) -> tuple[CoreChange, ...]:
    """The changes of a field in the order they take effect, those of one day in the order they were recorded."""
    return tuple(sorted((one for one in history if one.field is field), key=lambda one: one.effective_on))


def change_on(changes: Sequence[CoreChange], day: date) -> CoreChange | None:
    """Of a field's changes (`of_field`), the one that holds on the day; None before the first."""
    return next((one for one in reversed(changes) if one.effective_on <= day), None)


def periods(changes: Sequence[CoreChange], value: str | None) -> tuple[Period, ...]:
    """Every period of a field from its changes (`of_field`), in order; `value` is what a field without any has."""
    if not changes:
        return (Period(value, None, None, None),)
    last = {one.effective_on: one for one in changes}
    days = sorted(last)
    first = Period(changes[0].old, None, days[0], None)
    ends = [*days[1:], None]
    rest = (Period(last[day].new, day, end, last[day]) for day, end in zip(days, ends, strict=True))
    return (first, *rest)


def period_on(found: Sequence[Period], day: date) -> Period:
    """The one period that holds on the day."""
    return next(
        one for one in found if (one.since is None or one.since <= day) and (one.until is None or day < one.until)
    )
