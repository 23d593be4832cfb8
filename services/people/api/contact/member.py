"""A person of a decision chain as the graph shows them, with how they stand to us."""

from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from services.people.api.contact.colleague import employee_of
from services.people.api.contact.enumeration import (
    Adaptability,
    BuyingRole,
    Coverage,
    PoliticalStatus,
    RelationLevel,
    Support,
)
from services.people.api.contact.loader import opened_one
from services.people.api.contact.person import Person, show_person
from services.people.api.contact.stance import Stance, show_stance
from services.people.api.employee import Employee
from services.people.app.contact.read import joined
from services.people.app.contact.sight import Sight
from services.people.domain.contact import contact_map as domain
from services.people.domain.contact.stance import levels_of, person_score, stances, weight


@federation.type(description="What one of our people is to a person, and is to become.")
class OurRelation:
    current: RelationLevel = federation.field(description="What they are.")
    target: RelationLevel = federation.field(description="What they are to become.")
    state: strawberry.Private[domain.Relation]
    seen: strawberry.Private[Sight]

    @resolved_field(description="Which of our people.")
    async def employee(self) -> Employee | None:
        return employee_of(self.seen, self.state.employee_id)


@federation.type(description="A person of the decision chain.")
class ChainMember:
    person: Person = federation.field(description="Who it is.")
    political: PoliticalStatus = federation.field(description="How near to power.")
    buying_role: BuyingRole = federation.field(description="What part they have in the decision.")
    support: Support = federation.field(description="How they stand to us.")
    coverage: Coverage = federation.field(description="How much contact we have.")
    adaptability: Adaptability | None = federation.field(description="How they take to what is new.")
    key_player: bool = federation.field(description="Whether they are of the inner circle or political structure.")
    weight: int = federation.field(description="How much they count in the chain's score, 1–9.")
    score: int = federation.field(description="100·(0.40·closeness + 0.35·solution + 0.25·price)/5.")
    stances: list[Stance] = federation.field(description="The three measures.")
    relations: list[OurRelation] = federation.field(description="What our people are to them.")
    state: strawberry.Private[domain.Member]

    @resolved_field(description="What they want, for their company and themselves; null once they were erased.")
    async def agenda(self, info: Info) -> str | None:
        share = await opened_one(info, self.state.person_id, "note", self.state.agenda_sealed)
        return joined([share]) if share is not None else None


def show_member(sight: Sight, map: domain.ContactMap, state: domain.Member, now: datetime) -> ChainMember | None:
    """A member as a GraphQL object; None for one whom the reader does not see."""
    person = sight.picture.person.get(state.person_id)
    if person is None or not sight.person(person):
        return None
    return ChainMember(
        person=show_person(sight, person),
        political=state.political,
        buying_role=state.buying_role,
        support=state.support,
        coverage=state.coverage,
        adaptability=state.adaptability or person.adaptability,
        key_player=state.key_player,
        weight=weight(state),
        score=person_score(levels_of(map, state.person_id, now)),
        stances=[show_stance(sight, map, one) for one in stances(map, state.person_id, now)],
        relations=[
            OurRelation(current=one.current, target=one.target, state=one, seen=sight)
            for one in map.relations
            if one.person_id == state.person_id
        ],
        state=state,
    )
