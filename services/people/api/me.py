"""Who asks, as the graph tells them."""

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from services.people.api.employee import Employee
from services.people.api.enumeration import ActorKind
from services.people.api.partner import Partner
from services.people.api.partner_user import PartnerUser
from tas.core.actor import Actor


@federation.type(description="Who asks, as their token says.")
class Me:
    id: strawberry.ID = federation.field(description="The id of the employee or partner user.")
    kind: ActorKind = federation.field(description="What kind of actor it is.")
    posts: list[str] = federation.field(description="The role codes they held when they signed in.")
    actor: strawberry.Private[Actor]

    @resolved_field(description="The employee; null for others.")
    async def employee(self, info: Info) -> Employee | None:
        return await Employee.resolve_reference(info, self._id_of(ActorKind.EMPLOYEE))

    @resolved_field(description="The partner user; null for others.")
    async def partner_user(self, info: Info) -> PartnerUser | None:
        return await PartnerUser.resolve_reference(info, self._id_of(ActorKind.PARTNER))

    @resolved_field(description="The partner organisation they act for; null for others.")
    async def partner(self, info: Info) -> Partner | None:
        return await Partner.resolve_reference(info, self.actor.partner)

    def _id_of(self, kind: ActorKind) -> str | None:
        return self.actor.id if self.actor.kind is kind else None


def show_me(actor: Actor) -> Me:
    """An actor as a GraphQL object."""
    return Me(id=strawberry.ID(actor.id), kind=actor.kind, posts=list(actor.posts), actor=actor)
