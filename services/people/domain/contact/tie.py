"""A tie between two people: who reports to whom, who influences whom, who of ours knows whom. Pure state and events.

One tie a pair and kind: its id follows from its ends, so that it is recorded again, never twice.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.contact import TieEnded, TieRecorded
from tas.contracts.contact_term import Direction, TieKind, TieVisibility
from tas.core.ids import natural_id

ALWAYS_MUTUAL = (TieKind.CONFLICTS, TieKind.ALLY, TieKind.EX_COLLEAGUE, TieKind.CLASSMATE, TieKind.FAMILY)
ALWAYS_ONE_WAY = (TieKind.REPORTS_TO, TieKind.INFLUENCES)
POLITICAL = (TieKind.INFLUENCES, TieKind.CONFLICTS, TieKind.ALLY)
"""Judgements on people: never for the whole company."""
ACQUAINTED = (
    TieKind.EX_COLLEAGUE, TieKind.CLASSMATE, TieKind.FAMILY, TieKind.KNOWS, TieKind.COVERED_BY_EMPLOYEE,
    TieKind.REPORTS_TO, TieKind.ALLY,
)  # fmt: skip
"""Ties over which somebody can be introduced, in either direction."""
WEAKEST, STRONGEST = 1, 3


@dataclass(frozen=True, slots=True)
class Tie:
    """`from_id` is empty before the first event."""

    id: str
    from_id: str = ""
    to_id: str = ""
    kind: TieKind = TieKind.KNOWS
    direction: Direction = Direction.MUTUAL
    strength: int = WEAKEST
    evidence_sealed: tuple[str, ...] = ()
    valid_from: date = date.min
    valid_to: date | None = None
    confirmed_on: date = date.min
    visibility: TieVisibility = TieVisibility.HIDDEN_LINE

    @property
    def exists(self) -> bool:
        return bool(self.from_id)

    @property
    def person_ids(self) -> tuple[str, ...]:
        """The customer's people among its ends, in order."""
        return (self.to_id,) if self.kind is TieKind.COVERED_BY_EMPLOYEE else (self.from_id, self.to_id)

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on the day, its last day included."""
        return self.exists and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def tie_id_of(from_id: str, to_id: str, kind: TieKind) -> str:
    """The id of the one tie of this kind; a tie that always is mutual has one for both orders."""
    ends = sorted((from_id, to_id)) if kind in ALWAYS_MUTUAL else (from_id, to_id)
    return natural_id("tie", "\x1f".join((kind.value, *ends)))


def evolve(state: Tie, event: Any, entry: Entry) -> Tie:
    """The tie after an event."""
    match event:
        case TieRecorded():
            return Tie(
                id=state.id,
                from_id=event.from_id,
                to_id=event.to_id,
                kind=event.kind,
                direction=event.direction,
                strength=event.strength,
                evidence_sealed=event.evidence_sealed,
                valid_from=event.valid_from,
                valid_to=event.valid_to,
                confirmed_on=event.confirmed_on,
                visibility=event.visibility,
            )
        case TieEnded():
            return replace(state, valid_to=event.ended_on)
    return state


def view(state: Tie) -> dict[str, Any]:
    """What queries filter by."""
    return {"ends": sorted((state.from_id, state.to_id)), "kind": state.kind.value}


TIE: AggregateType[Tie] = AggregateType("tie", Tie, Tie, evolve, view)
