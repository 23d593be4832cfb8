"""The export log: that data of these persons left as a file, when, by whom and for what. Pure state and its event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.privacy import ExportFormat, ExportPurpose, PersonsExported


@dataclass(frozen=True, slots=True)
class Export:
    """`person_ids` is empty before the event."""

    id: str
    format: ExportFormat = ExportFormat.CSV
    purpose: ExportPurpose = ExportPurpose.EVENT
    person_ids: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None

    @property
    def exists(self) -> bool:
        return bool(self.person_ids)


def evolve(state: Export, event: Any, entry: Entry) -> Export:
    """The line of the log after its event."""
    if isinstance(event, PersonsExported):
        return Export(state.id, event.format, event.purpose, event.person_ids, entry.actor.id, entry.at)
    return state


def view(state: Export) -> dict[str, Any]:
    """What queries filter by: whose data it holds."""
    return {"personIds": list(state.person_ids)}


EXPORT: AggregateType[Export] = AggregateType("export", Export, Export, evolve, view)
