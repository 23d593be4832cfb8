"""The interface of everything that has a global id. The root fields `node` and `nodes` are the opportunity
subgraph's; how an id is made lives in `tas.core.ids`."""

import strawberry
from strawberry.federation import field, interface


@interface(description="Anything with a global id.")
class Node:
    id: strawberry.ID = field(description="The global id: opaque, the same in every service, event and URL.")
