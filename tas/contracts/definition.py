"""Events of flow definitions. Aggregate type `flow` of the approval service (key: the flow's code).

Versions are only ever added; a running chain keeps the one it was submitted with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tas.core.codec import Json
from tas.core.event import event


@event(version=1)
@dataclass(frozen=True, slots=True)
class DefinitionDrafted:
    """Somebody proposes another definition; it stands in place of the draft before it."""

    code: str
    content_hash: str
    definition: Mapping[str, Json]
    drafted_by: str
    at: datetime


@event(version=1)
@dataclass(frozen=True, slots=True)
class DefinitionPublished:
    """The draft of that hash is version `version`, in force from `at` on; `published_by` did not draft it."""

    code: str
    version: int
    content_hash: str
    drafted_by: str
    published_by: str
    at: datetime
