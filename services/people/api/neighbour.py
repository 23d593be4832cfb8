"""Entities that other services own: here only their ids. Who may see one, and whether it is there at all, its owner
decides (decision 0005)."""

from strawberry import federation
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from kit.graphql.node import Node

ELSEWHERE = [Key(fields=FieldSet("id"), resolvable=False)]


@federation.type(keys=ELSEWHERE, description="A partner's claim on a deal.")
class Registration(Node):
    """Of opportunity."""


@federation.type(keys=ELSEWHERE, description="A running or ended approval chain.")
class Chain(Node):
    """Of approval."""
