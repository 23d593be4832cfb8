"""What lists may be narrowed to: only what a declared index serves."""

import strawberry

from services.opportunity.api.value import RegistrationStatus
from services.opportunity.app import port


@strawberry.input(description="Which registrations to list.")
class RegistrationFilter:
    partner_id: strawberry.ID | None = strawberry.field(default=None, description="Only this partner's.")
    status: list[RegistrationStatus] | None = strawberry.field(default=None, description="Only in one of these.")

    def wanted(self) -> port.RegistrationFilter:
        return port.RegistrationFilter(self.partner_id, tuple(sorted({one.value for one in self.status or ()})))


@strawberry.input(description="Which opportunities to list.")
class OpportunityFilter:
    partner_id: strawberry.ID | None = strawberry.field(default=None, description="Only this partner's.")
    stage: str | None = strawberry.field(default=None, description="Only in this stage, S1 to S7.")

    def wanted(self) -> port.OpportunityFilter:
        return port.OpportunityFilter(self.partner_id, () if self.stage is None else (self.stage,))
