"""Typed operations on the approval service's internal interface."""

from collections.abc import Mapping
from typing import Any

from tas.core.actor import service
from workflows.client.caller import Caller

WORKER = service("worker")
_RECORD = "mutation($input: RecordChainEntryInput!) { recordChainEntry(input: $input) }"
_ENTRIES = "query($aggregate: String!, $after: Int!, $first: Int!) { approvalEntries(aggregate: $aggregate, after: $after, first: $first) }"  # noqa: E501


class ApprovalClient:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def record_chain_entry(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """`{"recorded"}`, `{"replayed"}` or `{"behind"}`, see services/approval/app/record.py."""
        data = await self._caller.graphql(_RECORD, {"input": dict(entry)}, WORKER)
        answer: dict[str, Any] = data["recordChainEntry"]
        return answer

    async def entries(self, chain_id: str, after: int, first: int) -> list[dict[str, Any]]:
        """The chain's entries after a version, as JSON."""
        variables = {"aggregate": f"chain/{chain_id}", "after": after, "first": first}
        data = await self._caller.graphql(_ENTRIES, variables, WORKER)
        entries: list[dict[str, Any]] = data["approvalEntries"]
        return entries
