"""Copies (抄送) and read receipts (已阅) as the graph shows them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.approval.api.stub import person
from services.approval.domain.side import receipt

if TYPE_CHECKING:
    from services.approval.api.chain import Chain


@federation.type(description="Somebody who was shown a chain, or has read it.")
class ChainReceipt:
    chain_id: strawberry.ID = federation.field(description="The chain.")
    reader: Node | None = federation.field(description="Who it is.")
    node: str = federation.field(description="The step that showed it to them; empty when none did.")
    copied_at: datetime | None = federation.field(description="When it was shown to them.")
    read_at: datetime | None = federation.field(description="When they read it first.")

    @resolved_field(description="The chain, if you may see it.")
    async def chain(self, info: Info) -> Annotated["Chain", strawberry.lazy("services.approval.api.chain")] | None:
        from services.approval.api.chain import find_chain

        return await find_chain(info, self.chain_id)


def receipt_of(one: receipt.Receipt) -> ChainReceipt:
    return ChainReceipt(
        chain_id=strawberry.ID(one.chain_id),
        reader=person(one.person_id),
        node=one.node,
        copied_at=one.copied_at,
        read_at=one.read_at,
    )
