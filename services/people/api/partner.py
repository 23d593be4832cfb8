"""A partner organisation as the graph shows it: to employees, and to its own users."""

from typing import Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.node import Node
from services.people.api.loader import find, loaders
from services.people.domain import partner as domain


@federation.type(keys=["id"], description="A partner organisation.")
class Partner(Node):
    name: str | None = federation.field(description="Its name.")
    active: bool | None = federation.field(description="Whether it may register opportunities now.")
    product_lines: list[str] | None = federation.field(description="The product lines it is certified for.")
    regions: list[str] | None = federation.field(description="The regions it is certified for.")

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["Partner"]:
        """The partner that another subgraph refers to, or None."""
        found = await find(loaders(info).partner, id)
        return show_partner(found) if found else None


def show_partner(state: domain.Partner) -> Partner:
    """A visible partner as a GraphQL object."""
    return Partner(
        id=strawberry.ID(state.id),
        name=state.name,
        active=state.active,
        product_lines=list(state.product_lines),
        regions=list(state.regions),
    )
