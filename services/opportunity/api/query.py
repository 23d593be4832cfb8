"""The root fields to read by. Who sees what is decided in `app`; what one may not see is null, as what is not there."""

import asyncio
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.feed import Source, feed_fields
from kit.graphql.field import resolved_field
from kit.graphql.internal import internal_field
from kit.graphql.node import Node
from kit.graphql.page import After, Before, Connection, First, Last, connection
from kit.graphql.value import JSON
from kit.page import LARGEST_PAGE, window
from services.opportunity.api.filter import OpportunityFilter, RegistrationFilter
from services.opportunity.api.loader import deals, loaders
from services.opportunity.api.neighbour import named
from services.opportunity.api.opportunity import Opportunity, opportunity_of
from services.opportunity.api.registration import Registration, registration_of
from services.opportunity.app.account_standing import account_standing
from services.opportunity.app.container import SERVICE, Deals
from services.opportunity.app.read import list_opportunities, list_registrations, registration_facts
from tas.core.errors import Invalid
from tas.core.ids import kind_of

Id = Annotated[strawberry.ID, strawberry.argument(description="The global id.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="Global ids, at most 100.")]
AccountIds = Annotated[list[strawberry.ID], strawberry.argument(description="At most 50 accounts.")]
Registrations = Annotated[RegistrationFilter | None, strawberry.argument(description="Which; all when absent.")]
Opportunities = Annotated[OpportunityFilter | None, strawberry.argument(description="Which; all when absent.")]


def _source(app: Deals) -> Source:
    return Source(app.entries, app.feed)


@strawberry.type
class Query(feed_fields(SERVICE, _source)):  # type: ignore[misc]
    @resolved_field(description="Anything by its global id; null for what is not there or not yours to see.")
    async def node(self, info: Info, id: Id) -> Node | None:
        return await _node(info, id)

    @resolved_field(description="Several things by their global ids, place by place.")
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        if len(ids) > LARGEST_PAGE:
            raise Invalid("TOO_MANY_ITEMS", field=("ids",), most=LARGEST_PAGE)
        return list(await asyncio.gather(*(_node(info, id) for id in ids)))

    @resolved_field(description="A registration by its id.")
    async def registration(self, info: Info, id: Id) -> Registration | None:
        return registration_of(await loaders(info).registrations.load(id))

    @resolved_field(description="Registrations, newest filing first. Partners see their own only.")
    async def registrations(
        self,
        info: Info,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
        filter: Registrations = None,
    ) -> Connection[Registration]:
        asked = window(first, last, after, before)
        wanted = (filter or RegistrationFilter()).wanted()
        page = await list_registrations(deals(info), info.context.actor, wanted, asked)
        return connection(page, asked, registration_of)  # type: ignore[arg-type]

    @resolved_field(description="An opportunity by its id.")
    async def opportunity(self, info: Info, id: Id) -> Opportunity | None:
        return opportunity_of(await loaders(info).opportunities.load(id))

    @resolved_field(description="Opportunities, newest opening first. Partners see their own only.")
    async def opportunities(
        self,
        info: Info,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
        filter: Opportunities = None,
    ) -> Connection[Opportunity]:
        asked = window(first, last, after, before)
        wanted = (filter or OpportunityFilter()).wanted()
        page = await list_opportunities(deals(info), info.context.actor, wanted, asked)
        return connection(page, asked, opportunity_of)  # type: ignore[arg-type]

    @internal_field(description="What rests on accounts: {registrations, opportunities, liveScopes, more} by id.")
    async def account_standing(self, info: Info, account_ids: AccountIds) -> JSON:
        return dict(await account_standing(deals(info), account_ids))

    @internal_field(description="What flow conditions may ask of a registration, flat, as the journal has it.")
    async def registration_facts(self, info: Info, registration_id: Id) -> JSON:
        return await registration_facts(deals(info), registration_id)


async def _node(info: Info, id: str) -> Node | None:
    match kind_of(id):
        case "registration":
            return registration_of(await loaders(info).registrations.load(id))
        case "opportunity":
            return opportunity_of(await loaders(info).opportunities.load(id))
    return named(id)
