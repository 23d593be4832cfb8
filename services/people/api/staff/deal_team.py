"""A deal's team as the graph shows it."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.value import MoneyInput
from services.people.api.employee import Employee
from services.people.api.enumeration import Phase
from services.people.domain import deal_team as domain
from services.people.domain.period import all_on
from services.people.domain.team_template import templates

Grade = Annotated[str, strawberry.argument(description="The deal's grade, A to E.")]
Stage = Annotated[str, strawberry.argument(description="The deal's stage, such as S2.")]
InPhase = Annotated[Phase, strawberry.argument(description="The phase of the deal.")]
Value = Annotated[MoneyInput, strawberry.argument(description="The deal's value, in the templates' currency.")]


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
    state: strawberry.Private[domain.DealTeam]
    day: strawberry.Private[date]

    @resolved_field(
        description="What the team lacks on the day in a deal of this grade and stage: TEAM_WITHOUT_AM, "
        "TEAM_WITHOUT_SM (from S2 on), TEAM_WITHOUT_DM (A and B from S3 on), TEAM_PRIMARY_TWICE, TEAM_NOT_SEPARATE."
    )
    def faults(self, grade: Grade, stage: Stage) -> list[str]:
        return list(domain.faults(self.state, self.day, grade.upper(), stage.upper()))

    @resolved_field(description="Roles of the template for this phase and value that nobody has on the day.")
    def missing_roles(self, phase: InPhase, value: Value) -> list[str]:
        asked = value.read("value")
        wanted = templates().choose(phase, asked.amount, asked.currency).roles
        return list(domain.missing(self.state, self.day, wanted))


def show_team(state: domain.DealTeam, day: date) -> DealTeam:
    """The team on the day as a GraphQL object."""
    return DealTeam(
        members=[show_role(state.opportunity_id, one) for one in all_on(state.members, day)],
        history=[show_role(state.opportunity_id, one) for one in state.members],
        state=state,
        day=day,
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
