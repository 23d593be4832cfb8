from typing import Any

from .expire_protection import ExpireProtection
from .input_types import ExpireProtectionInput
from .registration_facts import RegistrationFacts
from .signed import SignedCalls


def gql(q: str) -> str:
    return q


class Client(SignedCalls):
    async def registration_facts(
        self, registration_id: str, **kwargs: Any
    ) -> RegistrationFacts:
        query = gql("""
            query RegistrationFacts($registrationId: ID!) {
              registrationFacts(registrationId: $registrationId)
            }
            """)
        variables: dict[str, object] = {"registrationId": registration_id}
        response = await self.execute(
            query=query,
            operation_name="RegistrationFacts",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RegistrationFacts.model_validate(data)

    async def expire_protection(
        self, input: ExpireProtectionInput, **kwargs: Any
    ) -> ExpireProtection:
        query = gql("""
            mutation ExpireProtection($input: ExpireProtectionInput!) {
              expireProtection(input: $input)
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="ExpireProtection",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ExpireProtection.model_validate(data)
