"""Where the keys of persons are kept: in a database of their own, with a backup of their own. Implemented in
`kit.mongo.key` and by the fake in the tests; one contract suite holds for both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Erasure:
    """The stub that stays of an erased person: whose, when, by whom and why. `reason` is a code, never free text."""

    person: str
    at: datetime
    by: str
    reason: str


class KeyStore(Protocol):
    """Wrapped keys and look-up tokens by person. Every call has a timeout and raises Unavailable beyond it."""

    async def keys(self, persons: Sequence[str]) -> Mapping[str, str]:
        """The wrapped keys of those who have one, in one query."""

    async def make(self, person: str, wrapped: str) -> str:
        """The person's wrapped key: this one when there is none. Raises Missing(PERSON_ERASED)."""

    async def note(self, person: str, tokens: Sequence[str]) -> None:
        """Keeps look-up tokens beside a key that stands, whatever races. Raises Missing(PERSON_ERASED): then none of
        the person's is left."""

    async def find(self, tokens: Sequence[str], first: int) -> Sequence[str]:
        """Persons who have one of these tokens, at most `first`, by id; one query."""

    async def erase(self, erasure: Erasure) -> None:
        """Destroys key and tokens and leaves the stub, also where there was no key; again, it leaves the first stub
        and removes what has come back meanwhile."""

    async def erasures(self, after: str, first: int) -> Sequence[Erasure]:
        """The stubs of persons whose id comes after this one, at most `first`, by id."""
