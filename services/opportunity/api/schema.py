"""The subgraph's schema, put together from its query, its mutations and the entities that only `node` names."""

from kit.graphql.schema import build_schema
from services.opportunity.api.mutation import Mutation
from services.opportunity.api.neighbour import STUBS
from services.opportunity.api.opportunity import Opportunity
from services.opportunity.api.query import Query
from services.opportunity.api.registration import Registration

SCHEMA = build_schema(Query, Mutation, [Registration, Opportunity, *STUBS.values()])
