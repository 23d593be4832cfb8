"""An employee and the posts they hold, as the graph shows them. Only ids and post codes are never null: other subgraphs
refer to employees whom this reader may not see."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api import unit as units  # the two refer to each other: used only when a field is resolved
from services.people.api.day import AsOf, day_of
from services.people.api.enumeration import AwayKind
from services.people.api.loader import find, loaders
from services.people.app.access_staff import sees_reason
from services.people.domain import away as aways
from services.people.domain import staff as domain
from services.people.domain.period import EVER, Period

if TYPE_CHECKING:
    from services.people.api.unit import Unit

UnitRef = Annotated["Unit", strawberry.lazy("services.people.api.unit")]


@federation.type(description="A post that somebody holds for a time.")
class HeldPost:
    post: str = federation.field(description="The role code, such as AM, SD or CHM.")
    first_day: date | None = federation.field(description="Since when; null: since ever.")
    last_day: date | None = federation.field(description="The last day; null: until further notice.")
    state: strawberry.Private[domain.Post]

    @resolved_field(description="The unit it is held for; null for the whole company.")
    async def unit(self, info: Info) -> UnitRef | None:
        return await units.Unit.resolve_reference(info, self.state.unit_id)


@federation.type(description="An absence, or posts handed over, for a time.")
class Away:
    id: strawberry.ID = federation.field(description="Its id among those of the employee.")
    kind: AwayKind = federation.field(description="Whether they are not there, or have handed over posts.")
    posts: list[str] = federation.field(description="The posts it is about; empty: everything they act as.")
    first_day: date | None = federation.field(description="The first day.")
    last_day: date | None = federation.field(description="The last day.")
    reason: str | None = federation.field(description="Why; for themselves and ADM.")
    substitute_id: strawberry.Private[str | None]

    @resolved_field(description="Who acts meanwhile; null: their line head.")
    async def substitute(self, info: Info) -> Optional["Employee"]:
        return await Employee.resolve_reference(info, self.substitute_id)


@federation.type(keys=["id"], description="One of our own people.")
class Employee(Node):
    login: str | None = federation.field(description="The name they log in with.")
    name: str | None = federation.field(description="Their name.")
    state: strawberry.Private[domain.Employee]

    @resolved_field(description="Whether they work here.")
    async def active(self, info: Info, as_of: AsOf = None) -> bool | None:
        return self.state.on(day_of(info, as_of)).active

    @resolved_field(description="The posts they hold.")
    async def posts(self, info: Info, as_of: AsOf = None) -> list[HeldPost] | None:
        standing = self.state.on(day_of(info, as_of))
        return [show_post(post, self._period(post, day_of(info, as_of))) for post in standing.posts]

    @resolved_field(description="The unit they work in.")
    async def unit(self, info: Info, as_of: AsOf = None) -> UnitRef | None:
        return await units.Unit.resolve_reference(info, self.state.on(day_of(info, as_of)).unit_id)

    @resolved_field(description="Whom they report to; null where the heads of their unit, or of the one above, do.")
    async def head(self, info: Info, as_of: AsOf = None) -> Optional["Employee"]:
        return await Employee.resolve_reference(info, self.state.on(day_of(info, as_of)).head_employee_id)

    @resolved_field(description="Absences and delegations that are not over yet.")
    async def aways(self, info: Info) -> list[Away] | None:
        from_today = Period(info.context.app.today())
        told = sees_reason(info.context.actor, self.state)
        return [_show_away(one, told) for one in self.state.aways if one.period.overlaps(from_today)]

    def _period(self, post: domain.Post, day: date) -> Period:
        held = [one for one in self.state.holdings if one.post == post and one.period.covers(day)]
        return held[0].period if held else EVER

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["Employee"]:
        """The employee whom another subgraph refers to, or None."""
        found = await find(loaders(info).employee, id)
        return show_employee(found) if found else None


def show_employee(state: domain.Employee) -> Employee:
    """A visible employee as a GraphQL object."""
    return Employee(id=strawberry.ID(state.id), login=state.login, name=state.name, state=state)


def show_post(post: domain.Post, period: Period) -> HeldPost:
    """A post held for a time as a GraphQL object."""
    return HeldPost(post=post.code, first_day=period.first, last_day=period.last, state=post)


def _show_away(away: aways.Away, told: bool) -> Away:
    return Away(
        id=strawberry.ID(away.id),
        kind=away.kind,
        posts=list(away.posts),
        first_day=away.period.first,
        last_day=away.period.last,
        reason=away.reason if told else None,
        substitute_id=away.substitute_id,
    )
