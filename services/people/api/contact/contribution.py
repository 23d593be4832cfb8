"""What the contact map adds to things of other subgraphs."""

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api.contact.contact_map import ContactMap, map_of
from services.people.api.contact.loader import sight


@federation.type(keys=["id"], description="A deal.")
class Opportunity(Node):
    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "Opportunity":
        return cls(id=id)

    @resolved_field(description="Its contact map; null when there is none to see.")
    async def contact_map(self, info: Info) -> ContactMap | None:
        return map_of(await sight(info), str(self.id))
