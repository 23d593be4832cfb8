"""What an employee has that somebody must take over, as the graph shows it."""

from strawberry import federation

from kit.graphql.context import Info
from services.people.api.account import Account, show_account
from services.people.api.employee import Employee, HeldPost, show_employee, show_post
from services.people.api.staff.deal_team import DealRole, show_role
from services.people.api.unit import Unit, show_unit
from services.people.app import leave


@federation.type(description="What somebody must take over when an employee leaves; up to 500 of each kind.")
class HandOver:
    employee: Employee = federation.field(description="Who leaves.")
    accounts: list[Account] = federation.field(description="The accounts that they own.")
    posts: list[HeldPost] = federation.field(description="The posts that they hold today or later.")
    deal_roles: list[DealRole] = federation.field(description="Their roles in deals.")
    reports: list[Employee] = federation.field(description="Who reports to them.")
    units: list[Unit] = federation.field(description="The units that they head.")
    committees: list[str] = federation.field(description="The committees that they vote in, by code.")
    fields: list[str] = federation.field(description="The core fields that they own.")


def show_hand_over(info: Info, found: leave.HandOver) -> HandOver:
    """The list as a GraphQL object."""
    return HandOver(
        employee=show_employee(found.employee),
        accounts=[show_account(info, one) for one in found.accounts],
        posts=[show_post(one.post, one.period) for one in found.posts],
        deal_roles=[show_role(one.opportunity_id, one.member) for one in found.deal_roles],
        reports=[show_employee(one) for one in found.reports],
        units=[show_unit(one) for one in found.units],
        committees=list(found.committees),
        fields=list(found.fields),
    )
