"""The state of one chain, folded from its events; what may be asked of it, but not how it comes about.

`tas.chain.evolve` folds, `decide` judges acts, `advance` enters nodes, `clock` tells the timers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from tas.chain.event import Alarm, Approver, Closing, TimerKind, Verdict
from tas.contracts.chain import Subject
from tas.core.calendar import Calendar, round_the_clock
from tas.core.codec import Json
from tas.flows.definition import FlowDefinition, Label


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


@dataclass(frozen=True, slots=True)
class Task:
    """One approver's seat. `closed_by` and `closed_at` tell of a decision as well as of a closing; `verdict` is set
    by a decision only. `fired` and `escalated` list the timers that fell due, and those whose addition is settled."""

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

    @property
    def approver_id(self) -> str:
        return self.approver.id

    @property
    def is_open(self) -> bool:
        return self.status is TaskStatus.OPEN

    @property
    def approved(self) -> bool:
        return self.verdict is Verdict.APPROVE

    def due(self, kind: TimerKind = TimerKind.BREACH) -> datetime | None:
        """When a timer of this task falls due; None for a task without that timer."""
        return next((alarm.due for alarm in self.alarms if alarm.kind is kind), None)


@dataclass(frozen=True, slots=True)
class NodeState:
    """Where a node of this round stands, with the recorded reason and, once entered, its seats in order."""

    key: str
    status: NodeStatus
    reason: str
    at: datetime
    approvers: tuple[Approver, ...] = ()
    findings: tuple[str, ...] = ()
    closed_at: datetime | None = None


NO_LABEL = Label("", "")
NO_DEFINITION = FlowDefinition("", "", NO_LABEL, NO_LABEL)
NO_SUBJECT = Subject("", "", 0, "")


@dataclass(frozen=True, slots=True)
class ChainState:
    """`tasks` holds every round's tasks by id; `nodes` this round's by key. `last_by` and `last_comment` are of the
    act or check that closed something last. `version` counts folded entries (see `tas.chain.evolve.fold_entry`)."""

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

    @property
    def ended(self) -> bool:
        return self.status in ENDS

    def open_tasks(self) -> tuple[Task, ...]:
        """Tasks that wait for somebody, in the order they were opened."""
        return tuple(task for task in self.tasks.values() if task.is_open)

    def tasks_at(self, node: str) -> tuple[Task, ...]:
        """This round's tasks of a node, in the order they were opened."""
        return tuple(task for task in self.tasks.values() if task.node == node and task.round == self.round)

    def with_task(self, task: Task) -> "ChainState":
        return replace(self, tasks={**self.tasks, task.id: task})

    def with_node(self, node: NodeState) -> "ChainState":
        return replace(self, nodes={**self.nodes, node.key: node})


def initial(key: str) -> ChainState:
    """The state before `FlowSubmitted`. `key` is the chain's id."""
    return ChainState(key)
