"""Typed operations on the opportunity service's internal interface."""

from typing import Any

from tas.core.actor import service
from workflows.client.caller import Caller

WORKER = service("worker")
_FACTS = "query($registrationId: ID!) { registrationFacts(registrationId: $registrationId) }"
_EXPIRE = "mutation($input: ExpireProtectionInput!) { expireProtection(input: $input) }"


class OpportunityClient:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def registration_facts(self, registration_id: str) -> dict[str, Any]:
        data = await self._caller.graphql(_FACTS, {"registrationId": registration_id}, WORKER)
        facts: dict[str, Any] = data["registrationFacts"]
        return facts

    async def expire_protection(self, command_id: str, registration_id: str) -> dict[str, Any]:
        """`{"expired": bool, "protectedTo": iso}`; the service decides."""
        variables = {"input": {"commandId": command_id, "registrationId": registration_id}}
        answer: dict[str, Any] = (await self._caller.graphql(_EXPIRE, variables, WORKER))["expireProtection"]
        return answer
