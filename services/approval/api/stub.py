"""Things of other subgraphs that this one refers to by their ids."""

import strawberry
from strawberry import federation
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from kit.graphql.node import Node
from tas.core.ids import kind_of


@federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)], description="Somebody who works for the company.")
class Employee(Node):
    """The people subgraph's."""


@federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)], description="Somebody who logs in for a partner.")
class PartnerUser(Node):
    """The people subgraph's."""


def employee(id: str) -> Employee | None:
    """The employee of that id; None when it names somebody or something else."""
    return Employee(id=strawberry.ID(id)) if kind_of(id) == "employee" else None


def person(id: str) -> Node | None:
    """The employee or partner user of that id; None for a service or the system."""
    return PartnerUser(id=strawberry.ID(id)) if kind_of(id) == "partner-user" else employee(id)
