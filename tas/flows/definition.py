"""What a flow is: frozen data, immutable once published, addressed by code and content hash.

Reading it is `tas.flows.loader`, judging it `tas.flows.validate`, running it `tas.chain`. Nothing about a single flow
is written in code.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Any

from tas.core.codec import Json, to_json

ROUND_THE_CLOCK = "round-the-clock"
CASE = "case"
"""The type of a subject that no service holds: an opaque id."""
LATER: Mapping[str, frozenset[str]] = {
    "FlowDefinition": frozenset(
        ["match", "calendar", "subject", "starters", "tables", "covers", "valid_for", "requires"]
    ),
    "Node": frozenset(["quorum", "groups", "reject_rule", "reject_to", "score", "covers", "cc", "return_policy"])
    | {"may_add_signer", "may_transfer", "may_delegate"},
    "FormField": frozenset(["minimum", "maximum", "pattern", "options", "required_if"]),
}
"""Fields by class that definitions did not have from the start: left out of the hash while they hold their default, so
that what was published before the field existed keeps its hash."""


class NodeKind(StrEnum):
    """APPROVE decides, CONFIRM acknowledges, SYSTEM_CHECK looks at facts, REVIEW_SCORE gives points, NOTIFY shows the
    chain to people and waits for nobody, DISPATCH is carried out and reported."""

    APPROVE = "APPROVE"
    CONFIRM = "CONFIRM"
    SYSTEM_CHECK = "SYSTEM_CHECK"
    REVIEW_SCORE = "REVIEW_SCORE"
    NOTIFY = "NOTIFY"
    DISPATCH = "DISPATCH"


SEATLESS = frozenset({NodeKind.SYSTEM_CHECK, NodeKind.NOTIFY})
"""Kinds that wait for nobody."""


class Mode(StrEnum):
    """When a node is done: each in order, everybody, the first approval, enough votes, or enough of every group."""

    SEQUENTIAL = "SEQUENTIAL"
    ALL = "ALL"
    ANY = "ANY"
    QUORUM = "QUORUM"
    PER_GROUP = "PER_GROUP"


class RejectRule(StrEnum):
    """When a node is rejected: by one rejection, or by more than half of the votes. A node with a threshold (QUORUM,
    PER_GROUP) is by MAJORITY rejected as soon as the threshold cannot be reached any more."""

    VETO = "VETO"
    MAJORITY = "MAJORITY"


class OnReject(StrEnum):
    """What a rejected node does to the chain."""

    TERMINATE = "TERMINATE"
    TO_STARTER = "TO_STARTER"
    TO_NODE = "TO_NODE"


class ReturnPolicy(StrEnum):
    """What runs again after a return: everything from there, the targets and who returned, or what changed."""

    RERUN_ALL = "RERUN_ALL"
    RESUME_AT_RETURNER = "RESUME_AT_RETURNER"
    RERUN_CHANGED = "RERUN_CHANGED"


class FieldType(StrEnum):
    TEXT = "TEXT"
    MONEY = "MONEY"
    DATE = "DATE"
    INTEGER = "INTEGER"
    BOOLEAN = "BOOLEAN"
    REFERENCE = "REFERENCE"
    FILES = "FILES"
    DECIMAL = "DECIMAL"
    CHOICE = "CHOICE"


@dataclass(frozen=True, slots=True)
class Label:
    """A text in both languages of the suite."""

    en: str
    zh_cn: str


@dataclass(frozen=True, slots=True)
class Sla:
    """Working time for a task, and at which percent of it each timer falls. `duration` as in tas.core.calendar."""

    duration: str
    remind: int = 50
    breach: int = 100
    escalate: int = 150
    admin: int = 200


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a SYSTEM_CHECK looks at: `must` is a condition (tas.flows.condition), `finding` is said if it fails."""

    must: str
    finding: str


