"""The schema of the people subgraph."""

import strawberry

from kit.graphql.feed import Source, feed_fields
from kit.graphql.schema import build_schema
from services.people.api.account_mutation import AccountMutation
from services.people.api.contact.contribution import Opportunity
from services.people.api.contact.customer_unit import CustomerUnit
from services.people.api.contact.mutation import MapMutation, PersonMutation
from services.people.api.contact.person import Person
from services.people.api.contact.query import ContactQuery
from services.people.api.contact.tie import Tie
from services.people.api.ensure_account import Mutation as EnsureMutation
from services.people.api.expire_verification import ExpiryMutation
from services.people.api.internal import Internal
from services.people.api.partner_user import PartnerUser
from services.people.api.privacy.mutation import PrivacyMutation
from services.people.api.privacy.query import PrivacyQuery
from services.people.api.query import Public
from services.people.api.staff.mutation import StaffMutation
from services.people.api.staff.query import StaffQuery
from services.people.app.container import SERVICE

_Feed: type = feed_fields(SERVICE, lambda people: Source(people.store, people.feed))


@strawberry.type
class Query(Public, StaffQuery, ContactQuery, PrivacyQuery, Internal, _Feed):  # type: ignore[misc]
    """Everything that may be asked."""


@strawberry.type
class Mutation(
    EnsureMutation, ExpiryMutation, AccountMutation, StaffMutation, PersonMutation, MapMutation, PrivacyMutation
):
    """Everything that may be changed."""


SCHEMA = build_schema(Query, Mutation, [PartnerUser, Opportunity, Person, CustomerUnit, Tie])
