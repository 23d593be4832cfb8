"""The aggregate `flow`: the versions of a definition, and the draft of the next one. Version 0 is the packaged one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.definition import DefinitionDrafted, DefinitionPublished
from tas.core.codec import Json
from tas.core.errors import Conflict, Forbidden, Missing


@dataclass(frozen=True, slots=True)
class Draft:
    content_hash: str
    definition: Mapping[str, Json]
    drafted_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """`at`: in force from then on, until the next version's."""

    number: int
    content_hash: str
    definition: Mapping[str, Json]
    drafted_by: str
    published_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Flow:
    code: str
    versions: tuple[Version, ...] = ()
    draft: Draft | None = None

    def in_force(self, at: datetime) -> Version | None:
        """The version of that moment; None for the packaged definition."""
        return next((version for version in reversed(self.versions) if version.at <= at), None)

    def publishable(self, content_hash: str, by: str) -> Draft:
        """The draft, if this person may publish it. Raises Missing DEFINITION_NO_DRAFT; Conflict DEFINITION_CHANGED
        when another draft stands there by now; Forbidden DEFINITION_TWO_PERSONS for who wrote it."""
        if self.draft is None:
            raise Missing("DEFINITION_NO_DRAFT", field=("code",), flow=self.code)
        if self.draft.content_hash != content_hash:
            raise Conflict("DEFINITION_CHANGED", field=("hash",), flow=self.code, hash=self.draft.content_hash)
        if self.draft.drafted_by == by:
            raise Forbidden("DEFINITION_TWO_PERSONS", flow=self.code)
        return self.draft


def evolve(flow: Flow, event: Any, entry: Entry) -> Flow:
    """The flow after one event of an entry."""
    match event:
        case DefinitionDrafted(_, content_hash, definition, drafted_by, at):
            return replace(flow, draft=Draft(content_hash, definition, drafted_by, at))
        case DefinitionPublished(_, number, content_hash, drafted_by, published_by, at) if flow.draft is not None:
            version = Version(number, content_hash, flow.draft.definition, drafted_by, published_by, at)
            return replace(flow, versions=(*flow.versions, version), draft=None)
    return flow


FLOW: AggregateType[Flow] = AggregateType(name="flow", state=Flow, initial=Flow, evolve=evolve)
