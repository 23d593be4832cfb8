"""The erasure of a person in two steps, and what stays of it: whose, when, by whom and why. Pure state, its events."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.privacy import ErasureCancelled, ErasureConfirmed, ErasureReason, ErasureRequested


class ErasureStatus(StrEnum):
    """CONFIRMED stays for good."""

    NONE = "NONE"
    REQUESTED = "REQUESTED"
    CANCELLED = "CANCELLED"
    CONFIRMED = "CONFIRMED"


@dataclass(frozen=True, slots=True)
class Erasure:
    """`id` is the person's. `by` and `at` are of the last step."""

    id: str
    status: ErasureStatus = ErasureStatus.NONE
    reason: ErasureReason | None = None
    exports: tuple[str, ...] = ()
    requested_by: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def exists(self) -> bool:
        return self.status is not ErasureStatus.NONE


def evolve(state: Erasure, event: Any, entry: Entry) -> Erasure:
    """The erasure after an event; what is confirmed does not change any more."""
    if state.status is ErasureStatus.CONFIRMED:
        return state
    step = replace(state, by=entry.actor.id, at=entry.at)
    match event:
        case ErasureRequested():
            return replace(
                step,
                status=ErasureStatus.REQUESTED,
                reason=event.reason,
                exports=event.exports,
                requested_by=entry.actor.id,
            )
        case ErasureCancelled():
            return replace(step, status=ErasureStatus.CANCELLED)
        case ErasureConfirmed():
            return replace(step, status=ErasureStatus.CONFIRMED, reason=event.reason)
    return state


def view(state: Erasure) -> dict[str, Any]:
    """What queries filter and sort by."""
    return {"status": state.status.value, "at": state.at.isoformat() if state.at else ""}


ERASURE: AggregateType[Erasure] = AggregateType("erasure", Erasure, Erasure, evolve, view)
