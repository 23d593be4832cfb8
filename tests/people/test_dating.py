"""Effective dating: whatever is recorded in whatever order, the periods of one thing never overlap, and what holds on
a day is what the last word about that day said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.journal.entry import Entry
from services.people.domain.away import after_away
from services.people.domain.committee import Committee
from services.people.domain.committee import evolve as evolve_committee
from services.people.domain.deal_team import DealTeam, faults, role_on
from services.people.domain.deal_team import evolve as evolve_team
from services.people.domain.field_owner import FieldOwner
from services.people.domain.field_owner import evolve as evolve_owner
from services.people.domain.period import Period, disjoint
from services.people.domain.staff import (
    Employee,
    Post,
    Unit,
    evolve_employee,
    evolve_unit,
    view_employee,
)
from tas.contracts.people import EmployeeRecorded, PostAssigned, UnitRecorded
from tas.contracts.staff import (
    AwayEnded,
    AwayKind,
    AwayRecorded,
    CommitteeRecorded,
    DealRoleEnded,
    DealRoleTaken,
    EmployeeHired,
    EmployeeLeft,
    EmployeePlaced,
    FieldOwnerNamed,
    Phase,
    PostEnded,
    UnitHeaded,
    Vote,
)
from tas.core.actor import service
from tas.core.codec import from_json, to_json

START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(-2, 44)]
NUMBERS = st.integers(0, 40)


def day(number: int) -> date:
    return START + timedelta(days=number)


def entry(on: date = START) -> Entry:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Entry("employee/e", 1, "k", "d", (), {}, service("test"), None, at, "", "")


POSTS = st.sampled_from(["AM", "SD"])
UNITS = st.sampled_from([None, "west", "east"])
HEADS = st.sampled_from([None, "h1", "h2"])
EMPLOYEE_EVENTS = st.one_of(
    st.builds(lambda u, h, a, n: EmployeeRecorded("e", "e", "E", u, h, a, n if n is None else day(n)),
              UNITS, HEADS, st.booleans(), st.none() | NUMBERS),
    st.builds(lambda u, h, n: EmployeePlaced("e", u, h, day(n)), UNITS, HEADS, NUMBERS),
    st.builds(lambda p, u, n, m: PostAssigned("e", p, u, None if n is None else day(n),
                                              None if m is None else day((n or 0) + m)),
              POSTS, UNITS, st.none() | NUMBERS, st.none() | st.integers(0, 9)),
    st.builds(lambda p, u, n: PostEnded("e", p, u, day(n)), POSTS, UNITS, NUMBERS),
    st.builds(lambda n: EmployeeLeft("e", day(n)), NUMBERS),
)  # fmt: skip
Dated = tuple[Any, int]


def fold(state: Any, evolve: Any, events: Sequence[tuple[Any, int]]) -> Any:
    for event, number in events:
        state = evolve(state, event, entry(day(number)))
    return state


FIRST = (EmployeeRecorded("e", "e", "E", "west", "h1"), 0)


@given(st.lists(st.tuples(EMPLOYEE_EVENTS, NUMBERS), max_size=14))
def test_an_employees_periods_never_overlap(events: list[Dated]) -> None:
    state: Employee = fold(Employee("e"), evolve_employee, [FIRST, *events])
    assert disjoint(state.placements) and disjoint(state.employments)
    for post in {one.post for one in state.holdings}:
        assert disjoint([one for one in state.holdings if one.post == post])
    periods = [one.period for one in state.placements] + [one.period for one in state.holdings]
    assert not any(one.empty for one in periods + [one.period for one in state.employments])
    assert from_json(Employee, to_json(state)) == state
    for one in DAYS:
        standing = state.on(one)
        assert len(set(standing.posts)) == len(standing.posts)
        assert standing.active or standing.posts == ()
        assert {post.code for post in standing.posts} <= {*view_employee(state)["posts"]}


@given(st.lists(st.tuples(EMPLOYEE_EVENTS, NUMBERS), max_size=8), UNITS, HEADS, NUMBERS)
def test_the_last_word_about_a_place_holds_from_its_day_on(
    events: list[Dated], unit: str | None, head: str | None, number: int
) -> None:
    before: Employee = fold(Employee("e"), evolve_employee, [FIRST, *events])
    after = evolve_employee(before, EmployeePlaced("e", unit, head, day(number)), entry())
    for one in DAYS:
        stands, stood = after.on(one), before.on(one)
        asked = after if one >= day(number) else before
        assert (stands.unit_id, stands.head_employee_id) == (
            (unit, head) if asked is after else (stood.unit_id, stood.head_employee_id)
        )


@given(st.lists(st.tuples(EMPLOYEE_EVENTS, NUMBERS), max_size=8), NUMBERS)
def test_posts_end_with_the_last_day(events: list[Dated], number: int) -> None:
    state = fold(Employee("e"), evolve_employee, [FIRST, *events, (EmployeeLeft("e", day(number)), 0)])
    for one in DAYS:
        if one > day(number):
            assert (state.on(one).active, state.on(one).posts) == (False, ())


def test_who_comes_back_comes_back_without_their_posts() -> None:
    held = [FIRST, (PostAssigned("e", "AM", None), 0), (PostAssigned("e", "SD", None, day(20)), 0)]
    back = fold(
        Employee("e"), evolve_employee, [*held, (EmployeeLeft("e", day(10)), 0), (EmployeeHired("e", day(15)), 0)]
    )
    assert [back.on(day(n)).active for n in (10, 11, 15)] == [True, False, True]
    assert [back.on(day(n)).posts for n in (10, 15, 25)] == [(Post("AM"),), (), ()]


def test_what_was_recorded_without_days_holds_since_ever_and_from_its_entry_on() -> None:
    old = fold(Employee("e"), evolve_employee, [FIRST, (PostAssigned("e", "AM", "west"), 0)])
    moved = fold(old, evolve_employee, [(EmployeeRecorded("e", "e", "E", "east", "h2"), 20)])
    assert [moved.on(day(n)).unit_id for n in (-300, 19, 20, 400)] == ["west", "west", "east", "east"]
    assert moved.on(day(-300)).posts == (Post("AM", "west"),)
    gone = fold(moved, evolve_employee, [(EmployeeRecorded("e", "e", "E", "east", "h2", False), 30)])
    assert [gone.on(day(n)).active for n in (29, 30)] == [True, False]


def test_a_state_from_before_days_were_recorded_stands_as_ever() -> None:
    old = Employee("e", "e", "E", "west", "h1", True, (Post("AM"),))
    assert old.on(day(5)) == old
    placed = evolve_employee(old, EmployeePlaced("e", "east", "h2", day(10)), entry())
    assert [placed.on(day(n)).unit_id for n in (9, 10)] == ["west", "east"]
    assert placed.on(day(10)).posts == (Post("AM"),) and placed.on(day(9)).active


UNIT_EVENTS = st.one_of(
    st.builds(lambda p, n: UnitRecorded("u", "U", None, p, ("h1",), None if n is None else day(n)),
              UNITS, st.none() | NUMBERS),
    st.builds(lambda p, n: UnitHeaded("u", p, ("h2",), day(n)), UNITS, NUMBERS),
)  # fmt: skip


@given(st.lists(st.tuples(UNIT_EVENTS, NUMBERS), min_size=1, max_size=10))
def test_a_units_periods_never_overlap(events: list[Dated]) -> None:
    state: Unit = fold(Unit("u"), evolve_unit, [(UnitRecorded("u", "U", None, None, ()), 0), *events])
    assert disjoint(state.headings) and state.headings[0].period.first is None
    last = events[-1]
    first = last[0].first_day or day(last[1])
    assert state.on(first).head_employee_ids == last[0].head_employee_ids


@given(st.lists(st.tuples(NUMBERS, st.sampled_from(["a", "b", None])), max_size=10))
def test_committees_and_field_owners_never_overlap(words: list[tuple[int, str | None]]) -> None:
    committee, field = Committee("OC"), FieldOwner("legalName")
    for number, who in words:
        members = (Vote(who, 2),) if who else ()
        committee = evolve_committee(committee, CommitteeRecorded("OC", "OC", members, day(number)), entry())
        field = evolve_owner(field, FieldOwnerNamed("legalName", who, day(number)), entry())
    assert disjoint(committee.seatings) and disjoint(field.owners)


ROLES = st.sampled_from(["AM", "SM", "DM"])
PEOPLE = st.sampled_from(["a", "b", "c"])
TEAM_EVENTS = st.one_of(
    st.builds(lambda e, r, p, n: DealRoleTaken("o", e, r, Phase.PURSUE, p, 50, day(n), ""),
              PEOPLE, ROLES, st.booleans(), NUMBERS),
    st.builds(lambda e, r, n: DealRoleEnded("o", e, r, day(n), ""), PEOPLE, ROLES, NUMBERS),
)  # fmt: skip


@given(st.lists(TEAM_EVENTS, max_size=14))
def test_a_role_has_one_primary_a_day_and_history_is_kept(events: list[Any]) -> None:
    team: DealTeam = fold(DealTeam("o"), evolve_team, [(one, 0) for one in events])
    for role in ("AM", "SM", "DM"):
        assert disjoint([one for one in team.members if one.role == role and one.primary])
        for who in ("a", "b", "c"):
            assert disjoint([one for one in team.members if (one.role, one.employee_id) == (role, who)])
    assert not any("TEAM_PRIMARY_TWICE" in faults(team, one, "A", "S3") for one in DAYS)


def test_a_hand_over_keeps_who_was_there_before() -> None:
    taken = [(DealRoleTaken("o", who, "AM", Phase.PURSUE, True, 100, day(n), ""), 0) for who, n in (("a", 0), ("b", 9))]
    team = fold(DealTeam("o"), evolve_team, taken)
    assert [[one.employee_id for one in role_on(team, "AM", day(n))] for n in (0, 8, 9)] == [["a"], ["a"], ["b"]]


@pytest.mark.parametrize(
    ("held", "grade", "stage", "codes"),
    [
        ({}, "C", "S1", ("TEAM_WITHOUT_AM",)),
        ({"AM": "a"}, "C", "S1", ()),
        ({"AM": "a"}, "C", "S2", ("TEAM_WITHOUT_SM",)),
        ({"AM": "a", "SM": "a"}, "C", "S2", ()),
        ({"AM": "a", "SM": "a"}, "B", "S2", ("TEAM_NOT_SEPARATE",)),
        ({"AM": "a", "SM": "b"}, "A", "S2", ()),
        ({"AM": "a", "SM": "b"}, "A", "S3", ("TEAM_WITHOUT_DM",)),
        ({"AM": "a", "SM": "b", "DM": "b"}, "A", "S3", ("TEAM_NOT_SEPARATE",)),
        ({"AM": "a", "SM": "b", "DM": "b"}, "D", "S3", ()),
        ({"AM": "a", "SM": "b", "DM": "c"}, "A", "S4", ()),
    ],
)
def test_what_a_team_lacks(held: dict[str, str], grade: str, stage: str, codes: tuple[str, ...]) -> None:
    taken = [(DealRoleTaken("o", who, role, Phase.PURSUE, True, 50, START, ""), 0) for role, who in held.items()]
    assert faults(fold(DealTeam("o"), evolve_team, taken), START, grade, stage) == codes


def test_an_absence_that_ends_early_and_one_that_never_was() -> None:
    away = AwayRecorded("e", "a1", AwayKind.ABSENCE, (), None, day(5), day(9), "")
    (standing,) = after_away((), away)
    assert standing.period == Period(day(5), day(9))
    (early,) = after_away((standing,), AwayEnded("e", "a1", day(6)))
    assert early == replace(standing, period=Period(day(5), day(6)))
    assert after_away((standing,), AwayEnded("e", "a1", day(4))) == ()
