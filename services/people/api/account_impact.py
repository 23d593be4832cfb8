"""What rests on an account, as the graph shows it to employees. What each thing is, its own service tells."""

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from services.people.api.account import Account, show_account
from services.people.api.contact.contribution import Opportunity
from services.people.api.loader import find, find_all, loaders
from services.people.api.neighbour import Chain, Registration
from services.people.app.impact import impact_of


@federation.type(description="What rests on an account, at most 100 of each kind.")
class AccountImpact:
    registrations: list[Registration] = federation.field(description="Registrations that hold their scope.")
    opportunities: list[Opportunity] = federation.field(description="Opportunities.")
    children: list[Account] = federation.field(description="Its subsidiaries.")
    chains: list[Chain] = federation.field(description="Approval chains that run on it or on its registrations.")
    more: bool = federation.field(description="Whether there is more than is listed.")


async def account_impact(info: Info, id: str) -> AccountImpact | None:
    """None for an account that the reader does not see."""
    account = await find(loaders(info).account, id)
    if account is None:
        return None
    impact = await impact_of(info.context.app, account)
    children = await find_all(loaders(info).account, impact.children)
    return AccountImpact(
        registrations=[Registration(id=strawberry.ID(one)) for one in impact.registrations],
        opportunities=[Opportunity(id=strawberry.ID(one)) for one in impact.opportunities],
        children=[show_account(info, one) for one in children],
        chains=[Chain(id=strawberry.ID(one)) for one in impact.chains],
        more=impact.more,
    )
