"""The fakes of the approval service's ports: lists over its memory, and an organisation that answers from tables."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kit.page import Page, Window
from services.approval.domain.chain import ChainRecord
from tas.core.codec import from_json
from tas.core.errors import Missing
from tests.support.journal import MemoryStore


@dataclass
class MemoryChains:
    """Holds `app.port.ChainList` over a store in memory. `asked` names every call."""

    store: MemoryStore
    asked: list[str] = field(default_factory=list)

    async def of_tasks(self, task_ids: Sequence[str]) -> Sequence[ChainRecord]:
        self.asked.append("of_tasks")
        return [_record(row) for row in self._rows() if set(task_ids) & set(row["taskIds"])]

    async def of_subjects(self, type: str, ids: Sequence[str]) -> Sequence[ChainRecord]:
        self.asked.append("of_subjects")
        found = [row for row in self._rows() if row["subjectType"] == type and row["subjectId"] in ids]
        return [_record(row) for row in sorted(found, key=_key, reverse=True)]

    async def of_flow(self, code: str) -> Sequence[ChainRecord]:
        self.asked.append("of_flow")
        return [_record(row) for row in sorted(self._rows(), key=_key, reverse=True) if row["code"] == code]

    async def waiting_for(self, approver_id: str, window: Window) -> Page[ChainRecord]:
        self.asked.append("waiting_for")
        found = sorted((row for row in self._rows() if approver_id in row["openApprovers"]), key=_key)
        inside = [
            row
            for row in found
            if (window.after is None or _key(row) > window.after)
            and (window.before is None or _key(row) < window.before)
        ]
        kept = inside[-window.size :] if window.backwards else inside[: window.size]
        return Page(tuple(_record(row) for row in kept), tuple(_key(row) for row in kept), len(inside) > window.size)

    def _rows(self) -> list[dict[str, Any]]:
        return [row for (type, _), row in self.store.states.items() if type == "chain"]


@dataclass
class FakeOrganisation:
    """Holds `app.port.Organisation`: every account whose id does not end in 0 is there, with these facts; a rule is
    answered by somebody of its own name."""

    facts: Mapping[str, Any]

    async def account_facts(self, account_id: str) -> Mapping[str, Any]:
        for _ in range(10):  # a call over the network: much may happen meanwhile
            await asyncio.sleep(0)
        if account_id.endswith("0"):
            raise Missing("ACCOUNT_UNKNOWN", id=account_id)
        return dict(self.facts)

    async def resolve(
        self, rules: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], as_of: datetime
    ) -> Sequence[Mapping[str, Any]]:
        holders = [f"emp_{rule.get('post') or rule.get('role') or rule['kind']}" for rule in rules]
        return [{"approvers": [{"id": holder, "why": "holds it", "hops": []}]} for holder in holders]


def _record(row: Mapping[str, Any]) -> ChainRecord:
    record: ChainRecord = from_json(ChainRecord, row["state"])
    return record


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["submittedAt"], row["_id"]
