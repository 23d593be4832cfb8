"""What a flow is: frozen data, immutable once published, addressed by code and content hash.

Reading it is `tas.flows.loader`, judging it `tas.flows.validate`, running it `tas.chain`. Nothing about a single flow
is written in code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from json import dumps

from tas.core.codec import Json, to_json

ROUND_THE_CLOCK = "round-the-clock"
LATER = ("match", "calendar")
"""Fields that definitions did not have from the start."""


class NodeKind(StrEnum):
    APPROVE = "APPROVE"
    CONFIRM = "CONFIRM"
    SYSTEM_CHECK = "SYSTEM_CHECK"


class Mode(StrEnum):
    """When a node is done: each in order, everybody, or the first approval."""

    SEQUENTIAL = "SEQUENTIAL"
    ALL = "ALL"
    ANY = "ANY"


class OnReject(StrEnum):
    """What one rejection (VETO) does to the chain."""

    TERMINATE = "TERMINATE"
    TO_STARTER = "TO_STARTER"


class FieldType(StrEnum):
    TEXT = "TEXT"
    MONEY = "MONEY"
    DATE = "DATE"
    INTEGER = "INTEGER"
    BOOLEAN = "BOOLEAN"
    REFERENCE = "REFERENCE"
    FILES = "FILES"


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
class Node:
    """A step. It is entered when every node named in `after` is done or skipped. `resolver` is the rule that the people
    service answers: `{"kind": "POST", "post": "CHM"}`, `{"kind": "ACCOUNT_OWNER_HEAD"}` …; empty for SYSTEM_CHECK."""

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


@dataclass(frozen=True, slots=True)
class FormField:
    key: str
    label: Label
    type: FieldType
    required: bool = True


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
    or None for the company's."""

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

    def node(self, key: str) -> Node:
        """The node of that key; KeyError when there is none."""
        for node in self.nodes:
            if node.key == key:
                return node
        raise KeyError(key)


def content_hash(definition: FlowDefinition) -> str:
    """SHA-256 over the canonical JSON of the definition: the same content has the same hash everywhere. What of LATER a
    definition does not say is left out, so that one published before the field existed keeps its hash."""
    content = {name: value for name, value in to_json(definition).items() if name not in LATER or value is not None}
    text = dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
