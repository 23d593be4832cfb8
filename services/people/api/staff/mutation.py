"""The mutations of our own organisation, each from a module of its kind."""

import strawberry

from kit.graphql.field import mutation_field
from services.people.api.staff.away_change import end_away, record_away
from services.people.api.staff.calendar_change import set_unit_calendar
from services.people.api.staff.deal_role import end_deal_role, take_deal_role
from services.people.api.staff.group_change import name_field_owner, record_committee
from services.people.api.staff.leaving import record_leaving
from services.people.api.staff.line_change import head_unit, place_employee, record_unit
from services.people.api.staff.post_change import assign_post, end_post


@strawberry.type
class StaffMutation:
    """Inherited by the schema's `Mutation`."""

    assign_post = mutation_field(description="Gives a post for a time. For ADM.")(assign_post)
    end_post = mutation_field(description="Ends a post on a day. For ADM.")(end_post)
    place_employee = mutation_field(description="Where somebody works and whom they report to. For ADM.")(
        place_employee
    )
    record_unit = mutation_field(description="Makes a unit. For ADM.")(record_unit)
    head_unit = mutation_field(description="Who heads a unit and what lies above it. For ADM.")(head_unit)
    record_away = mutation_field(
        description="Records an absence or delegation: for oneself, and for their line heads and ADM."
    )(record_away)
    end_away = mutation_field(description="Ends an absence or delegation early; for the same people.")(end_away)
    record_committee = mutation_field(description="Who votes in a committee, with what weight. For ADM.")(
        record_committee
    )
    name_field_owner = mutation_field(description="Who owns a core field. For ADM.")(name_field_owner)
    take_deal_role = mutation_field(
        description="Gives a role in a deal: for its account manager, their line heads and ADM."
    )(take_deal_role)
    end_deal_role = mutation_field(description="Ends a role in a deal; for the same people.")(end_deal_role)
    record_leaving = mutation_field(description="Records somebody's last day. For ADM.")(record_leaving)
    set_unit_calendar = mutation_field(description="A unit's working time from a day on. For ADM.")(set_unit_calendar)
