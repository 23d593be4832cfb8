"""The worker's operations on the opportunity service's internal interface."""

from typing import Any

from workflows.client.caller import Caller
from workflows.client.generated.opportunity import Client, ExpireProtectionInput


class OpportunityClient:
    def __init__(self, caller: Caller) -> None:
        self._client = Client(caller)

    async def registration_facts(self, registration_id: str) -> dict[str, Any]:
        facts: dict[str, Any] = (await self._client.registration_facts(registration_id)).registration_facts
        return facts

    async def expire_protection(self, command_id: str, registration_id: str) -> dict[str, Any]:
        """`{"expired": bool, "protectedTo": iso}`; the service decides."""
        asked = ExpireProtectionInput(command_id=command_id, registration_id=registration_id)
        answer: dict[str, Any] = (await self._client.expire_protection(asked)).expire_protection
        return answer
