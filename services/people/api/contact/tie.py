"""A tie between two people as the graph shows it."""

from datetime import date
from typing import Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api.contact.colleague import employee_of
from services.people.api.contact.enumeration import Direction, TieKind, TieVisibility
from services.people.api.contact.loader import opened, sight
from services.people.api.contact.person import Person, person_of
from services.people.api.employee import Employee
from services.people.app.contact.read import joined, tie_sealed
from services.people.app.contact.sight import Sight
from services.people.domain.contact import tie as domain


@federation.type(keys=["id"], description="What connects two people, of whom one may be ours.")
class Tie(Node):
    kind: TieKind | None = federation.field(description="What connects them.")
    direction: Direction | None = federation.field(description="Whether it runs one way or both.")
    strength: int | None = federation.field(description="How strong it is, 1–3.")
    valid_from: date | None = federation.field(description="The first day it holds.")
    valid_to: date | None = federation.field(description="The last day it holds; null until further notice.")
    confirmed_on: date | None = federation.field(description="The day of its newest evidence.")
    visibility: TieVisibility | None = federation.field(description="For whom it is.")
    state: strawberry.Private[domain.Tie]
    seen: strawberry.Private[Sight]

    @resolved_field(description="The employee it begins at, for one who knows somebody.")
    async def from_employee(self) -> Employee | None:
        return employee_of(self.seen, self.state.from_id)

    @resolved_field(description="The person it begins at, for all other kinds.")
    async def from_person(self) -> Person | None:
        return person_of(self.seen, self.state.from_id)

    @resolved_field(description="The person it leads to.")
    async def to_person(self) -> Person | None:
        return person_of(self.seen, self.state.to_id)

    @resolved_field(description="How it is known; null for the circle's eyes only, or when it follows from a touch.")
    async def evidence(self, info: Info) -> str | None:
        persons = [self.seen.picture.person.get(id) for id in self.state.person_ids]
        if not all(one is not None and self.seen.details(one) for one in persons):
            return None
        return joined(await opened(info, tie_sealed(self.state)))

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["Tie"]:
        """The tie that another subgraph refers to, or None."""
        return tie_of(await sight(info), id)


def tie_of(sight: Sight, id: object) -> Tie | None:
    """The tie, if the reader sees it; no further query."""
    found = sight.picture.tie.get(id) if isinstance(id, str) else None
    return show_tie(sight, found) if found and sight.tie(found) else None


def show_tie(sight: Sight, state: domain.Tie) -> Tie:
    """A visible tie as a GraphQL object."""
    return Tie(
        id=strawberry.ID(state.id),
        kind=state.kind,
        direction=state.direction,
        strength=state.strength,
        valid_from=state.valid_from,
        valid_to=state.valid_to,
        confirmed_on=state.confirmed_on,
        visibility=state.visibility,
        state=state,
        seen=sight,
    )
