"""Events of the approval service that other services and the worker read. Aggregate type: `chain` (key: chain id).

The chain's inner events (node entered, task opened, decision …) are in `tas.chain.event`; they stand in the same
entries. A consumer that does not know an event type passes over it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tas.core.codec import Json
from tas.core.event import event


class Outcome(StrEnum):
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is being approved: type (`registration`, `account`), id, version and digest of the fields looked at."""

    type: str
    id: str
    version: int
    digest: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class FlowSubmitted:
    """First entry of a chain, pinned to its definition for life. The worker starts the workflow because of it."""

    chain_id: str
    code: str
    definition_hash: str
    definition: Mapping[str, Json]
    subject: Subject
    facts: Mapping[str, Json]
    starter_id: str
    starter_partner_id: str | None
    submitted_at: datetime
    calendar: Mapping[str, Json]
    """The working calendar the chain counts in, whole (see tas.core.calendar), so that time is never asked outside."""
    previous_id: str | None = None


@event(version=1)
@dataclass(frozen=True, slots=True)
class ChainReturned:
    """Back to the starter; same chain, next round once resubmitted."""

    chain_id: str
    subject: Subject
    comment: str
    round: int


@event(version=1)
@dataclass(frozen=True, slots=True)
class ChainResubmitted:
    chain_id: str
    subject: Subject
    round: int
    facts: Mapping[str, Json]


@event(version=1)
@dataclass(frozen=True, slots=True)
class ChainEnded:
    """The chain's last event. `by` is the actor whose act ended it, `comment` theirs."""

    chain_id: str
    code: str
    subject: Subject
    outcome: Outcome
    by: str
    comment: str
    ended_at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class ChainRebuilt:
    """A fresh run takes the chain over; appends that name an older epoch are refused from here on."""

    chain_id: str
    epoch: int
    reason: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class Copied:
    """These people are shown the chain (抄送); nobody waits for them. A node may name a person again: once is shown."""

    chain_id: str
    node: str
    round: int
    people: tuple[str, ...]
    at: datetime
