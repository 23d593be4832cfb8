from typing import Any

from .approval_entries import ApprovalEntries
from .input_types import RecordChainEntryInput
from .record_chain_entry import RecordChainEntry
from .signed import SignedCalls


def gql(q: str) -> str:
    return q


class Client(SignedCalls):
    async def record_chain_entry(
        self, input: RecordChainEntryInput, **kwargs: Any
    ) -> RecordChainEntry:
        query = gql("""
            mutation RecordChainEntry($input: RecordChainEntryInput!) {
              recordChainEntry(input: $input)
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="RecordChainEntry",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RecordChainEntry.model_validate(data)

    async def approval_entries(
        self, aggregate: str, after: int, first: int, **kwargs: Any
    ) -> ApprovalEntries:
        query = gql("""
            query ApprovalEntries($aggregate: String!, $after: Int!, $first: Int!) {
              approvalEntries(aggregate: $aggregate, after: $after, first: $first)
            }
            """)
        variables: dict[str, object] = {
            "aggregate": aggregate,
            "after": after,
            "first": first,
        }
        response = await self.execute(
            query=query, operation_name="ApprovalEntries", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ApprovalEntries.model_validate(data)
