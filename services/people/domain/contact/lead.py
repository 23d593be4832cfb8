"""A lead that somebody whom we know from another account suggests. Pure state and its event."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.contact import LeadSuggested
from tas.core.ids import natural_id


@dataclass(frozen=True, slots=True)
class SuggestedLead:
    """`told` is None before the first event."""

    id: str
    told: LeadSuggested | None = None


def lead_id_of(person_id: str, account_id: str, moved_on: date) -> str:
    """The id of the one lead that a move suggests."""
    return natural_id("lead", "\x1f".join((person_id, account_id, moved_on.isoformat())))


def evolve(state: SuggestedLead, event: Any, entry: Entry) -> SuggestedLead:
    """The lead after an event."""
    return SuggestedLead(state.id, event) if isinstance(event, LeadSuggested) else state


SUGGESTED_LEAD: AggregateType[SuggestedLead] = AggregateType("suggested-lead", SuggestedLead, SuggestedLead, evolve)
