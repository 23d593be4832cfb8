"""Mending state documents that a crash between entry and document left behind. The relay does it before it marks an
entry as fed: whatever is fed has a document at its version or beyond, but for one that cannot be made at all, which
must not hold up everybody's entries: it is logged, and `rebuild` is for it."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from kit.journal.ledger import Ledger
from tas.core.errors import TasError
from tas.core.ids import aggregate_name, split_aggregate

log = logging.getLogger("tas.mend")


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
            standing = await self._standing(kind, list(newest))
            for key, version in newest.items():
                if standing.get(key, 0) < version:
                    await self._settle(kind, key)

    async def _standing(self, kind: AggregateType[Any], keys: Sequence[str]) -> Mapping[str, int]:
        """The versions that the documents are at; {} when one cannot be read, so that each is looked at alone."""
        try:
            found = await self._ledger.views(kind, keys) if keys else {}
        except TasError:
            raise
        except Exception:
            return {}
        return {key: loaded.version for key, loaded in found.items()}

    async def _settle(self, kind: AggregateType[Any], key: str) -> None:
        try:
            await self._ledger.settle(kind, key)
        except TasError:
            raise
        except Exception:
            log.exception("the state document of %s cannot be made", aggregate_name(kind.name, key))
