"""What the series of assessments says at a moment: the formulas by tables, and by properties over any series."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.journal.entry import Draft
from kit.journal.seal import seal
from services.people.domain.contact.charting import Judgement, assess, record_touch, second
from services.people.domain.contact.contact_map import CONTACT_MAP, ContactMap, Member, Touch
from services.people.domain.contact.stance import (
    chain_score,
    coverage,
    levels_of,
    person_score,
    scores_of,
    stance,
    weight,
    what_if,
    worn,
)
from tas.contracts.contact_term import (
    BuyingRole,
    Coverage,
    Measure,
    PoliticalStatus,
    Support,
    TouchKind,
    TouchOutcome,
)
from tas.core.actor import service
from tas.core.codec import from_json, to_json

C, S, P = Measure.CLOSENESS, Measure.SOLUTION, Measure.PRICE
INNER, STRUCTURE, OUTSIDE = PoliticalStatus
START = datetime(2026, 1, 1, tzinfo=UTC)


def member(id: str, political: PoliticalStatus = INNER, role: BuyingRole = BuyingRole.APPROVER) -> Member:
    return Member(id, political, role, Support.NEUTRAL, Coverage.BRIEF)


def touch(id: str, at: datetime, *persons: str) -> Touch:
    return Touch(id, TouchKind.VISIT, at, persons or ("p",), ("e",), TouchOutcome.NEUTRAL, ("s",) * len(persons or "p"))


def a_map(*members: Member, grade: str = "C") -> ContactMap:
    return ContactMap("opp", "acc", "opp", grade, members or (member("p"),))


def after(map: ContactMap, events: Sequence[object], at: datetime) -> ContactMap:
    entry = seal(Draft("contact-map/opp", 1, "k", "d", (), {}, service("test"), None, at), "")
    for event in events:
        map = CONTACT_MAP.evolve(map, event, entry)
    return map


@pytest.mark.parametrize(
    ("levels", "score"),
    [({}, 0), ({C: 5, S: 5, P: 5}, 100), ({C: 5}, 40), ({S: 5}, 35), ({P: 5}, 25), ({C: 3, S: 2, P: 1}, 43)],
)
def test_a_persons_score(levels: dict[Measure, int], score: int) -> None:
    assert person_score(levels) == score


@pytest.mark.parametrize(
    ("political", "role", "expected"),
    [
        (INNER, BuyingRole.APPROVER, 9), (INNER, BuyingRole.DECISION_MAKER, 9), (INNER, BuyingRole.USER, 3),
        (STRUCTURE, BuyingRole.EVALUATOR, 4), (OUTSIDE, BuyingRole.USER, 1), (OUTSIDE, BuyingRole.APPROVER, 3),
    ],
)  # fmt: skip
def test_how_much_a_member_counts(political: PoliticalStatus, role: BuyingRole, expected: int) -> None:
    assert weight(member("p", political, role)) == expected


CHIEF, HEAD, USER = member("c"), member("h", STRUCTURE, BuyingRole.EVALUATOR), member("u", OUTSIDE, BuyingRole.USER)


@pytest.mark.parametrize(
    ("members", "scores", "score", "covered"),
    [
        ((), {}, None, None),
        ((CHIEF,), {}, "0.0", 0),
        ((CHIEF,), {"c": 43}, "43.0", 100),
        ((CHIEF, HEAD, USER), {"c": 100, "h": 0, "u": 100}, "71.4", 50),  # (9·100 + 4·0 + 1·100) / 14
        ((CHIEF, HEAD, USER), {"h": 50, "u": 100}, "21.4", 50),
        ((USER,), {"u": 100}, "100.0", None),  # no key player
        ((CHIEF, HEAD, member("i")), {"c": 1}, "0.4", 33),
    ],
)
def test_the_chains_score_and_coverage(
    members: tuple[Member, ...], scores: dict[str, int], score: str | None, covered: int | None
) -> None:
    assert chain_score(members, scores) == (None if score is None else Decimal(score))
    assert coverage(members, scores) == covered


@pytest.mark.parametrize(
    ("given_", "days", "left"), [(5, 0, 5), (5, 59, 5), (5, 60, 4), (5, 119, 4), (5, 120, 3), (2, 1000, 0), (3, -5, 3)]
)
def test_a_level_wears_off(given_: int, days: int, left: int) -> None:
    assert worn(given_, START, START + timedelta(days=days)) == left


def test_wearing_off_is_shown_and_a_touch_ends_it_for_what_comes_after() -> None:
    map = after(a_map(), record_touch(a_map(), touch("t", START), [Judgement("p", C, 4, 5)], "e", START), START)
    later = START + timedelta(days=130)
    shown = stance(map, "p", C, later)
    assert (shown.given, shown.level, shown.target, shown.stale) == (4, 2, 5, True)
    again = after(map, record_touch(map, touch("t2", later), [], "e", later), later)
    assert stance(again, "p", C, later).level == 4
    assert stance(again, "p", C, later - timedelta(days=1)).level == 2
    assert map.assessments == again.assessments


def test_in_a_deal_of_grade_a_a_level_counts_once_somebody_else_confirms_it() -> None:
    map = a_map(grade="A")
    map = after(map, record_touch(map, touch("t", START), [Judgement("p", C, 3)], "e", START), START)
    waiting = stance(map, "p", C, START)
    assert (waiting.level, waiting.assessment, waiting.pending) == (0, None, map.assessments[0])
    later = START + timedelta(hours=1)
    confirmed = after(map, second(map, 1, "f", later), later)
    assert (stance(confirmed, "p", C, later).level, stance(confirmed, "p", C, later).pending) == (3, None)
    assert stance(confirmed, "p", C, START).level == 0


def test_what_a_higher_level_would_do_stays_within_the_scale() -> None:
    map = a_map(CHIEF, HEAD)
    touched = touch("t", START, "c")
    map = after(map, record_touch(map, touched, [Judgement("c", C, 4), Judgement("c", P, 5)], "e", START), START)
    rise = what_if(map, "c", C, 1, START)
    assert rise is not None
    assert (rise.level, rise.person_score, rise.before, rise.after) == (5, 65, Decimal("39.5"), Decimal("45.0"))
    stuck = what_if(map, "c", P, 3, START)
    assert stuck is not None and stuck.level == 5 and stuck.before == stuck.after
    assert what_if(map, "nobody", C, 1, START) is None


MOMENTS = st.integers(0, 400).map(lambda days: START + timedelta(days=days))
STEPS = st.lists(
    st.tuples(st.sampled_from("pq"), st.sampled_from(Measure), st.integers(0, 5), st.integers(0, 40), st.booleans()),
    max_size=12,
)


def walked(grade: str, steps: list[tuple[str, Measure, int, int, bool]]) -> ContactMap:
    """A map after touches with assessments, some of them confirmed, in the order of time."""
    map, at = a_map(member("p"), member("q", OUTSIDE), grade=grade), START
    for number, (person, measure, level, days, confirm) in enumerate(steps):
        at += timedelta(days=days)
        done = record_touch(map, touch(f"t{number}", at, person), [Judgement(person, measure, level)], "e", at)
        map = after(map, done, at)
        if confirm and not map.assessments[-1].counts:
            map = after(map, second(map, map.assessments[-1].ordinal, "f", at), at)
    return map


@given(st.sampled_from("AC"), STEPS, MOMENTS)
def test_a_score_is_recomputed_from_the_series_alone(
    grade: str, steps: list[tuple[str, Measure, int, int, bool]], at: datetime
) -> None:
    map = walked(grade, steps)
    for person in "pq":
        for measure in Measure:
            valid = [
                one
                for one in map.assessments
                if one.person_id == person and one.measure is measure and one.assessed_at <= at and one.counts
            ]
            touched = [one.at for one in map.touches if person in one.person_ids and one.at <= at]
            level = max(0, valid[-1].level - (at - max(touched)).days // 60) if valid else 0
            assert levels_of(map, person, at)[measure] == level
    again: ContactMap = from_json(ContactMap, to_json(map))
    assert scores_of(again, at) == scores_of(map, at)


@given(st.sampled_from("AC"), STEPS, st.integers(0, 500), st.integers(1, 200))
def test_reading_changes_nothing_and_time_without_a_touch_only_lowers(
    grade: str, steps: list[tuple[str, Measure, int, int, bool]], days: int, more: int
) -> None:
    map = walked(grade, steps)
    at = max([one.at for one in map.touches], default=START) + timedelta(days=days)
    before = to_json(map)
    sooner, later = scores_of(map, at), scores_of(map, at + timedelta(days=more))
    assert all(later[id] <= sooner[id] for id in sooner)
    assert to_json(map) == before


@given(STEPS, MOMENTS, st.sampled_from(Measure))
def test_a_rise_never_lowers_the_chains_score(
    steps: list[tuple[str, Measure, int, int, bool]], at: datetime, measure: Measure
) -> None:
    rise = what_if(walked("C", steps), "p", measure, 1, at)
    assert rise is not None and Decimal(0) <= rise.before <= rise.after <= Decimal(100)


def test_the_series_only_grows() -> None:
    map = walked("C", [("p", C, 3, 0, False), ("p", C, 1, 1, False)])
    assert [(one.ordinal, one.level) for one in map.assessments] == [(1, 3), (2, 1)]
    at = START + timedelta(days=2)
    more = after(map, assess(map, [Judgement("p", C, 2)], ["t1"], "e", at), at)
    assert more.assessments[:2] == map.assessments and more.assessments[2].touch_ids == ("t1",)
    assert replace(more, assessments=map.assessments) == map
