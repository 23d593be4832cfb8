"""Chains found in the state documents by their tasks, subjects and approvers, and the indexes that serve it."""

from collections.abc import Iterator, Sequence
from typing import Any

from kit.mongo.client import Database
from kit.mongo.index import declare
from kit.mongo.query import PageOf, key_of, page
from kit.page import Page, Window
from services.approval.domain.chain import CHAIN, ChainRecord
from tas.core.codec import from_json

SUBMITTED_AT = "submittedAt"
COLLECTION = f"state_{CHAIN.name}"
INDEXES = (
    declare(COLLECTION, ["taskIds", "_id"]),
    declare(COLLECTION, ["subjectType", "subjectId", SUBMITTED_AT, "_id"]),
    declare(COLLECTION, ["code", SUBMITTED_AT, "_id"]),
    declare(COLLECTION, ["openApprovers", SUBMITTED_AT, "_id"]),
)
STRETCH = 100
MOST_STRETCHES = 20


class StoredChains:
    """Holds `app.port.ChainList`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_tasks(self, task_ids: Sequence[str]) -> Sequence[ChainRecord]:
        found: dict[str, ChainRecord] = {}
        for some in _stretches(sorted(set(task_ids))):
            rows = await page(self._database, CHAIN.name, {"taskIds": {"$in": some}}, size=STRETCH)
            found |= {str(row["_id"]): _record(row) for row in rows.rows}
        return list(found.values())

    async def of_subjects(self, type: str, ids: Sequence[str]) -> Sequence[ChainRecord]:
        where = {"subjectType": type, "subjectId": {"$in": sorted(set(ids))}}
        return await self._newest(where) if ids else []

    async def of_flow(self, code: str) -> Sequence[ChainRecord]:
        return await self._newest({"code": code})

    async def _newest(self, where: dict[str, Any]) -> list[ChainRecord]:
        found: list[ChainRecord] = []
        after = None
        for _ in range(MOST_STRETCHES):
            rows = await page(
                self._database, CHAIN.name, where, sort=SUBMITTED_AT, descending=True, size=STRETCH, after=after
            )
            found += [_record(row) for row in rows.rows]
            if not rows.more:
                break
            after = key_of(rows.rows[-1], SUBMITTED_AT)
        return found

    async def waiting_for(self, approver_id: str, window: Window) -> Page[ChainRecord]:
        found = await page(
            self._database,
            CHAIN.name,
            {"openApprovers": approver_id},
            sort=SUBMITTED_AT,
            size=window.size,
            after=window.after,
            before=window.before,
            backwards=window.backwards,
        )
        return _page(found)


def _page(found: PageOf) -> Page[ChainRecord]:
    keys = tuple(key_of(row, SUBMITTED_AT) for row in found.rows)
    return Page(tuple(_record(row) for row in found.rows), keys, found.more)


def _record(row: dict[str, Any]) -> ChainRecord:
    record: ChainRecord = from_json(ChainRecord, row["state"])
    return record


def _stretches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), STRETCH):
        yield ids[start : start + STRETCH]
