"""Typed operations on the people service's internal interface."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tas.core.actor import service
from tas.core.codec import to_json
from workflows.client.caller import Caller

WORKER = service("worker")
_APPROVERS = "query($rules: JSON!, $facts: JSON!, $asOf: DateTime!) { resolveApprovers(rules: $rules, facts: $facts, asOf: $asOf) }"  # noqa: E501
_HEADS = "query($employeeIds: [ID!]!) { lineHeads(employeeIds: $employeeIds) }"
_ACCOUNT = "query($accountId: ID!) { accountFacts(accountId: $accountId) }"


class PeopleClient:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def resolve_approvers(
        self, rules: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], as_of: datetime
    ) -> list[dict[str, Any]]:
        """One `{"approvers": [...], "fallback": bool}` per rule."""
        variables = {"rules": [dict(rule) for rule in rules], "facts": dict(facts), "asOf": to_json(as_of)}
        found: list[dict[str, Any]] = (await self._caller.graphql(_APPROVERS, variables, WORKER))["resolveApprovers"]
        return found

    async def line_heads(self, employee_ids: Sequence[str]) -> dict[str, str]:
        """Employee → head of their line; somebody without one is absent."""
        data = await self._caller.graphql(_HEADS, {"employeeIds": list(employee_ids)}, WORKER)
        return {employee: head for employee, head in data["lineHeads"].items() if head}

    async def account_facts(self, account_id: str) -> dict[str, Any]:
        facts: dict[str, Any] = (await self._caller.graphql(_ACCOUNT, {"accountId": account_id}, WORKER))[
            "accountFacts"
        ]
        return facts
