"""A customer account as the graph shows it. Only its id is never null: other subgraphs refer to accounts that this
reader may not see."""

from datetime import date
from typing import Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api.core_data import (
    AsOf,
    CoreChange,
    CoreValue,
    OpenChange,
    core_changes,
    core_values,
    open_changes,
)
from services.people.api.employee import Employee
from services.people.api.enumeration import AccountStatus, Verification, VerifyMethod
from services.people.api.loader import find, find_all, loaders
from services.people.api.unit import Unit
from services.people.app.access import sees_finance
from services.people.domain import account as domain


@federation.type(keys=["id"], description="A customer.")
class Account(Node):
    legal_name: str | None = federation.field(description="The legal name.")
    credit_code: str | None = federation.field(description="The unified social credit code; null while not known.")
    status: AccountStatus | None = federation.field(description="Whether it is a draft, active, or merged.")
    verification: Verification | None = federation.field(description="The verification as it counts today.")
    verified_until: date | None = federation.field(description="The last day on which a verification counts.")
    region: str | None = federation.field(description="The sales region.")
    country: str | None = federation.field(description="The country of its office.")
    industry: str | None = federation.field(description="The industry.")
    credit_rating_needed: bool | None = federation.field(description="Whether finance must rate it.")
    customer_code: str | None = federation.field(description="The customer code, from its first verification on.")
    locked: bool | None = federation.field(description="Whether its core fields change through flow TAS 1-3 only.")
    verify_method: VerifyMethod | None = federation.field(description="How it was verified, where that was recorded.")
    evidence: list[str] | None = federation.field(description="What its verification rests on.")
    legal_rep: str | None = federation.field(description="The legal representative.")
    registered_address: str | None = federation.field(description="The registered address.")
    account_type: str | None = federation.field(description="ENTERPRISE, GOV, PUBLIC_INST or OVERSEAS.")
    blacklisted: bool | None = federation.field(description="Whether nobody may deal with it.")
    website: str | None = federation.field(description="Its website.")
    credit_rating: str | None = federation.field(description="The credit rating. For posts that see finances.")
    invoice_title: str | None = federation.field(description="The invoice title. For posts that see finances.")
    tax_no: str | None = federation.field(description="The tax number. For posts that see finances.")
    bank: str | None = federation.field(description="The bank account. For posts that see finances.")
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

    @resolved_field(description="The account that it was merged into: its id names that one now.")
    async def merged_into(self, info: Info) -> Optional["Account"]:
        return await Account.resolve_reference(info, self.state.merged_into)

    @resolved_field(description="Accounts that were merged into it.")
    async def absorbed(self, info: Info) -> list["Account"] | None:
        found = await find_all(loaders(info).account, self.state.absorbed)
        return [show_account(info, one) for one in found]

    @resolved_field(description="Its core fields as they are, or were, on a day; today's when none is given.")
    def core_values(self, info: Info, as_of: AsOf = None) -> list[CoreValue] | None:
        return core_values(info, self.state, as_of)

    @resolved_field(description="Every change of its core fields, in the order they were recorded.")
    def changes(self, info: Info) -> list[CoreChange] | None:
        return core_changes(info, self.state)

    @resolved_field(description="Requested changes that are being decided.")
    def open_changes(self, info: Info) -> list[OpenChange] | None:
        return open_changes(info, self.state)

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["Account"]:
        """The account that another subgraph refers to, or None."""
        found = await find(loaders(info).account, id)
        return show_account(info, found) if found else None


def show_account(info: Info, state: domain.Account) -> Account:
    """A visible account as a GraphQL object."""
    finance = sees_finance(info.context.actor)
    return Account(
        id=strawberry.ID(state.id),
        legal_name=state.legal_name,
        credit_code=state.credit_code,
        status=state.status,
        verification=domain.verification_on(state, info.context.app.today()),
        verified_until=state.valid_until,
        region=state.region,
        country=state.country,
        industry=state.industry,
        credit_rating_needed=state.credit_rating_needed,
        customer_code=state.customer_code or None,
        locked=state.locked,
        verify_method=state.verify_method,
        evidence=list(state.evidence),
        legal_rep=state.legal_rep,
        registered_address=state.registered_address,
        account_type=state.account_type,
        blacklisted=state.blacklisted,
        website=state.website,
        credit_rating=state.credit_rating if finance else None,
        invoice_title=state.invoice_title if finance else None,
        tax_no=state.tax_no if finance else None,
        bank=state.bank if finance else None,
        state=state,
    )
