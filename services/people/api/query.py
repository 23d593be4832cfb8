"""What anybody may ask of people, each as far as `app.access` shows."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.page import After, Before, Connection, First, Last, connection
from kit.page import window
from services.people.api.account import Account, show_account
from services.people.api.account_impact import AccountImpact, account_impact
from services.people.api.account_match import AccountMatch, account_duplicates
from services.people.api.core_data import CorePolicy, show_policy
from services.people.api.employee import Employee, show_employee
from services.people.api.me import Me, show_me
from services.people.api.partner import Partner
from services.people.api.unit import Unit
from services.people.app.access import require_lists, require_person
from services.people.app.read import list_accounts, list_employees, vacant_posts
from services.people.domain.core_policy import policies

Id = Annotated[strawberry.ID, strawberry.argument(description="The global id.")]


@strawberry.type
class Public:
    """Inherited by the schema's `Query`."""

    @resolved_field(description="Who asks.")
    async def me(self, info: Info) -> Me | None:
        require_person(info.context.actor)
        return show_me(info.context.actor)

    @resolved_field(description="An account; null when there is none to see.")
    async def account(self, info: Info, id: Id) -> Account | None:
        return await Account.resolve_reference(info, id)

    @resolved_field(description="An employee; null when there is none to see.")
    async def employee(self, info: Info, id: Id) -> Employee | None:
        return await Employee.resolve_reference(info, id)

    @resolved_field(description="A unit; null when there is none to see.")
    async def unit(self, info: Info, id: Id) -> Unit | None:
        return await Unit.resolve_reference(info, id)

    @resolved_field(description="A partner organisation; null when there is none to see.")
    async def partner(self, info: Info, id: Id) -> Partner | None:
        return await Partner.resolve_reference(info, id)

    @resolved_field(description="Accounts by name. For employees.")
    async def accounts(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[Account]:
        asked = window(first, last, after, before)
        page = await list_accounts(info.context.app, info.context.actor, asked)
        return connection(page, asked, lambda one: show_account(info, one))

    @resolved_field(description="The policy of each core field: who owns it and how it changes. For employees.")
    def core_policies(self, info: Info) -> list[CorePolicy]:
        require_lists(info.context.actor)
        return [show_policy(one) for one in policies().values()]

    @resolved_field(description="Accounts that may be the same customer as this one, the most alike first.")
    async def account_duplicates(self, info: Info, id: Id) -> list[AccountMatch]:
        return await account_duplicates(info, id)

    @resolved_field(description="What rests on an account now; null when there is none to see.")
    async def account_impact(self, info: Info, id: Id) -> AccountImpact | None:
        return await account_impact(info, id)

    @resolved_field(description="Employees by name. For employees.")
    async def employees(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[Employee]:
        asked = window(first, last, after, before)
        page = await list_employees(info.context.app, info.context.actor, asked)
        return connection(page, asked, show_employee)

    @resolved_field(description="Role codes that no active employee holds: their tasks go to ADM. For employees.")
    async def vacant_posts(self, info: Info) -> list[str]:
        return await vacant_posts(info.context.app, info.context.actor)
