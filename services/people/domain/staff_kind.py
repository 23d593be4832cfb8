"""The kinds of aggregates about our own organisation beside employees and units."""

from typing import Any

from kit.journal.aggregate import AggregateType
from services.people.domain.committee import COMMITTEE
from services.people.domain.deal_team import DEAL_TEAM
from services.people.domain.directory_group import DIRECTORY_GROUP
from services.people.domain.field_owner import FIELD_OWNER
from services.people.domain.reporting_line import REPORTING_LINE
from services.people.domain.work_calendar import WORK_CALENDAR

STAFF_KINDS: tuple[AggregateType[Any], ...] = (
    REPORTING_LINE,
    COMMITTEE,
    FIELD_OWNER,
    DEAL_TEAM,
    WORK_CALENDAR,
    DIRECTORY_GROUP,
)
