"""An employee and the posts they hold, as the graph shows them. Only ids and post codes are never null: other subgraphs
refer to employees whom this reader may not see."""

from typing import TYPE_CHECKING, Annotated, Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api import unit as units  # the two refer to each other: used only when a field is resolved
from services.people.api.loader import find, loaders
from services.people.domain import staff as domain

if TYPE_CHECKING:
    from services.people.api.unit import Unit

UnitRef = Annotated["Unit", strawberry.lazy("services.people.api.unit")]


@federation.type(description="A post that somebody holds.")
class HeldPost:
    post: str = federation.field(description="The role code, such as AM, SD or CHM.")
    state: strawberry.Private[domain.Post]

    @resolved_field(description="The unit it is held for; null for the whole company.")
    async def unit(self, info: Info) -> UnitRef | None:
        return await units.Unit.resolve_reference(info, self.state.unit_id)


@federation.type(keys=["id"], description="One of our own people.")
class Employee(Node):
    login: str | None = federation.field(description="The name they log in with.")
    name: str | None = federation.field(description="Their name.")
    active: bool | None = federation.field(description="Whether they work here now.")
    posts: list[HeldPost] | None = federation.field(description="The posts they hold.")
    state: strawberry.Private[domain.Employee]

    @resolved_field(description="The unit they work in.")
    async def unit(self, info: Info) -> UnitRef | None:
        return await units.Unit.resolve_reference(info, self.state.unit_id)

    @resolved_field(description="Whom they report to; null where the heads of their unit, or of the one above, do.")
    async def head(self, info: Info) -> Optional["Employee"]:
        return await Employee.resolve_reference(info, self.state.head_employee_id)

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["Employee"]:
        """The employee whom another subgraph refers to, or None."""
        found = await find(loaders(info).employee, id)
        return show_employee(found) if found else None


def show_employee(state: domain.Employee) -> Employee:
    """A visible employee as a GraphQL object."""
    return Employee(
        id=strawberry.ID(state.id),
        login=state.login,
        name=state.name,
        active=state.active,
        posts=[HeldPost(post=held.code, state=held) for held in state.posts],
        state=state,
    )