@dataclass(frozen=True, slots=True)
class Quorum:
    """What approvals must reach: a count of weighted votes, or a percentage of all; one of the two is said."""

    count: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One of several parties that each give their own approvals (PER_GROUP): `need` of them."""

    key: str
    label: Label
    need: int
    resolver: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One line of a score form: whole points from 0 to `max`; below `pass_at` the score does not pass."""

    key: str
    label: Label
    max: int
    weight: int = 1
    pass_at: int | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A step. It is entered when every node named in `after` is done or skipped. `resolver` is the rule that the people
    service answers: `{"kind": "POST", "post": "CHM"}`, `{"kind": "ACCOUNT_OWNER_HEAD"}` …; empty for SYSTEM_CHECK,
    NOTIFY and PER_GROUP. `covers`: the facts that its people look at. `cc`: rules of who is shown the chain."""

    key: str
    name: Label
    kind: NodeKind = NodeKind.APPROVE
    mode: Mode = Mode.ANY
    resolver: Mapping[str, Json] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    condition: str | None = None
    on_reject: OnReject = OnReject.TERMINATE
    sla: Sla | None = None
    separate_from: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    quorum: Quorum | None = None
    groups: tuple[Group, ...] = ()
    reject_rule: RejectRule = RejectRule.VETO
    reject_to: tuple[str, ...] = ()
    score: tuple[ScoreItem, ...] = ()
    may_add_signer: bool = False
    may_transfer: bool = True
    may_delegate: bool = True
    return_policy: ReturnPolicy = ReturnPolicy.RERUN_ALL
    covers: tuple[str, ...] = ()
    cc: tuple[Mapping[str, Json], ...] = ()


@dataclass(frozen=True, slots=True)
class FormField:
    """`minimum` and `maximum` bound a number, a money's amount, a date, or the length of a text or of a list of files,
    and are written as text. `options` are what a CHOICE may be. `required_if` is a condition over the form's facts."""

    key: str
    label: Label
    type: FieldType
    required: bool = True
    minimum: str | None = None
    maximum: str | None = None
    pattern: str | None = None
    options: tuple[str, ...] = ()
    required_if: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`when`: one cell for each input, see `tas.flows.table`; `then` is the table's result when all of them hold."""

    when: tuple[str, ...]
    then: str


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table, hit policy FIRST: its result is the fact `table.<name>`."""

    name: str
    inputs: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """A fact that the approval rests on. `tolerance`: "10%" of the value looked at, "2" in its own unit, "30d" of a
    date; None: any change voids."""

    fact: str
    tolerance: str | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """The five facets of a flow (五个要素), apart from its description, which is the definition's own."""

    sales_modes: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    kpis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowDefinition:
    """`available` is False for a flow that is only listed so far; starting it is refused with FLOW_NOT_AVAILABLE.
    `match`: a condition over the facts that makes this a variant, see `tas.flows.variant`. `calendar`: ROUND_THE_CLOCK,
    or None for the company's. `subject` is the type of what it is started on by hand; CASE has no facts but those of
    the form. `starters` are the posts that may do so; none named: AM and MDS. `valid_for`: how long an approval stands,
    such as 180d. `requires`: what must not be false when it is submitted; else the finding is the error code."""

    code: str
    stage: str
    name: Label
    description: Label
    available: bool = False
    sla: str | None = None
    facets: Facets = field(default_factory=Facets)
    form: tuple[FormField, ...] = ()
    nodes: tuple[Node, ...] = ()
    match: str | None = None
    calendar: str | None = None
    subject: str | None = None
    starters: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    covers: tuple[Cover, ...] = ()
    valid_for: str | None = None
    requires: tuple[Check, ...] = ()

    def node(self, key: str) -> Node:
        """The node of that key; KeyError when there is none."""
        for node in self.nodes:
            if node.key == key:
                return node
        raise KeyError(key)


def content_hash(definition: FlowDefinition) -> str:
    """SHA-256 over the canonical JSON of the definition: the same content has the same hash everywhere."""
    text = dumps(_content(definition), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _content(value: object) -> Json:
    """The JSON of a definition's part without those of LATER that say nothing."""
    if isinstance(value, tuple):
        return [_content(item) for item in value]
    if not is_dataclass(value) or isinstance(value, type):
        return to_json(value)
    later = LATER.get(type(value).__name__, frozenset())
    told = {one.name: getattr(value, one.name) for one in fields(value)}
    silent = {one.name for one in fields(value) if one.name in later and told[one.name] == _default(one)}
    return {name: _content(held) for name, held in told.items() if name not in silent}


def _default(one: Field[Any]) -> object:
    return one.default if one.default_factory is MISSING else one.default_factory()
