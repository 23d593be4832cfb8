"""The state of one chain, folded from its events; what may be asked of it, but not how it comes about.

`tas.chain.evolve` folds, `decide` judges acts, `advance` enters nodes, `clock` tells the timers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from tas.chain.act_event import OperatorReason, Place
from tas.chain.event import Alarm, Approver, Closing, Condition, TimerKind, Verdict
from tas.contracts.chain import Subject
from tas.core.calendar import Calendar, round_the_clock
from tas.core.codec import Json
from tas.flows.definition import FlowDefinition, Label, Mode


class Status(StrEnum):
    """NEW: nothing submitted yet; the last four are ends."""

    NEW = "NEW"
    RUNNING = "RUNNING"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED = "CANCELLED"


ENDS = frozenset({Status.APPROVED, Status.REJECTED, Status.WITHDRAWN, Status.CANCELLED})


class TaskStatus(StrEnum):
    OPEN = "OPEN"
    DECIDED = "DECIDED"
    CLOSED = "CLOSED"


class NodeStatus(StrEnum):
    """A node that is not listed in a state has not been entered in this round."""

    ACTIVE = "ACTIVE"
    DONE = "DONE"
    SKIPPED = "SKIPPED"
    REJECTED = "REJECTED"


PASSED = frozenset({NodeStatus.DONE, NodeStatus.SKIPPED})


@dataclass(frozen=True, slots=True)
class Task:
    """One approver's seat. `closed_by` and `closed_at` tell of a decision as well as of a closing; `verdict` is set
    by a decision only. `fired` and `escalated` list the timers that fell due, and those whose addition is settled.
    `entry` is the node's at which it stands, `era` the chain's when it was opened. `delegator` holds the seat that the
    holder only advises on; `advice` came back to it. `taken_back`: the decision is undone."""

    id: str
    node: str
    round: int
    seat: int
    approver: Approver
    alarms: tuple[Alarm, ...]
    opened_at: datetime
    added_by: TimerKind | None = None
    status: TaskStatus = TaskStatus.OPEN
    verdict: Verdict | None = None
    comment: str = ""
    closing: Closing | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    copied_from: str | None = None
    fired: tuple[TimerKind, ...] = ()
    escalated: tuple[TimerKind, ...] = ()
    entry: int = 0
    era: int = 0
    delegator: Approver | None = None
    advice: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    score: Mapping[str, int] = field(default_factory=dict)
    taken_back: bool = False
    urged_at: datetime | None = None
    away: bool = False

    @property
    def approver_id(self) -> str:
        return self.approver.id

    @property
    def is_open(self) -> bool:
        return self.status is TaskStatus.OPEN

    @property
    def approved(self) -> bool:
        return self.verdict is Verdict.APPROVE and not self.taken_back

    @property
    def word(self) -> Verdict | None:
        """The verdict that counts."""
        return None if self.taken_back else self.verdict

    def due(self, kind: TimerKind = TimerKind.BREACH) -> datetime | None:
        """When a timer of this task falls due; None for a task without that timer."""
        return next((alarm.due for alarm in self.alarms if alarm.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Panel:
    """Signers added at a seat (`anchor`): their seats, in order, and how they sign among themselves."""

    anchor: int
    place: Place
    mode: Mode
    seats: tuple[int, ...]
    by: str


@dataclass(frozen=True, slots=True)
class SkipAsk:
    by: str
    reason: OperatorReason


@dataclass(frozen=True, slots=True)
class NodeState:
    """Where a node of this round stands, with the recorded reason and, once entered, its seats in order: those of the
    rule (each in its group, if any), then those of `panels`; `removed` ones count no more. `entry` and `round` (0: the
    chain's own) tell its tasks from those of earlier entries; `looked_at` holds the covered facts at its entry."""

    key: str
    status: NodeStatus
    reason: str
    at: datetime
    approvers: tuple[Approver, ...] = ()
    findings: tuple[str, ...] = ()
    closed_at: datetime | None = None
    entry: int = 0
    round: int = 0
    groups: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    removed: tuple[int, ...] = ()
    looked_at: Mapping[str, Json] = field(default_factory=dict)
    skip: SkipAsk | None = None

    @property
    def roots(self) -> tuple[int, ...]:
        """The seats that the node itself counts: the rule's, without added and removed ones."""
        added = {seat for panel in self.panels for seat in panel.seats}
        return tuple(seat for seat in range(len(self.approvers)) if seat not in added and seat not in self.removed)

    def panels_at(self, seat: int, *places: Place) -> tuple[Panel, ...]:
        return tuple(one for one in self.panels if one.anchor == seat and (not places or one.place in places))


NO_LABEL = Label("", "")
NO_DEFINITION = FlowDefinition("", "", NO_LABEL, NO_LABEL)
NO_SUBJECT = Subject("", "", 0, "")


@dataclass(frozen=True, slots=True)
class ChainState:
    """`tasks` holds every round's tasks by id; `nodes` this round's by key. `last_by` and `last_comment` are of the
    act or check that closed something last. `version` counts folded entries (see `tas.chain.evolve.fold_entry`). `era`
    counts returns and take-backs; `waits` holds a node back until others are done again, `kept` nodes may stand as they
    did; `carries`: the next resubmission goes on with `nodes`. `copied`: who was shown the chain."""

    id: str
    status: Status = Status.NEW
    round: int = 0
    definition: FlowDefinition = NO_DEFINITION
    definition_hash: str = ""
    calendar: Calendar = field(default_factory=round_the_clock)
    facts: Mapping[str, Json] = field(default_factory=dict)
    subject: Subject = NO_SUBJECT
    starter_id: str = ""
    starter_partner_id: str | None = None
    previous_id: str | None = None
    submitted_at: datetime | None = None
    ended_at: datetime | None = None
    tasks: Mapping[str, Task] = field(default_factory=dict)
    nodes: Mapping[str, NodeState] = field(default_factory=dict)
    last_by: str = "system"
    last_comment: str = ""
    version: int = 0
    era: int = 0
    waits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kept: Mapping[str, NodeState] = field(default_factory=dict)
    carries: bool = False
    copied: tuple[str, ...] = ()
    held_at: datetime | None = None
    held_by: str | None = None

    @property
    def ended(self) -> bool:
        return self.status in ENDS

    def open_tasks(self) -> tuple[Task, ...]:
        """Tasks that wait for somebody, in the order they were opened."""
        return tuple(task for task in self.tasks.values() if task.is_open)

    def tasks_at(self, node: str) -> tuple[Task, ...]:
        """The tasks of a node as it was entered last, in the order they were opened."""
        standing = self.nodes.get(node)
        if standing is None:
            return ()
        of = (standing.round or self.round, standing.entry)
        return tuple(one for one in self.tasks.values() if one.node == node and (one.round, one.entry) == of)

    def with_task(self, task: Task) -> "ChainState":
        return replace(self, tasks={**self.tasks, task.id: task})

    def with_node(self, node: NodeState) -> "ChainState":
        return replace(self, nodes={**self.nodes, node.key: node})


def initial(key: str) -> ChainState:
    """The state before `FlowSubmitted`. `key` is the chain's id."""
    return ChainState(key)
