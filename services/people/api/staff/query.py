"""What employees may ask of our organisation beside employees and units."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.value import MoneyInput
from services.people.api.day import AsOf, day_of
from services.people.api.employee import Employee
from services.people.api.enumeration import Phase
from services.people.api.staff.committee import Committee, show_committee
from services.people.api.staff.deal_team import DealTeam, show_team
from services.people.api.staff.hand_over import HandOver, show_hand_over
from services.people.api.staff.team_template import TeamTemplate, show_template
from services.people.app.access_staff import require_employee
from services.people.app.leave import hand_over
from services.people.domain.committee import COMMITTEE
from services.people.domain.deal_team import DEAL_TEAM
from services.people.domain.field_owner import FIELD_OWNER
from services.people.domain.period import on
from services.people.domain.team_template import templates

Deal = Annotated[strawberry.ID, strawberry.argument(description="The opportunity.")]
EmployeeId = Annotated[strawberry.ID, strawberry.argument(description="The employee.")]
Code = Annotated[str, strawberry.argument(description="The committee's code.")]
Field = Annotated[str, strawberry.argument(description="The core field, such as legalName.")]
InPhase = Annotated[Phase, strawberry.argument(description="The phase of the deal.")]
Value = Annotated[MoneyInput, strawberry.argument(description="The deal's value, in the templates' currency.")]


@strawberry.type
class StaffQuery:
    """Inherited by the schema's `Query`."""

    @resolved_field(description="Who is in a deal's team. For employees.")
    async def deal_team(self, info: Info, opportunity_id: Deal, as_of: AsOf = None) -> DealTeam:
        require_employee(info.context.actor)
        team = (await info.context.app.ledger.load(DEAL_TEAM, str(opportunity_id))).state
        return show_team(team, day_of(info, as_of))

    @resolved_field(description="A committee as it sits; null when it does not. For employees.")
    async def committee(self, info: Info, code: Code, as_of: AsOf = None) -> Committee | None:
        require_employee(info.context.actor)
        state = (await info.context.app.ledger.load(COMMITTEE, code)).state
        return show_committee(state, day_of(info, as_of))

    @resolved_field(description="Who owns a core field; null when nobody was named. For employees.")
    async def field_owner(self, info: Info, field: Field, as_of: AsOf = None) -> Employee | None:
        require_employee(info.context.actor)
        owner = on((await info.context.app.ledger.load(FIELD_OWNER, field)).state.owners, day_of(info, as_of))
        return await Employee.resolve_reference(info, owner.employee_id) if owner else None

    @resolved_field(description="Every team template. For employees.")
    async def team_templates(self, info: Info) -> list[TeamTemplate]:
        require_employee(info.context.actor)
        known = templates()
        return [show_template(one, known.currency) for one in known.templates]

    @resolved_field(description="The template for a deal of this value in this phase. For employees.")
    async def team_template(self, info: Info, phase: InPhase, value: Value) -> TeamTemplate:
        require_employee(info.context.actor)
        known, asked = templates(), value.read("value")
        return show_template(known.choose(phase, asked.amount, asked.currency), known.currency)

    @resolved_field(description="What somebody must take over from an employee: for themselves, their heads and ADM.")
    async def hand_over(self, info: Info, employee_id: EmployeeId) -> HandOver:
        require_employee(info.context.actor)
        return show_hand_over(info, await hand_over(info.context.app, info.context.actor, str(employee_id)))
