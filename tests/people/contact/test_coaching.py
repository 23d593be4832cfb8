"""Map health and the coach's findings, by tables, and what may be put on a map at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.people.domain.contact.charting import Judgement, assess, place, record_touch, relate, second, set_path
from services.people.domain.contact.coaching import FindingCode, Health, findings, health
from services.people.domain.contact.contact_map import Assessment, ContactMap, Member, Relation, Touch
from services.people.domain.contact.share import join, split
from tas.contracts.contact import ApprovalStep, MapMemberPlaced, StanceAssessed
from tas.contracts.contact_term import (
    BuyingRole,
    Coverage,
    Measure,
    PoliticalStatus,
    RelationLevel,
    Support,
    TouchKind,
    TouchOutcome,
)
from tas.core.errors import Conflict, Invalid, Missing, TasError

INNER, STRUCTURE, OUTSIDE = PoliticalStatus
USER, EVALUATOR, DECIDER, APPROVER = BuyingRole
MENTOR, SUPPORTER, NEUTRAL, NON_SUPPORTER, ENEMY = Support
NOW = datetime(2026, 3, 1, tzinfo=UTC)
Told = tuple[PoliticalStatus, BuyingRole, Support]


def chain(*told: Told) -> tuple[Member, ...]:
    return tuple(Member(f"p{n}", *one, Coverage.BRIEF) for n, one in enumerate(told))


def touched(*ages: int) -> tuple[Touch, ...]:
    """A touch with p0, p1 … so many days ago each."""
    return tuple(
        Touch(f"t{n}", TouchKind.CALL, NOW - timedelta(days=age), (f"p{n}",), ("e",), TouchOutcome.NEUTRAL, ("s",))
        for n, age in enumerate(ages)
    )


@pytest.mark.parametrize(
    ("members", "colour"),
    [
        ((), Health.RED),
        (chain((OUTSIDE, APPROVER, MENTOR)), Health.RED),  # supportive, but no key player
        (chain((INNER, APPROVER, NEUTRAL), (STRUCTURE, USER, ENEMY)), Health.RED),
        (chain((STRUCTURE, EVALUATOR, SUPPORTER), (INNER, APPROVER, NEUTRAL)), Health.AMBER),
        (chain((INNER, DECIDER, SUPPORTER)), Health.GREEN),
        (chain((STRUCTURE, APPROVER, MENTOR), (INNER, USER, ENEMY)), Health.GREEN),
    ],
)
def test_the_maps_colour(members: tuple[Member, ...], colour: Health) -> None:
    assert health(members) is colour


F = FindingCode
SOUND = chain(
    (INNER, APPROVER, SUPPORTER), (INNER, DECIDER, SUPPORTER), (STRUCTURE, USER, SUPPORTER), (OUTSIDE, USER, ENEMY)
)


@pytest.mark.parametrize(
    ("members", "touches", "found"),
    [
        ((), (), {F.CHAIN_EMPTY: ()}),
        (SOUND, touched(1, 29, 5), {}),
        (SOUND, touched(1, 30, 5), {F.KEY_PLAYER_UNTOUCHED: ("p1",)}),
        (SOUND, touched(1, 29), {F.SINGLE_THREADED: ("p0", "p1"), F.KEY_PLAYER_UNTOUCHED: ("p2",)}),
        (SOUND, touched(1, 2, 60), {F.SINGLE_THREADED: ("p0", "p1"), F.KEY_PLAYER_UNTOUCHED: ("p2",)}),
        (SOUND[1:], touched(99, 1, 1, 1), {F.NO_APPROVER: ()}),
        ((SOUND[0], *SOUND[2:]), touched(1, 99, 1, 1), {F.NO_DECISION_MAKER: ()}),
        (SOUND[:3], touched(1, 1, 1), {F.NOBODY_HOSTILE: ()}),
        (
            (*SOUND[:2], *(replace(SOUND[3], person_id=f"p{n}", support=NON_SUPPORTER) for n in (2, 3))),
            touched(1, 1, 1),
            {F.OUTNUMBERED: ("p2", "p3")},
        ),
        (
            (replace(SOUND[0], support=NEUTRAL), SOUND[1], replace(SOUND[2], support=NEUTRAL), SOUND[3]),
            touched(1, 1, 1),
            {F.OUTNUMBERED: ("p3",), F.DECIDER_ALONE: ("p0", "p2")},
        ),
        (
            (*SOUND, Member("p4", OUTSIDE, USER, MENTOR, Coverage.BRIEF)),
            touched(1, 1, 1),
            {F.MENTOR_WITHOUT_POWER: ("p4",)},
        ),
    ],
)  # fmt: skip
def test_what_a_coach_finds(
    members: tuple[Member, ...], touches: tuple[Touch, ...], found: dict[FindingCode, tuple[str, ...]]
) -> None:
    map = ContactMap("opp", "acc", "opp", "A", members, touches=touches)
    assert {one.code: one.person_ids for one in findings(map, NOW)} == found


def test_a_mentor_who_has_the_ear_of_a_key_player_has_access_to_power() -> None:
    members = (*SOUND, Member("p4", OUTSIDE, USER, MENTOR, Coverage.BRIEF))
    map = ContactMap("opp", "acc", "opp", "A", members, touches=touched(1, 1, 1))
    assert findings(map, NOW, frozenset({("p4", "p1")})) == ()
    assert [one.code for one in findings(map, NOW, frozenset({("p4", "p3")}))] == [F.MENTOR_WITHOUT_POWER]


MAP = ContactMap("opp", "acc", "opp", "B", SOUND, touches=touched(1, 2))
T = replace(MAP.touches[0], id="new")
J = Judgement("p0", Measure.PRICE, 3)
PLACED = MapMemberPlaced("opp", "p9", OUTSIDE, USER, NEUTRAL, Coverage.UNKNOWN, None, None)
STEP = ApprovalStep("Board", "p0", date(2026, 5, 1), None)
NOWHERE = ContactMap("opp")
REFUSED: list[tuple[type[TasError], str, Callable[[], object]]] = [
    (Missing, "MAP_UNKNOWN", lambda: place(NOWHERE, PLACED)),
    (Missing, "MAP_UNKNOWN", lambda: record_touch(NOWHERE, T, [], "e", NOW)),
    (Missing, "MEMBER_UNKNOWN", lambda: record_touch(MAP, T, [replace(J, person_id="p9")], "e", NOW)),
    (Missing, "MEMBER_UNKNOWN", lambda: relate(MAP, Relation("p9", "e", *(RelationLevel.VENDOR,) * 2))),
    (Missing, "TOUCH_UNKNOWN", lambda: assess(MAP, [J], ["t9"], "e", NOW)),
    (Invalid, "STANCE_EMPTY", lambda: assess(MAP, [], ["t0"], "e", NOW)),
    (Invalid, "STANCE_EVIDENCE", lambda: assess(MAP, [J], ["t1"], "e", NOW)),  # a touch with somebody else
    (Invalid, "STANCE_EVIDENCE", lambda: assess(MAP, [J], [], "e", NOW)),
    (Invalid, "STANCE_LEVEL", lambda: assess(MAP, [replace(J, level=6)], ["t0"], "e", NOW)),
    (Invalid, "STANCE_LEVEL", lambda: assess(MAP, [replace(J, target=-1)], ["t0"], "e", NOW)),
    (Conflict, "TOUCH_KNOWN", lambda: record_touch(MAP, MAP.touches[0], [], "e", NOW)),
    (Invalid, "TOUCH_IN_FUTURE", lambda: record_touch(MAP, replace(T, at=NOW + timedelta(1)), [], "e", NOW)),
    (Invalid, "TOUCH_PEOPLE", lambda: record_touch(MAP, replace(T, person_ids=()), [], "e", NOW)),
    (Invalid, "TOUCH_PEOPLE", lambda: record_touch(MAP, replace(T, person_ids=("p0", "p0")), [], "e", NOW)),
    (Invalid, "TOUCH_COMMITMENTS", lambda: record_touch(MAP, replace(T, commitment_count=21), [], "e", NOW)),
    (Invalid, "PATH_MALFORMED", lambda: set_path(MAP, [STEP, replace(STEP, expected_on=date(2026, 4, 1))])),
    (Invalid, "PATH_MALFORMED", lambda: set_path(MAP, [replace(STEP, body=" ")])),
    (Missing, "MEMBER_UNKNOWN", lambda: set_path(MAP, [replace(STEP, person_id="p9")])),
    (Missing, "STANCE_UNKNOWN", lambda: second(MAP, 1, "f", NOW)),
]


@pytest.mark.parametrize(
    ("kind", "code", "work"), REFUSED, ids=[f"{code} {n}" for n, (_, code, _) in enumerate(REFUSED)]
)
def test_what_is_refused(kind: type[TasError], code: str, work: Callable[[], object]) -> None:
    with pytest.raises(kind) as refused:
        work()
    assert refused.value.code == code


def test_a_level_of_nothing_needs_no_evidence_and_a_b_deal_a_second_assessor() -> None:
    (assessed,) = assess(MAP, [replace(J, level=0)], [], "e", NOW)
    assert isinstance(assessed, StanceAssessed)
    assert (assessed.touch_ids, assessed.needs_second, assessed.ordinal) == ((), True, 1)


def test_a_second_assessor_is_somebody_else_and_once() -> None:
    own = replace(MAP, assessments=(assessment(1, "e"),))
    with pytest.raises(Invalid, match="STANCE_OWN"):
        second(own, 1, "e", NOW)
    done = replace(MAP, assessments=(replace(assessment(1, "e"), seconded_by="f", seconded_at=NOW),))
    with pytest.raises(Conflict, match="STANCE_SECONDED"):
        second(done, 1, "g", NOW)


def assessment(ordinal: int, by: str) -> Assessment:
    return Assessment(ordinal, "p0", Measure.PRICE, 3, None, ("t0",), by, NOW, needs_second=True)


@given(st.text(max_size=200), st.integers(1, 8), st.randoms(use_true_random=False))
def test_a_text_in_shares_is_whole_only_with_all_of_them(text: str, shares: int, random: Random) -> None:
    made = split(text, shares, random.randbytes)
    assert len(made) == shares and join(made) == text
    for lacking in range(shares):
        assert join([None if n == lacking else one for n, one in enumerate(made)]) is None
