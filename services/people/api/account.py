"""A customer account as the graph shows it. Only its id is never null: other subgraphs refer to accounts that this
reader may not see."""

from datetime import date
from typing import Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api.employee import Employee
from services.people.api.enumeration import AccountStatus, Verification
from services.people.api.loader import find, loaders
from services.people.api.unit import Unit
from services.people.domain import account as domain


@federation.type(keys=["id"], description="A customer.")
class Account(Node):
    legal_name: str | None = federation.field(description="The legal name.")
    credit_code: str | None = federation.field(description="The unified social credit code; null while not known.")
    status: AccountStatus | None = federation.field(description="Whether it is a draft or active.")
    verification: Verification | None = federation.field(description="The verification as it counts today.")
    verified_until: date | None = federation.field(description="The last day on which a verification counts.")
    region: str | None = federation.field(description="The sales region.")
    country: str | None = federation.field(description="The country of its office.")
    industry: str | None = federation.field(description="The industry.")
    credit_rating_needed: bool | None = federation.field(description="Whether finance must rate it.")
    state: strawberry.Private[domain.Account]

    @resolved_field(description="The account that it is a subsidiary of.")
    async def parent(self, info: Info) -> Optional["Account"]:
        return await Account.resolve_reference(info, self.state.parent_account_id)

    @resolved_field(description="The account manager who owns it.")
    async def owner(self, info: Info) -> Employee | None:
        return await Employee.resolve_reference(info, self.state.owner_employee_id)

    @resolved_field(description="The unit that its owner worked in when it became theirs.")
    async def owner_unit(self, info: Info) -> Unit | None:
        return await Unit.resolve_reference(info, self.state.owner_unit_id)

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["Account"]:
        """The account that another subgraph refers to, or None."""
        found = await find(loaders(info).account, id)
        return show_account(info, found) if found else None


def show_account(info: Info, state: domain.Account) -> Account:
    """A visible account as a GraphQL object."""
    return Account(
        id=strawberry.ID(state.id),
        legal_name=state.legal_name,
        credit_code=state.credit_code,
        status=state.status,
        verification=domain.verification_on(state, info.context.app.now().date()),
        verified_until=state.valid_until,
        region=state.region,
        country=state.country,
        industry=state.industry,
        credit_rating_needed=state.credit_rating_needed,
        state=state,
    )
