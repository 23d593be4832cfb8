"""A deal's team as the graph shows it."""

from datetime import date

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from services.people.api.employee import Employee
from services.people.api.enumeration import Phase
from services.people.domain import deal_team as domain
from services.people.domain.period import all_on


@federation.type(description="Somebody's role in a deal, for a time.")
class DealRole:
    opportunity_id: strawberry.ID = federation.field(description="The deal.")
    role: str = federation.field(description="AM, SM, DM, SVM or LE.")
    phase: Phase = federation.field(description="The phase it was taken in.")
    primary: bool = federation.field(description="Whether they answer for the role.")
    allocation_percent: int = federation.field(description="How much of their time it is meant to take.")
    first_day: date | None = federation.field(description="Since when.")
    last_day: date | None = federation.field(description="The last day; null: until further notice.")
    reason: str = federation.field(description="Why they joined.")
    employee_id: strawberry.Private[str]

    @resolved_field(description="Who has it.")
    async def employee(self, info: Info) -> Employee | None:
        return await Employee.resolve_reference(info, self.employee_id)


@federation.type(description="The team of a deal.")
class DealTeam:
    members: list[DealRole] = federation.field(description="The roles held on the day.")
    history: list[DealRole] = federation.field(description="Every role, past and to come.")


def show_team(state: domain.DealTeam, day: date) -> DealTeam:
    """The team on the day as a GraphQL object."""
    return DealTeam(
        members=[show_role(state.opportunity_id, one) for one in all_on(state.members, day)],
        history=[show_role(state.opportunity_id, one) for one in state.members],
    )


def show_role(opportunity_id: str, member: domain.Member) -> DealRole:
    """One role as a GraphQL object."""
    return DealRole(
        opportunity_id=strawberry.ID(opportunity_id),
        role=member.role,
        phase=member.phase,
        primary=member.primary,
        allocation_percent=member.allocation_percent,
        first_day=member.period.first,
        last_day=member.period.last,
        reason=member.reason,
        employee_id=member.employee_id,
    )
