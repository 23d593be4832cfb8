"""Events of the approval service about what running chains rest on: aggregate `subject-change`, keyed by the chain."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tas.core.event import event


class SubjectChangeKind(StrEnum):
    """What became of the customer that a chain is about, or whose deal it is about."""

    ENTITY_CHANGED = "ENTITY_CHANGED"
    MERGED = "MERGED"


@event(version=1)
@dataclass(frozen=True, slots=True)
class SubjectChanged:
    """While the chain ran, its subject's customer became another legal entity, or was merged: what was approved so far
    was approved of something else. `cause` is the event that says so; `at` is when."""

    chain_id: str
    kind: SubjectChangeKind
    account_id: str
    cause: str
    at: datetime
