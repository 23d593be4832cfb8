"""What this subgraph adds to things of the others: the chains about them."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node

if TYPE_CHECKING:
    from services.approval.api.chain import Chain

Chains = list[Annotated["Chain", strawberry.lazy("services.approval.api.chain")]]


@federation.type(keys=["id"], description="A partner's claim on a deal.")
class Registration(Node):
    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "Registration":
        return cls(id=id)

    @resolved_field(description="The chains about it that the reader may see, newest first.")
    async def chains(self, info: Info) -> Chains:
        from services.approval.api.chain import chain_of

        return [chain_of(record) for record in await info.context.loaders.of_registration.load(str(self.id))]


@federation.type(keys=["id"], description="A customer.")
class Account(Node):
    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "Account":
        return cls(id=id)

    @resolved_field(description="The chains about it that the reader may see, newest first.")
    async def chains(self, info: Info) -> Chains:
        from services.approval.api.chain import chain_of

        return [chain_of(record) for record in await info.context.loaders.of_account.load(str(self.id))]
