"""What became of a chain's subject while the chain ran. Kept beside the chain, by its id: it is nobody's act on it."""

from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.subject import SubjectChanged


@dataclass(frozen=True, slots=True)
class SubjectChanges:
    """In the order in which they became known."""

    chain_id: str
    changes: tuple[SubjectChanged, ...] = ()


def evolve(state: SubjectChanges, event: Any, entry: Entry) -> SubjectChanges:
    """The changes after an event."""
    if isinstance(event, SubjectChanged):
        return SubjectChanges(state.chain_id, (*state.changes, event))
    return state


SUBJECT_CHANGE: AggregateType[SubjectChanges] = AggregateType("subject-change", SubjectChanges, SubjectChanges, evolve)
