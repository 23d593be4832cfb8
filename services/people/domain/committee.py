"""Committees: who votes in them and with what weight, over time."""

from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.period import EVER, Period, succeeded
from tas.contracts.staff import CommitteeRecorded, Vote


@dataclass(frozen=True, slots=True)
class Seating:
    """The members for a time; none: the committee does not sit."""

    name: str
    members: tuple[Vote, ...]
    period: Period = EVER


@dataclass(frozen=True, slots=True)
class Committee:
    """`seatings` is empty before the first event."""

    code: str
    seatings: tuple[Seating, ...] = ()

    @property
    def exists(self) -> bool:
        return bool(self.seatings)


def evolve(state: Committee, event: Any, entry: Entry) -> Committee:
    """The committee after an event."""
    if isinstance(event, CommitteeRecorded):
        seating = Seating(event.name, event.members, Period(event.first_day))
        return Committee(state.code, succeeded(state.seatings, seating))
    return state


def view(state: Committee) -> dict[str, Any]:
    """By whom has sat in it at any time."""
    return {"members": sorted({vote.employee_id for one in state.seatings for vote in one.members})}


COMMITTEE: AggregateType[Committee] = AggregateType("committee", Committee, Committee, evolve, view)
