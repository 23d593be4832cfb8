"""Somebody who logs in for a partner organisation, as the graph shows them: to employees, and to themselves."""

from typing import Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api.loader import find, loaders
from services.people.api.partner import Partner
from services.people.domain import partner as domain


@federation.type(keys=["id"], description="Somebody who logs in for a partner organisation.")
class PartnerUser(Node):
    login: str | None = federation.field(description="The name they log in with.")
    name: str | None = federation.field(description="Their name.")
    active: bool | None = federation.field(description="Whether they may log in now.")
    state: strawberry.Private[domain.PartnerUser]

    @resolved_field(description="The organisation they act for.")
    async def partner(self, info: Info) -> Partner | None:
        return await Partner.resolve_reference(info, self.state.partner_id)

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["PartnerUser"]:
        """The partner user whom another subgraph refers to, or None."""
        found = await find(loaders(info).partner_user, id)
        return show_partner_user(found) if found else None


def show_partner_user(state: domain.PartnerUser) -> PartnerUser:
    """A visible partner user as a GraphQL object."""
    return PartnerUser(id=strawberry.ID(state.id), login=state.login, name=state.name, active=state.active, state=state)
