"""A customer's organisation unit as the graph shows it."""

from typing import Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api.account import Account
from services.people.api.contact.loader import sight
from services.people.api.contact.person import Person, person_of
from services.people.app.contact.sight import Sight
from services.people.domain.contact import customer_unit as domain


@federation.type(keys=["id"], description="An organisation unit of a customer.")
class CustomerUnit(Node):
    name: str | None = federation.field(description="Its name.")
    function: str | None = federation.field(description="What it does, such as purchasing.")
    state: strawberry.Private[domain.CustomerUnit]
    seen: strawberry.Private[Sight]

    @resolved_field(description="The account.")
    async def account(self, info: Info) -> Account | None:
        return await Account.resolve_reference(info, self.state.account_id)

    @resolved_field(description="The unit above it.")
    async def parent(self) -> Optional["CustomerUnit"]:
        return unit_of(self.seen, self.state.parent_id)

    @resolved_field(description="Who heads it.")
    async def head(self) -> Person | None:
        return person_of(self.seen, self.state.head_person_id)

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["CustomerUnit"]:
        """The unit that another subgraph refers to, or None."""
        return unit_of(await sight(info), id)


def unit_of(sight: Sight, id: object) -> CustomerUnit | None:
    """The unit, if the reader sees it; no further query."""
    found = sight.picture.customer_unit.get(id) if isinstance(id, str) else None
    return show_unit(sight, found) if found and sight.unit(found) else None


def show_unit(sight: Sight, state: domain.CustomerUnit) -> CustomerUnit:
    """A visible unit as a GraphQL object."""
    return CustomerUnit(id=strawberry.ID(state.id), name=state.name, function=state.function, state=state, seen=sight)
