"""The events of acts that change who holds a seat, what runs again, and the clocks. They stand in the same entries as
those of `tas.chain.event`; one act gives as few of them as tell what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tas.chain.event import Alarm, Approver
from tas.core.event import event
from tas.flows.definition import Mode, ReturnPolicy


class Move(StrEnum):
    """Why a seat went to somebody else: for good (TRANSFER, REASSIGN, ABSENCE), or for advice and back."""

    TRANSFER = "TRANSFER"
    DELEGATE = "DELEGATE"
    ADVISED = "ADVISED"
    RECALLED = "RECALLED"
    REASSIGN = "REASSIGN"
    ABSENCE = "ABSENCE"


class Place(StrEnum):
    """When added signers sign: before the holder who added them, after, or at the same time."""

    BEFORE = "BEFORE"
    AFTER = "AFTER"
    PARALLEL = "PARALLEL"


class OperatorReason(StrEnum):
    """Why an operator steps in."""

    ABSENT = "ABSENT"
    LEFT = "LEFT"
    WRONG_PERSON = "WRONG_PERSON"
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST"
    DEADLINE = "DEADLINE"
    FROZEN = "FROZEN"
    FAULT = "FAULT"
    OTHER = "OTHER"


@event(version=1)
@dataclass(frozen=True, slots=True)
class TaskMoved:
    """A seat has another holder and a new task; its clocks go on. `comment` is the advice when why is ADVISED."""

    task_id: str
    new_task_id: str
    approver: Approver
    why: Move
    by: str
    comment: str
    at: datetime
    reason: OperatorReason | None = None


@event(version=1)
@dataclass(frozen=True, slots=True)
class SignersAdded:
    """More seats at a node, bound to the seat of `task_id`; they sign in `mode` among themselves."""

    task_id: str
    place: Place
    mode: Mode
    approvers: tuple[Approver, ...]
    by: str
    comment: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class SignerRemoved:
    """A seat that somebody had added is gone before its holder acted."""

    node: str
    round: int
    seat: int
    by: str
    comment: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class DecisionTakenBack:
    """A decision is undone; the nodes of `left`, which followed from it, are entered anew later."""

    task_id: str
    left: tuple[str, ...]
    by: str
    comment: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NodesReturned:
    """From `node` back to `targets` (none: to the starter). `left` is entered anew; `kept` of it only if what it covers
    has changed; RESUME_AT_RETURNER holds `node` back until the targets are done."""

    node: str
    round: int
    targets: tuple[str, ...]
    policy: ReturnPolicy
    left: tuple[str, ...]
    kept: tuple[str, ...]
    by: str
    comment: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NodeKept:
    """After a return: what the node covers is as it was, so its decisions stand."""

    node: str
    round: int
    reason: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NodeScored:
    """The points of a node's score form: whole percent of all that could be reached, and the items that do not pass."""

    node: str
    round: int
    percent: int
    failed: tuple[str, ...]
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class TaskUrged:
    task_id: str
    by: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class ChainHeld:
    """The chain's clocks stand still and nothing is decided until it is resumed."""

    reason: OperatorReason
    comment: str
    by: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class ChainResumed:
    """`clocks`: each open task's timers, as far from now as they were when the clocks stopped."""

    clocks: Mapping[str, tuple[Alarm, ...]]
    comment: str
    by: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class TaskExtended:
    """An operator gave more working time; `alarms` replace those of the task."""

    task_id: str
    duration: str
    alarms: tuple[Alarm, ...]
    reason: OperatorReason
    comment: str
    by: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class SkipAsked:
    """One operator wants to pass a node over; another one has to say so too."""

    node: str
    round: int
    reason: OperatorReason
    comment: str
    by: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class NodeOverridden:
    """Two operators passed a node over. Nobody approved."""

    node: str
    round: int
    asked_by: str
    by: str
    reason: OperatorReason
    comment: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class AbsenceBegan:
    """Somebody is away from now on; who stands in at their open seats is asked next."""

    person_id: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class AbsenceSettled:
    """The question who stands in on a task was answered: the seat stays, for this reason."""

    task_id: str
    reason: str
    at: datetime
