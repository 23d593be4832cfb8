"""The schema of the people subgraph."""

import strawberry

from kit.graphql.feed import Source, feed_fields
from kit.graphql.schema import build_schema
from services.people.api.account_mutation import AccountMutation
from services.people.api.ensure_account import Mutation as EnsureMutation
from services.people.api.internal import Internal
from services.people.api.partner_user import PartnerUser
from services.people.api.query import Public
from services.people.api.staff.mutation import StaffMutation
from services.people.api.staff.query import StaffQuery
from services.people.app.container import SERVICE

_Feed: type = feed_fields(SERVICE, lambda people: Source(people.store, people.feed))


@strawberry.type
class Query(Public, StaffQuery, Internal, _Feed):  # type: ignore[misc]
    """Everything that may be asked."""


@strawberry.type
class Mutation(EnsureMutation, AccountMutation, StaffMutation):
    """Everything that may be changed."""


SCHEMA = build_schema(Query, Mutation, [PartnerUser])
