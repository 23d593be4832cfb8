"""What rests on an account, as the graph tells it to employees: by ids, because what each thing is, and whether this
reader may see it, its own service tells (`nodes`, and the `chains` of an account or a registration)."""

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from services.people.api.account import Account, show_account
from services.people.api.loader import find, find_all, loaders
from services.people.app.impact import impact_of


@federation.type(description="What rests on an account, at most 100 of each kind.")
class AccountImpact:
    registration_ids: list[strawberry.ID] = federation.field(description="Registrations that hold their scope.")
    opportunity_ids: list[strawberry.ID] = federation.field(description="Opportunities.")
    chain_ids: list[strawberry.ID] = federation.field(description="Chains that run on it or on its deals.")
    approved_chain_ids: list[strawberry.ID] = federation.field(description="Chains on these that were approved.")
    person_ids: list[strawberry.ID] = federation.field(description="Persons who work there.")
    contract_ids: list[strawberry.ID] = federation.field(description="Contracts with it.")
    children: list[Account] = federation.field(description="Its subsidiaries.")
    more: bool = federation.field(description="Whether there is more than is listed.")


async def account_impact(info: Info, id: str) -> AccountImpact | None:
    """None for an account that the reader does not see."""
    account = await find(loaders(info).account, id)
    if account is None:
        return None
    impact = await impact_of(info.context.app, account)
    children = await find_all(loaders(info).account, impact.children)
    return AccountImpact(
        registration_ids=[strawberry.ID(one) for one in impact.registrations],
        opportunity_ids=[strawberry.ID(one) for one in impact.opportunities],
        chain_ids=[strawberry.ID(one) for one in impact.chains],
        approved_chain_ids=[strawberry.ID(one) for one in impact.approved],
        person_ids=[strawberry.ID(one) for one in impact.persons],
        contract_ids=[strawberry.ID(one) for one in impact.contracts],
        children=[show_account(info, one) for one in children],
        more=impact.more,
    )
