"""Days from and to which something holds, and series of such things that never overlap.

A day is a calendar date of the company; both ends belong to a period, None leaves an end open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """`first` None: since ever; `last` None: until further notice."""

    first: date | None = None
    last: date | None = None

    @property
    def empty(self) -> bool:
        """Whether it ends before it begins."""
        return self.first is not None and self.last is not None and self.last < self.first

    def covers(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meet(self, other: "Period") -> "Period":
        """The days that both cover; empty when there are none."""
        first = max((one for one in (self.first, other.first) if one is not None), default=None)
        last = min((one for one in (self.last, other.last) if one is not None), default=None)
        return Period(first, last)

    def overlaps(self, other: "Period") -> bool:
        return not self.empty and not other.empty and not self.meet(other).empty

    def ending(self, last: date) -> "Period":
        """The same, ending on this day at the latest."""
        return self.meet(Period(None, last))


EVER = Period()


class Dated(Protocol):
    """A frozen dataclass that holds for a period."""

    @property
    def period(self) -> Period: ...


D = TypeVar("D", bound=Dated)


def before(day: date) -> date:
    """The day before, at the beginning of time itself."""
    return day - ONE_DAY if day > date.min else day


def on(series: Iterable[D], day: date) -> D | None:
    """The one of a series without overlaps that holds on the day."""
    return next((one for one in series if one.period.covers(day)), None)


def all_on(things: Iterable[D], day: date) -> tuple[D, ...]:
    """Those that hold on the day, in their order."""
    return tuple(one for one in things if one.period.covers(day))


def ended(series: Iterable[D], last: date) -> tuple[D, ...]:
    """The series, nothing of it beyond this day."""
    return tuple(_kept(series, last))


def succeeded(series: Iterable[D], item: D) -> tuple[D, ...]:
    """The series with `item` from its first day on: what held until then ends the day before, and what was to come
    later is replaced. An item without a first day replaces all."""
    first = item.period.first
    kept = () if first is None or first == date.min else ended(series, before(first))
    return (*kept, item)


def disjoint(series: Iterable[Dated]) -> bool:
    """Whether no two of them hold on the same day."""
    ordered = sorted((one.period for one in series), key=lambda one: one.first or date.min)
    return not any(one.overlaps(next_) for one, next_ in pairwise(ordered))


def _kept(series: Iterable[D], last: date) -> Iterator[D]:
    for one in series:
        period = one.period.ending(last)
        if not period.empty:
            yield one if period == one.period else replace(one, period=period)  # type: ignore[type-var]
