"""A committee and its votes, as the graph shows them."""

from datetime import date

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from services.people.api.employee import Employee
from services.people.domain import committee as domain
from services.people.domain.period import on


@federation.type(description="A member of a committee.")
class CommitteeVote:
    weight: int = federation.field(description="What their vote weighs.")
    employee_id: strawberry.Private[str]

    @resolved_field(description="The member.")
    async def employee(self, info: Info) -> Employee | None:
        return await Employee.resolve_reference(info, self.employee_id)


@federation.type(description="A committee as it sits on a day.")
class Committee:
    code: str = federation.field(description="Its code, such as OC.")
    name: str = federation.field(description="Its name.")
    first_day: date | None = federation.field(description="Since when it sits so.")
    members: list[CommitteeVote] = federation.field(description="Its members.")


def show_committee(state: domain.Committee, day: date) -> Committee | None:
    """The committee as it sits on the day, or None."""
    seats = on(state.seatings, day)
    if seats is None:
        return None
    members = [CommitteeVote(weight=one.weight, employee_id=one.employee_id) for one in seats.members]
    return Committee(code=state.code, name=seats.name, first_day=seats.period.first, members=members)
