"""Reading an XES log (BPI Challenge 2020 family), plain or gzipped, as a stream: never the whole file in memory.

A log is somebody else's file: document types and entities are refused, and what one case may hold is bounded.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from tas.core.errors import Invalid

CHUNK = 1 << 16
LARGEST = 4 << 30
"""Bytes of XML, unpacked."""
MOST_STEPS = 5_000
DEEPEST = 20
LONGEST = 200
EMPLOYEE, MISSING, SYSTEM = "EMPLOYEE", "MISSING", "SYSTEM"
_ACT = re.compile(
    r"(?:(?P<thing>.+) )?(?P<verb>SUBMITTED|SAVED|APPROVED|FINAL_APPROVED|REJECTED|FOR_APPROVAL) by (?P<role>.+)"
)


class Verb(StrEnum):
    """What a step does. OTHER: an activity that no role's act names, such as a payment or a trip."""

    SAVED = "SAVED"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    FINAL_APPROVED = "FINAL_APPROVED"
    REJECTED = "REJECTED"
    FOR_APPROVAL = "FOR_APPROVAL"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Step:
    """`thing`: which kind of document an act is about; of OTHER the activity's own name."""

    thing: str
    verb: Verb
    role: str

    def __str__(self) -> str:
        if self.verb is Verb.OTHER:
            return self.thing if self.role == SYSTEM else f"{self.thing} by {self.role}"
        return f"{self.thing} {self.verb.value} by {self.role}"


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class _Reading:
    """What has been read and not yet been given on. `path` holds the elements that are open."""

    path: list[str] = field(default_factory=list)
    case_id: str = ""
    steps: list[Step] = field(default_factory=list)
    event: dict[str, str] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        above = self.path[-1] if self.path else ""
        self.path.append(name.rpartition(":")[2])
        if len(self.path) > DEEPEST:
            raise Invalid("LOG_TOO_LARGE", limit=f"{DEEPEST} nested elements")
        key, value = attributes.get("key", ""), attributes.get("value", "")
        if self.path[-1] == "trace":
            self.case_id, self.steps = "", []
        elif self.path[-1] == "event":
            self.event = {}
        elif above == "event":
            self.event[key] = value[:LONGEST]
        elif above == "trace" and key == "concept:name":
            self.case_id = value[:LONGEST]

    def end(self, _: str) -> None:
        name = self.path.pop()
        if name == "event" and self.path[-1:] == ["trace"]:
            self.steps.append(step_of(self.event))
            if len(self.steps) > MOST_STEPS:
                raise Invalid("LOG_TOO_LARGE", limit=f"{MOST_STEPS} steps in a case")
        elif name == "trace":
            self.cases.append(Case(self.case_id, tuple(self.steps)))


def step_of(event: dict[str, str]) -> Step:
    """The step of an event's attributes: its activity names thing, act and role; `org:` attributes those of others."""
    activity = event.get("concept:name", "")
    found = _ACT.fullmatch(activity)
    if found:
        return Step((found["thing"] or "Document").strip(), Verb(found["verb"]), found["role"].strip())
    role = event.get("org:role", SYSTEM)
    return Step(activity, Verb.OTHER, SYSTEM if event.get("org:resource") == SYSTEM or role == "UNDEFINED" else role)


def read_log(path: Path) -> Iterator[Case]:
    """The cases in the order of the file. Raises Invalid LOG_MALFORMED, LOG_TOO_LARGE, OSError."""
    reading, parser = _Reading(), expat.ParserCreate(intern={})
    parser.buffer_text = True
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        with _open(path) as file:
            read = 0
            while chunk := file.read(CHUNK):
                read += len(chunk)
                if read > LARGEST:
                    raise Invalid("LOG_TOO_LARGE", limit=f"{LARGEST} bytes")
                parser.Parse(chunk, False)
                yield from reading.cases
                reading.cases.clear()
            parser.Parse(b"", True)
            yield from reading.cases
    except (expat.ExpatError, EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise Invalid("LOG_MALFORMED", reason=str(problem)) from problem


def _refuse(*_: object) -> None:
    raise Invalid("LOG_MALFORMED", reason="a document type or an entity is declared")


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]
