from datetime import datetime
from typing import Any

from tas.core.codec import to_json

from .account_facts import AccountFacts
from .expire_verification import ExpireVerification
from .line_heads import LineHeads
from .resolve_approvers import ResolveApprovers
from .signed import SignedCalls


def gql(q: str) -> str:
    return q


class Client(SignedCalls):
    async def resolve_approvers(
        self, rules: Any, facts: Any, as_of: datetime, **kwargs: Any
    ) -> ResolveApprovers:
        query = gql("""
            query ResolveApprovers($rules: JSON!, $facts: JSON!, $asOf: DateTime!) {
              resolveApprovers(rules: $rules, facts: $facts, asOf: $asOf)
            }
            """)
        variables: dict[str, object] = {
            "rules": rules,
            "facts": facts,
            "asOf": to_json(as_of),
        }
        response = await self.execute(
            query=query,
            operation_name="ResolveApprovers",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ResolveApprovers.model_validate(data)

    async def line_heads(self, employee_ids: list[str], **kwargs: Any) -> LineHeads:
        query = gql("""
            query LineHeads($employeeIds: [ID!]!) {
              lineHeads(employeeIds: $employeeIds)
            }
            """)
        variables: dict[str, object] = {"employeeIds": employee_ids}
        response = await self.execute(
            query=query, operation_name="LineHeads", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return LineHeads.model_validate(data)

    async def account_facts(
        self, account_id: str, duplicates: bool, **kwargs: Any
    ) -> AccountFacts:
        query = gql("""
            query AccountFacts($accountId: ID!, $duplicates: Boolean!) {
              accountFacts(accountId: $accountId, duplicates: $duplicates)
            }
            """)
        variables: dict[str, object] = {
            "accountId": account_id,
            "duplicates": duplicates,
        }
        response = await self.execute(
            query=query, operation_name="AccountFacts", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return AccountFacts.model_validate(data)

    async def expire_verification(
        self, account_id: str, **kwargs: Any
    ) -> ExpireVerification:
        query = gql("""
            mutation ExpireVerification($accountId: ID!) {
              expireVerification(accountId: $accountId)
            }
            """)
        variables: dict[str, object] = {"accountId": account_id}
        response = await self.execute(
            query=query,
            operation_name="ExpireVerification",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ExpireVerification.model_validate(data)
