"""Mending state documents that a crash between entry and document left behind. The relay does it before it marks an
entry as fed: whatever is fed has a document at its version or beyond."""

from collections.abc import Sequence
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from kit.journal.ledger import Ledger
from tas.core.ids import split_aggregate


class Mender:
    """`kinds` are all the aggregate types of the service; an entry of another type has no document."""

    def __init__(self, ledger: Ledger, kinds: Sequence[AggregateType[Any]]) -> None:
        self._ledger = ledger
        self._kinds = kinds

    async def mend(self, entries: Sequence[Entry]) -> None:
        """One query for each type among the entries; writes only where a document lags."""
        for kind in self._kinds:
            newest: dict[str, int] = {}
            for entry in entries:
                type, key = split_aggregate(entry.aggregate)
                if type == kind.name:
                    newest[key] = max(entry.version, newest.get(key, 0))
            standing = await self._ledger.views(kind, list(newest)) if newest else {}
            for key, version in newest.items():
                if key not in standing or standing[key].version < version:
                    await self._ledger.settle(kind, key)
