"""The worker's operations on the approval service's internal interface."""

from collections.abc import Mapping
from typing import Any

from tas.core.ids import aggregate_name
from workflows.client.caller import Caller
from workflows.client.generated.approval import Client, RecordChainEntryInput


class ApprovalClient:
    def __init__(self, caller: Caller) -> None:
        self._client = Client(caller)

    async def record_chain_entry(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """`{"recorded"}`, `{"replayed"}` or `{"behind"}`, see services/approval/app/record.py."""
        done = await self._client.record_chain_entry(RecordChainEntryInput.model_validate(entry, extra="forbid"))
        answer: dict[str, Any] = done.record_chain_entry
        return answer

    async def entries(self, chain_id: str, after: int, first: int) -> list[dict[str, Any]]:
        """The chain's entries after a version, as JSON."""
        found = await self._client.approval_entries(aggregate_name("chain", chain_id), after, first)
        entries: list[dict[str, Any]] = found.approval_entries
        return entries
