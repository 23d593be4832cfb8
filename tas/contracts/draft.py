"""Events of drafts: what somebody is still writing before it is submitted, and again once it came back to them.

Aggregate type `draft` of the approval service (key: a global id). A draft is its owner's alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tas.core.codec import Json
from tas.core.event import event


@event(version=1)
@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The whole draft as it is now; `form` need not be sound yet."""

    draft_id: str
    owner_id: str
    code: str
    subject_type: str
    subject_id: str
    form: Mapping[str, Json]
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class DraftSubmitted:
    """It was sent: a chain began, or one that had been returned went on."""

    draft_id: str
    chain_id: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class DraftReopened:
    """Its owner took it back after it had been turned down. `goes_on`: its chain waits for it, else a new one will
    begin."""

    draft_id: str
    goes_on: bool
    at: datetime
