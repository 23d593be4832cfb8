"""Entities that other services own: here only their ids, so that `node` and our own fields can name them. Who may see
one, and whether it is there at all, its owner decides (decision 0005)."""

from collections.abc import Mapping

import strawberry
from strawberry import federation
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from kit.graphql.node import Node
from tas.core.ids import kind_of

ELSEWHERE = [Key(fields=FieldSet("id"), resolvable=False)]


@federation.type(keys=ELSEWHERE, description="A customer's account.")
class Account(Node):
    """Of people."""


@federation.type(keys=ELSEWHERE, description="One of our own staff.")
class Employee(Node):
    """Of people."""


@federation.type(keys=ELSEWHERE, description="An organisation unit.")
class Unit(Node):
    """Of people."""


@federation.type(keys=ELSEWHERE, description="A partner organisation.")
class Partner(Node):
    """Of people."""


@federation.type(keys=ELSEWHERE, description="Somebody who logs in for a partner organisation.")
class PartnerUser(Node):
    """Of people."""


@federation.type(keys=ELSEWHERE, description="Somebody at a customer.")
class Person(Node):
    """Of people."""


@federation.type(keys=ELSEWHERE, description="An organisation unit of a customer.")
class CustomerUnit(Node):
    """Of people."""


@federation.type(keys=ELSEWHERE, description="What connects two people.")
class Tie(Node):
    """Of people."""


@federation.type(keys=ELSEWHERE, description="A running or ended approval chain.")
class Chain(Node):
    """Of approval."""


@federation.type(keys=ELSEWHERE, description="A seat of an approval chain that waits for its holder, or did.")
class Task(Node):
    """Of approval."""


STUBS: Mapping[str, type[Node]] = {
    "account": Account,
    "employee": Employee,
    "unit": Unit,
    "partner": Partner,
    "partner-user": PartnerUser,
    "person": Person,
    "customer-unit": CustomerUnit,
    "tie": Tie,
    "chain": Chain,
    "task": Task,
}
"""Kind of an id → its type."""


def named(id: str) -> Node | None:
    """The entity of another service that the id names by its prefix; None for our own and for what is no id."""
    stub = STUBS.get(kind_of(id) or "")
    return None if stub is None else stub(id=strawberry.ID(id))
