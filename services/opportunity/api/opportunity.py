"""An opportunity as its readers see it."""

from datetime import date, datetime
from typing import Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from kit.graphql.value import Money
from services.opportunity.api.entity_change import CustomerEntityChange, entity_changes
from services.opportunity.api.loader import loaders
from services.opportunity.api.neighbour import Account, Partner
from services.opportunity.api.registration import Registration, registration_of
from services.opportunity.app.access import sees_accounts
from services.opportunity.domain import opportunity as domain


@federation.type(keys=["id"], description="A deal that we pursue.")
class Opportunity(Node):
    state: strawberry.Private[domain.Opportunity]
    name: str = federation.field(description="The project at the customer.")
    grade: str = federation.field(description="A to E; E is a partner's own deal.")
    stage: str = federation.field(description="The stage, S1 to S7.")
    amount: Money = federation.field(description="The expected amount.")
    expected_sign_date: date = federation.field(description="The day on which signing is expected.")
    product_line: str = federation.field(description="The product line.")
    region: str = federation.field(description="The sales region.")
    opened_at: datetime = federation.field(description="When it was opened, UTC.")

    @resolved_field(description="The customer's account; null for partners, who know it by the name they filed.")
    def account(self, info: Info) -> Account | None:
        return Account(id=strawberry.ID(self.state.account_id)) if sees_accounts(info.context.actor) else None

    @resolved_field(description="The partner whose deal it is.")
    def partner(self) -> Partner | None:
        return Partner(id=strawberry.ID(self.state.partner_id)) if self.state.partner_id else None

    @resolved_field(description="The registration whose approval opened it.")
    async def registration(self, info: Info) -> Registration | None:
        return registration_of(await loaders(info).registrations.load(self.state.registration_id))

    @resolved_field(description="When its customer became another legal entity. Not shown to partners.")
    def customer_entity_changes(self, info: Info) -> list[CustomerEntityChange]:
        return entity_changes(info, self.state.entity_changes)

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Optional["Opportunity"]:
        return opportunity_of(await loaders(info).opportunities.load(id))


def opportunity_of(state: domain.Opportunity | None) -> Opportunity | None:
    """The GraphQL object of a state that its reader may see; None before its first entry."""
    if state is None or state.opened_at is None or state.amount is None or state.expected_sign_date is None:
        return None
    return Opportunity(
        id=strawberry.ID(state.id),
        state=state,
        name=state.name,
        grade=state.grade,
        stage=state.stage,
        amount=Money.of(state.amount),
        expected_sign_date=state.expected_sign_date,
        product_line=state.product_line,
        region=state.region,
        opened_at=state.opened_at,
    )
