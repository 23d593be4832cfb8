"""A partner registration as its readers see it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from kit.graphql.value import Money
from services.opportunity.api.entity_change import CustomerEntityChange, entity_changes
from services.opportunity.api.loader import loaders
from services.opportunity.api.neighbour import Account, Partner, named
from services.opportunity.api.reason import ConflictReason, reason_of
from services.opportunity.api.value import FilingVerdict, RegistrationStatus
from services.opportunity.app.access import sees_accounts, sees_filer
from services.opportunity.domain import registration as domain
from tas.contracts.opportunity import Filing

if TYPE_CHECKING:
    from services.opportunity.api.opportunity import Opportunity


@federation.type(keys=["id"], description="A deal that a partner registered: one customer, product line and region.")
class Registration(Node):
    state: strawberry.Private[domain.Registration]
    filing: strawberry.Private[Filing]
    status: RegistrationStatus = federation.field(description="Where it stands.")
    verdict: FilingVerdict = federation.field(description="The conflict check's word when it was filed.")
    customer_name: str = federation.field(description="The end customer's legal name as the partner filed it.")
    credit_code: str = federation.field(description="The end customer's unified social credit code.")
    project_name: str = federation.field(description="The project at the customer.")
    product_line: str = federation.field(description="The product line.")
    region: str = federation.field(description="The sales region.")
    amount: Money = federation.field(description="The expected amount.")
    expected_sign_date: date = federation.field(description="The day on which signing is expected.")
    contact_met: str = federation.field(description="Whom the partner met at the customer, and how.")
    evidence: list[str] = federation.field(description="References to what shows it: minutes, mails, photos.")
    support_needed: str = federation.field(description="What the partner needs from us; may be empty.")
    competitors: list[str] = federation.field(description="Who else is at the customer, as far as known.")
    filed_at: datetime = federation.field(description="When it was filed, UTC.")
    comment: str | None = federation.field(description="The last word of who returned or rejected it.")
    protected_from: datetime | None = federation.field(description="The start of its protection window, UTC.")
    protected_to: datetime | None = federation.field(description="The end of its protection window, UTC.")
    scope_freed: bool = federation.field(description="It came second, and the scope is open again: file anew.")

    @resolved_field(description="Why it came second; null when it was accepted.")
    def reason(self, info: Info) -> ConflictReason | None:
        return reason_of(self.state.reason, info.context.locale)

    @resolved_field(description="The partner organisation.")
    def partner(self) -> Partner | None:
        return Partner(id=strawberry.ID(self.filing.partner_id))

    @resolved_field(description="The end customer's account; null for partners, who know it by the name they filed.")
    def account(self, info: Info) -> Account | None:
        return Account(id=strawberry.ID(self.state.account_id)) if sees_accounts(info.context.actor) else None

    @resolved_field(description="Who filed it: a user of the partner, or one of our staff, who is null for partners.")
    def filed_by(self, info: Info) -> Node | None:
        return named(self.filing.filed_by) if sees_filer(info.context.actor, self.filing.filed_by) else None

    @resolved_field(description="The opportunity that its approval opened.")
    async def opportunity(
        self, info: Info
    ) -> Optional[Annotated["Opportunity", strawberry.lazy("services.opportunity.api.opportunity")]]:  # noqa: UP045
        from services.opportunity.api.opportunity import opportunity_of

        id = self.state.opportunity_id
        return None if id is None else opportunity_of(await loaders(info).opportunities.load(id))

    @resolved_field(description="When its customer became another legal entity. Not shown to partners.")
    def customer_entity_changes(self, info: Info) -> list[CustomerEntityChange]:
        return entity_changes(info, self.state.entity_changes)

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Optional["Registration"]:
        return registration_of(await loaders(info).registrations.load(id))


def registration_of(state: domain.Registration | None) -> Registration | None:
    """The GraphQL object of a state that its reader may see; None before its first entry."""
    if state is None or state.filing is None or state.filed_at is None:
        return None
    filing = state.filing
    return Registration(
        id=strawberry.ID(state.id),
        state=state,
        filing=filing,
        status=state.status,
        verdict=state.verdict,
        customer_name=filing.customer_name,
        credit_code=filing.credit_code,
        project_name=filing.project_name,
        product_line=filing.product_line,
        region=filing.region,
        amount=Money.of(filing.amount),
        expected_sign_date=filing.expected_sign_date,
        contact_met=filing.contact_met,
        evidence=list(filing.evidence),
        support_needed=filing.support_needed,
        competitors=list(filing.competitors),
        filed_at=state.filed_at,
        comment=state.comment or None,
        protected_from=state.protected_from,
        protected_to=state.protected_to,
        scope_freed=state.freed,
    )
