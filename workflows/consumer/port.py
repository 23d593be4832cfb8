"""What the worker's consumers need of the outside: a journal to look into, and workflows that can be started."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class ChainJournal(Protocol):
    """The approval service's entries, asked directly."""

    async def entries(self, chain_id: str, after: int, first: int) -> Sequence[Mapping[str, Any]]:
        """At most `first` entries of a chain after a version, as JSON. Raises Unavailable."""


class Runs(Protocol):
    """The workflows of this suite, by their ids. Raises Unavailable when Temporal does not answer."""

    async def start(self, workflow: str, id: str, start: Mapping[str, Any]) -> None:
        """Starts it, unless a run of that id is there or has been."""

    async def replace(self, workflow: str, id: str, start: Mapping[str, Any]) -> None:
        """Starts it anew in place of whatever runs or ran under that id."""
