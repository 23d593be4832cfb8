"""The mutations, each from a file of its own."""

import strawberry

from kit.graphql.field import mutation_field
from kit.graphql.internal import internal_mutation
from services.opportunity.api.expire_protection import expire_protection
from services.opportunity.api.file_registration import file_registration
from services.opportunity.api.file_registrations import file_registrations


@strawberry.type
class Mutation:
    file_registration = mutation_field(description="Registers a deal; the conflict check's verdict is in the answer.")(
        file_registration
    )
    file_registrations = mutation_field(
        description="Registers a deal in several product lines or regions: a registration and a verdict for each pair."
    )(file_registrations)
    expire_protection = internal_mutation(
        description="Ends a protection window that has passed; answers {expired, protectedTo}."
    )(expire_protection)
