"""A deal's team: who has which role in it, when, and the rules that a team keeps (domain.md §3).

Nothing of the deal itself lives here: its grade and stage come from whoever asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.period import EVER, Period, all_on, before, ended
from tas.contracts.staff import DealRoleEnded, DealRoleTaken, Phase

ROLES = ("AM", "SM", "DM", "SVM", "LE")
"""Account, solution, delivery and service manager, and lead expert."""
SEPARATE = ("AM", "SM", "DM")
"""On a deal of grade A or B these are three people."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's role in the deal for a time. `primary` is the one who answers for the role."""

    employee_id: str
    role: str
    phase: Phase
    primary: bool
    allocation_percent: int
    period: Period = EVER
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DealTeam:
    """All roles that anybody has, had or will have in the deal."""

    opportunity_id: str
    members: tuple[Member, ...] = ()


def role_on(team: DealTeam, role: str, day: date) -> tuple[Member, ...]:
    """Who answers for the role on the day: the primary one, else all who have it."""
    there = tuple(one for one in all_on(team.members, day) if one.role == role)
    return tuple(one for one in there if one.primary) or there


def faults(team: DealTeam, day: date, grade: str, stage: str) -> tuple[str, ...]:
    """What the team lacks on the day, by code: TEAM_WITHOUT_AM, TEAM_WITHOUT_SM (from S2 on), TEAM_WITHOUT_DM (grades
    A and B from S3 on: rule DM-1), TEAM_PRIMARY_TWICE, TEAM_NOT_SEPARATE (grades A and B)."""
    primary = [one for one in all_on(team.members, day) if one.primary]
    holders = {role: [one.employee_id for one in primary if one.role == role] for role in ROLES}
    careful = grade in ("A", "B")
    found = [
        ("TEAM_WITHOUT_AM", not holders["AM"]),
        ("TEAM_WITHOUT_SM", stage >= "S2" and not holders["SM"]),
        ("TEAM_WITHOUT_DM", careful and stage >= "S3" and not holders["DM"]),
        ("TEAM_PRIMARY_TWICE", any(len(one) > 1 for one in holders.values())),
        ("TEAM_NOT_SEPARATE", careful and not separate(team, day)),
    ]
    return tuple(code for code, holds in found if holds)


def missing(team: DealTeam, day: date, roles: Iterable[str]) -> tuple[str, ...]:
    """Those of the roles that nobody has on the day."""
    held = {one.role for one in all_on(team.members, day)}
    return tuple(role for role in roles if role not in held)


def separate(team: DealTeam, day: date) -> bool:
    """Whether account, solution and delivery manager are different people on the day."""
    primary = [one for one in all_on(team.members, day) if one.primary]
    people = [{one.employee_id for one in primary if one.role == role} for role in SEPARATE]
    return not any(one & other for one, other in combinations(people, 2))


def evolve(state: DealTeam, event: Any, entry: Entry) -> DealTeam:
    """The team after an entry's event."""
    return after(state, event)


def after(state: DealTeam, event: Any) -> DealTeam:
    """The team after an event. Who takes a role as its primary relieves the primary from that day on; the one who is
    relieved keeps their history."""
    if isinstance(event, DealRoleTaken):
        member = Member(
            event.employee_id, event.role, event.phase, event.primary, event.allocation_percent,
            Period(event.first_day), event.reason,
        )  # fmt: skip
        return replace(state, members=(*_relieved(state.members, member), member))
    if isinstance(event, DealRoleEnded):
        return replace(state, members=_cut(state.members, event.employee_id, event.role, event.last_day))
    return state


def _relieved(members: tuple[Member, ...], coming: Member) -> tuple[Member, ...]:
    first = coming.period.first
    last = before(first) if first else date.min
    kept: list[Member] = []
    for one in members:
        same = one.role == coming.role and (one.employee_id == coming.employee_id or (one.primary and coming.primary))
        kept += ended([one], last) if same else [one]
    return tuple(kept)


def _cut(members: tuple[Member, ...], employee_id: str, role: str, last: date) -> tuple[Member, ...]:
    kept: list[Member] = []
    for one in members:
        kept += ended([one], last) if (one.employee_id, one.role) == (employee_id, role) else [one]
    return tuple(kept)


def view(state: DealTeam) -> dict[str, Any]:
    """By whom is or was in it at any time."""
    return {"members": sorted({one.employee_id for one in state.members})}


DEAL_TEAM: AggregateType[DealTeam] = AggregateType("deal-team", DealTeam, DealTeam, evolve, view)
