"""What the commands about keeping and erasing personal data ask of the world: who destroys keys, and the lists that no
exact key answers. Implemented in `kit.privacy`, `adapters` and by the fakes of the tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kit.page import Page, Window
from kit.privacy.port import Erasure as Stub
from services.people.domain.contact.erasure import Erasure, ErasureStatus
from services.people.domain.contact.export import Export
from services.people.domain.contact.person import Person


class Eraser(Protocol):
    """The keys of persons. Raises Unavailable."""

    async def erase(self, erasure: Stub) -> None:
        """Destroys the person's key and look-up tokens; again, it changes nothing."""

    async def erasures(self, after: str, first: int) -> Sequence[Stub]:
        """The stubs kept beside the keys, of persons whose id comes after this one, at most `first`, by id."""


class PrivacyIndex(Protocol):
    """Lists over state documents. They may lag a moment behind the journal. Raises Unavailable."""

    async def exports_of(self, person_ids: Sequence[str], window: Window) -> Page[Export]:
        """Exports that hold data of any of these persons, by id."""

    async def due(self, day: date, window: Window) -> Page[Person]:
        """Persons whose data somebody must look at by this day, the longest due first."""

    async def erasures(self, status: ErasureStatus, window: Window) -> Page[Erasure]:
        """Erasures by (time of their last step, id), the oldest first."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """Both, as the container holds them."""

    eraser: Eraser
    index: PrivacyIndex
