"""An opportunity: for now the grade-E one that an approved registration opens. Stages and gates are not here yet."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.entry import Entry
from services.opportunity.domain.order import sortable
from tas.contracts.opportunity import CustomerEntityChanged, CustomerMerged, Filing, OpportunityOpened
from tas.core.errors import Conflict
from tas.core.money import Money

GRADE_E = "E"
FIRST_STAGE = "S1"
"""Flow 2-2 stands in for 1-1: a partner's opportunity begins at validation (domain.md §5)."""


@dataclass(frozen=True, slots=True)
class Opportunity:
    """`opened_at`, `amount` and `expected_sign_date` are None before the first event."""

    id: str
    registration_id: str = ""
    account_id: str = ""
    partner_id: str = ""
    name: str = ""
    grade: str = ""
    stage: str = ""
    product_line: str = ""
    region: str = ""
    amount: Money | None = None
    expected_sign_date: date | None = None
    opened_at: datetime | None = None
    entity_changes: tuple[CustomerEntityChanged, ...] = ()


def decide_opening(state: Opportunity, filing: Filing, at: datetime) -> Decided:
    """Raises Conflict(OPPORTUNITY_OPENED) when it stands already."""
    if state.opened_at is not None:
        raise Conflict("OPPORTUNITY_OPENED", opportunity=state.id)
    event = OpportunityOpened(
        opportunity_id=state.id,
        registration_id=filing.registration_id,
        account_id=filing.account_id,
        partner_id=filing.partner_id,
        name=filing.project_name,
        grade=GRADE_E,
        stage=FIRST_STAGE,
        amount=filing.amount,
        expected_sign_date=filing.expected_sign_date,
        product_line=filing.product_line,
        region=filing.region,
        opened_at=at,
    )
    return Decided((event,), {"opportunityId": state.id})


def evolve(state: Opportunity, event: Any, entry: Entry) -> Opportunity:
    match event:
        case OpportunityOpened():
            return replace(
                state,
                registration_id=event.registration_id,
                account_id=event.account_id,
                partner_id=event.partner_id,
                name=event.name,
                grade=event.grade,
                stage=event.stage,
                product_line=event.product_line,
                region=event.region,
                amount=event.amount,
                expected_sign_date=event.expected_sign_date,
                opened_at=event.opened_at,
            )
        case CustomerEntityChanged():
            return replace(state, entity_changes=(*state.entity_changes, event))
        case CustomerMerged(into_id=into):
            return replace(state, account_id=into)
    return state


def _view(state: Opportunity) -> dict[str, Any]:
    if state.opened_at is None:
        return {}
    return {
        "partnerId": state.partner_id,
        "accountId": state.account_id,
        "stage": state.stage,
        "openedAt": sortable(state.opened_at),
    }


OPPORTUNITY: AggregateType[Opportunity] = AggregateType("opportunity", Opportunity, Opportunity, evolve, _view)
