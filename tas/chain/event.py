"""The inner events of a chain. Its start and end are in `tas.contracts.chain`; all stand in the same entries.

Every event carries what was decided and why, so that `whyPending` and `whyRoutedTo` answer from the record alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tas.core.codec import Json
from tas.core.event import event, upcaster


class Verdict(StrEnum):
    """ABSTAIN leaves the decision to the others; RETURN gives the chain back, to the starter or to earlier nodes."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"
    RETURN = "RETURN"
    ABSTAIN = "ABSTAIN"


class Closing(StrEnum):
    """Why a task closed without its holder's decision."""

    NOT_NEEDED = "NOT_NEEDED"
    NODE_REJECTED = "NODE_REJECTED"
    RETURNED = "RETURNED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED = "CANCELLED"
    TRANSFERRED = "TRANSFERRED"
    DELEGATED = "DELEGATED"
    ADVISED = "ADVISED"
    RECALLED = "RECALLED"
    REASSIGNED = "REASSIGNED"
    ABSENT = "ABSENT"
    REMOVED = "REMOVED"
    TAKEN_BACK = "TAKEN_BACK"
    SKIPPED = "SKIPPED"


class TimerKind(StrEnum):
    """50 % reminds, 100 % is a breach, 150 % adds the line head, 200 % the flow administrator."""

    REMIND = "REMIND"
    BREACH = "BREACH"
    ESCALATE = "ESCALATE"
    ADMIN = "ADMIN"


@dataclass(frozen=True, slots=True)
class Approver:
    """Who holds a seat, the rule's own words why, and the hops (absence, substitution) that led there. `fallback`:
    the flow administrator, because nobody else could hold it. `weight`: how many votes the seat has."""

    id: str
    why: str
    hops: tuple[str, ...] = ()
    fallback: bool = False
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Alarm:
    kind: TimerKind
    due: datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """What an approval is bound to: somebody does it by a day."""

    text: str
    owner_id: str
    due: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class FactsRead:
    """Facts as they were when nodes were entered; they stand in place of those of the same names."""

    facts: Mapping[str, Json]
    at: datetime


@event(version=2)
@dataclass(frozen=True, slots=True)
class NodeEntered:
    """`rule` is the resolver asked, `approvers` its seats in order, `reason` why the node is there at all. `groups`
    names each seat's group, of a node that has any."""

    node: str
    round: int
    rule: Mapping[str, Json]
    approvers: tuple[Approver, ...]
    reason: str
    at: datetime
    groups: tuple[str, ...] = ()


@event(version=1)
@dataclass(frozen=True, slots=True)
class NodeSkipped:
    """The node's condition is not met; `reason` names the facts."""

    node: str
    round: int
    reason: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NodeChecked:
    """A system check was decided from facts. `findings`: what failed, empty when passed; `reason`: the facts."""

    node: str
    round: int
    passed: bool
    findings: tuple[str, ...]
    reason: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NodeClosed:
    """A node with seats is done, approved or rejected."""

    node: str
    round: int
    approved: bool
    at: datetime


@event(version=2)
@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A seat is waiting for its holder. `seat` counts from 0; `added_by` names the timer that added this holder."""

    task_id: str
    node: str
    round: int
    seat: int
    approver: Approver
    alarms: tuple[Alarm, ...]
    at: datetime
    added_by: TimerKind | None = None


@event(version=2)
@dataclass(frozen=True, slots=True)
class TaskDecided:
    """`copied_from`: the task on which the same person had decided already (one person, consecutive nodes).
    `conditions` that the approval is bound to; `score`: points by item of the node's score form."""

    task_id: str
    node: str
    verdict: Verdict
    actor_id: str
    comment: str
    at: datetime
    copied_from: str | None = None
    conditions: tuple[Condition, ...] = ()
    score: Mapping[str, int] = field(default_factory=dict)


@event(version=1)
@dataclass(frozen=True, slots=True)
class TaskClosed:
    """Closed without its holder; `by` is whose act made it so."""

    task_id: str
    reason: Closing
    by: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class TimerPassed:
    """A task's timer has fallen due. It decides nothing."""

    task_id: str
    kind: TimerKind
    due: datetime
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class TaskEscalated:
    """The question whom to add for a late task was answered; `added` is empty when nobody new could be added."""

    task_id: str
    kind: TimerKind
    added: tuple[str, ...]
    reason: str
    at: datetime


@upcaster("NodeEntered", 1)
@upcaster("TaskOpened", 1)
@upcaster("TaskDecided", 1)
def _said_less(data: dict[str, Json]) -> dict[str, Json]:
    """What the first versions did not say is at its default."""
    return data
