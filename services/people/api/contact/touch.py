"""A touch as the graph shows it: to the circle of its map only."""

from datetime import date, datetime

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.value import Money
from services.people.api.contact.colleague import employee_of
from services.people.api.contact.enumeration import TouchKind, TouchOutcome
from services.people.api.contact.loader import opened
from services.people.api.contact.person import Person, person_of
from services.people.api.employee import Employee
from services.people.app.contact.chart import TouchText
from services.people.app.contact.read import touch_sealed, touch_text
from services.people.app.contact.sight import Sight
from services.people.domain.contact import contact_map as domain


@federation.type(description="A contact between their people and ours.")
class Touch:
    id: strawberry.ID = federation.field(description="The id.")
    kind: TouchKind = federation.field(description="How they met.")
    at: datetime = federation.field(description="When.")
    outcome: TouchOutcome = federation.field(description="What it did for us.")
    commitment_count: int = federation.field(description="How many promises we made.")
    next_step_due: date | None = federation.field(description="When the next step is due.")
    cost: Money | None = federation.field(description="What it cost.")
    expense_chain_id: strawberry.ID | None = federation.field(description="The approval that the cost rests on.")
    state: strawberry.Private[domain.Touch]
    seen: strawberry.Private[Sight]

    @resolved_field(description="Their people, as far as this reader sees them.")
    async def persons(self) -> list[Person]:
        return [one for id in self.state.person_ids if (one := person_of(self.seen, id)) is not None]

    @resolved_field(description="Our people.")
    async def employees(self) -> list[Employee]:
        return [one for id in self.state.employee_ids if (one := employee_of(self.seen, id)) is not None]

    @resolved_field(description="Who takes the next step.")
    async def next_step_by(self) -> Employee | None:
        return employee_of(self.seen, self.state.next_step_by)

    @resolved_field(description="Why they met; null once one of the persons was erased.")
    async def purpose(self, info: Info) -> str | None:
        text = await self._text(info)
        return text.purpose if text else None

    @resolved_field(description="What came of it; null as for purpose.")
    async def summary(self, info: Info) -> str | None:
        text = await self._text(info)
        return text.summary if text else None

    @resolved_field(description="What we promised; null as for purpose.")
    async def commitments(self, info: Info) -> list[str] | None:
        text = await self._text(info)
        return list(text.commitments) if text else None

    @resolved_field(description="What is next; null as for purpose.")
    async def next_step(self, info: Info) -> str | None:
        text = await self._text(info)
        return text.next_step if text else None

    async def _text(self, info: Info) -> TouchText | None:
        return touch_text(await opened(info, touch_sealed(self.state)))


def show_touch(sight: Sight, state: domain.Touch) -> Touch:
    """A touch of a visible map as a GraphQL object."""
    return Touch(
        id=strawberry.ID(state.id),
        kind=state.kind,
        at=state.at,
        outcome=state.outcome,
        commitment_count=state.commitment_count,
        next_step_due=state.next_step_due,
        cost=Money.of(state.cost) if state.cost else None,
        expense_chain_id=strawberry.ID(state.expense_chain_id) if state.expense_chain_id else None,
        state=state,
        seen=sight,
    )
