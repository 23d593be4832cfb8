"""That the customer of a deal became another legal entity, as our own people see it."""

from collections.abc import Sequence
from datetime import date

import strawberry

from kit.graphql.context import Info
from services.opportunity.api.neighbour import Chain
from services.opportunity.app.access import sees_accounts
from tas.contracts.opportunity import CustomerEntityChanged


@strawberry.type(description="The customer of a deal became another legal entity, by an approved change.")
class CustomerEntityChange:
    effective_on: date = strawberry.field(description="The day from which it is.")
    fields: list[str] = strawberry.field(description="The names of the core fields that changed.")
    chain: Chain = strawberry.field(description="The chain that approved it.")


def entity_changes(info: Info, changes: Sequence[CustomerEntityChanged]) -> list[CustomerEntityChange]:
    """In the order in which they were recorded; partners, who do not see our account, see none."""
    if not sees_accounts(info.context.actor):
        return []
    return [
        CustomerEntityChange(
            effective_on=one.effective_on,
            fields=[change.field.value for change in one.changes],
            chain=Chain(id=strawberry.ID(one.chain_id)),
        )
        for one in changes
    ]
