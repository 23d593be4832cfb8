"""The worker's operations on the people service's internal interface."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workflows.client.caller import Caller
from workflows.client.generated.people import Client


class PeopleClient:
    def __init__(self, caller: Caller) -> None:
        self._client = Client(caller)

    async def resolve_approvers(
        self, rules: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], as_of: datetime
    ) -> list[dict[str, Any]]:
        """One `{"approvers": [...], "fallback": bool}` per rule."""
        done = await self._client.resolve_approvers([dict(rule) for rule in rules], dict(facts), as_of)
        found: list[dict[str, Any]] = done.resolve_approvers
        return found

    async def line_heads(self, employee_ids: Sequence[str]) -> dict[str, str]:
        """Employee → head of their line; somebody without one is absent."""
        heads = (await self._client.line_heads(list(employee_ids))).line_heads
        return {employee: head for employee, head in heads.items() if head}

    async def account_facts(self, account_id: str, duplicates: bool) -> dict[str, Any]:
        """`duplicates`: whether to look for other accounts that may be the same customer."""
        facts: dict[str, Any] = (await self._client.account_facts(account_id, duplicates)).account_facts
        return facts

    async def expire_verification(self, account_id: str) -> dict[str, Any]:
        """`{"expired": bool}`; the service decides."""
        answer: dict[str, Any] = (await self._client.expire_verification(account_id)).expire_verification
        return answer
