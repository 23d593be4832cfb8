"""An organisation unit as the graph shows it."""

from typing import TYPE_CHECKING, Annotated, Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api import employee as employees  # the two refer to each other: used only in a resolver
from services.people.api.day import AsOf, day_of
from services.people.api.loader import find, find_all, loaders
from services.people.api.work_calendar import WorkCalendar, show_calendar
from services.people.app.work_calendar import calendar_of_unit
from services.people.domain import staff as domain

if TYPE_CHECKING:
    from services.people.api.employee import Employee

EmployeeRef = Annotated["Employee", strawberry.lazy("services.people.api.employee")]


@federation.type(keys=["id"], description="A unit of our own organisation.")
class Unit(Node):
    name: str | None = federation.field(description="Its name.")
    region: str | None = federation.field(description="The sales region it works in; null for none of its own.")
    state: strawberry.Private[domain.Unit]

    @resolved_field(description="The unit above; null for the highest.")
    async def parent(self, info: Info, as_of: AsOf = None) -> Optional["Unit"]:
        return await Unit.resolve_reference(info, self.state.on(day_of(info, as_of)).parent_unit_id)

    @resolved_field(description="Who heads it; several may, as sales directors share an office.")
    async def heads(self, info: Info, as_of: AsOf = None) -> list[EmployeeRef] | None:
        found = await find_all(loaders(info).employee, self.state.on(day_of(info, as_of)).head_employee_ids)
        return [employees.show_employee(one) for one in found]

    @resolved_field(description="Its working time; its own, or that of the unit above, or the company's.")
    async def calendar(self, info: Info, as_of: AsOf = None) -> WorkCalendar | None:
        return show_calendar(await calendar_of_unit(info.context.app, self.state.id, day_of(info, as_of)))

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["Unit"]:
        """The unit that another subgraph refers to, or None."""
        found = await find(loaders(info).unit, id)
        return show_unit(found) if found else None


def show_unit(state: domain.Unit) -> Unit:
    """A visible unit as a GraphQL object."""
    return Unit(id=strawberry.ID(state.id), name=state.name, region=state.region, state=state)
