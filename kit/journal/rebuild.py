"""Rebuilding state documents from the journal: where one lacks, lags, or is not what the entries say (a release changed
its shape, somebody changed it by hand). Services may go on working meanwhile: a document is replaced only at the
version it was read at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType, Loaded
from kit.journal.ledger import ATTEMPTS, STRETCH, document_of, fold
from kit.journal.port import AuditStore, JournalStore
from tas.core.errors import Unavailable
from tas.core.ids import aggregate_name, split_aggregate, split_entry

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Aggregates by name: how many were looked at, which documents were `written`, and which say more than their
    journal does, which is left for `tas verify` and an operator to judge."""

    looked_at: int
    written: tuple[str, ...]
    ahead: tuple[str, ...]


async def rebuild(store: JournalStore, audit: AuditStore, kinds: Sequence[AggregateType[Any]]) -> Rebuilt:
    """Every document of these kinds. Raises Unavailable."""
    of = {kind.name: kind for kind in kinds}
    found = {split_entry(id)[0] async for id, _ in audit.entry_ids()}
    mine = sorted(aggregate for aggregate in found if split_aggregate(aggregate)[0] in of)
    written, ahead = list[str](), list[str]()
    for aggregate in mine:
        type, key = split_aggregate(aggregate)
        match await rebuild_one(store, of[type], key):
            case True:
                written.append(aggregate)
            case None:
                ahead.append(aggregate)
    return Rebuilt(len(mine), tuple(written), tuple(ahead))


async def rebuild_one(store: JournalStore, kind: AggregateType[S], key: str) -> bool | None:
    """Whether the document was written; None when it says more than the journal. Raises Unavailable BUSY."""
    for _ in range(ATTEMPTS):
        stands = dict(await store.document(kind.name, key) or {})
        stands.pop("_id", None)
        loaded = await _from_the_first(store, kind, key)
        have = int(stands.get("version", 0))
        if have > loaded.version:
            return None
        wanted = document_of(kind, loaded)
        if stands == wanted:
            return False
        if await store.replace_document(kind.name, key, have, wanted):
            return True
    raise Unavailable("BUSY", aggregate=aggregate_name(kind.name, key))


async def _from_the_first(store: JournalStore, kind: AggregateType[S], key: str) -> Loaded[S]:
    loaded = Loaded(kind.initial(key), 0, "")
    while entries := await store.entries(aggregate_name(kind.name, key), loaded.version, STRETCH):
        loaded = fold(kind, loaded, entries)
    return loaded
