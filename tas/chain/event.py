"""The inner events of a chain. Its start and end are in `tas.contracts.chain`; all stand in the same entries.

Every event carries what was decided and why, so that `whyPending` and `whyRoutedTo` answer from the record alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tas.core.codec import Json
from tas.core.event import event


class Verdict(StrEnum):
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    RETURN = "RETURN"


class Closing(StrEnum):
    """Why a task closed without its holder's decision."""

    NOT_NEEDED = "NOT_NEEDED"
    NODE_REJECTED = "NODE_REJECTED"
    RETURNED = "RETURNED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED = "CANCELLED"


class TimerKind(StrEnum):
    """50 % reminds, 100 % is a breach, 150 % adds the line head, 200 % the flow administrator."""

    REMIND = "REMIND"
    BREACH = "BREACH"
    ESCALATE = "ESCALATE"
    ADMIN = "ADMIN"


@dataclass(frozen=True, slots=True)
class Approver:
    """Who holds a seat, the rule's own words why, and the hops (absence, substitution) that led there. `fallback`:
    the flow administrator, because nobody else could hold it."""

    id: str
    why: str
    hops: tuple[str, ...] = ()
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    kind: TimerKind
    due: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class FactsRead:
    """Facts as they were when nodes were entered; they stand in place of those of the same names."""

    facts: Mapping[str, Json]
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NodeEntered:
    """`rule` is the resolver asked, `approvers` its seats in order, `reason` why the node is there at all."""

    node: str
    round: int
    rule: Mapping[str, Json]
    approvers: tuple[Approver, ...]
    reason: str
    at: datetime


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


@event(version=1)
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


@event(version=1)
@dataclass(frozen=True, slots=True)
class TaskDecided:
    """`copied_from`: the task on which the same person had decided already (one person, consecutive nodes)."""

    task_id: str
    node: str
    verdict: Verdict
    actor_id: str
    comment: str
    at: datetime
    copied_from: str | None = None


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
