"""What may be put on a contact map: each decision gives the events, or refuses. Pure; who may ask at all is `app`'s."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.people.domain.contact.contact_map import ContactMap, Relation, Touch
from services.people.domain.contact.stance import HIGHEST, UNKNOWN
from tas.contracts.contact import (
    ApprovalStep,
    MapMemberPlaced,
    MapMemberRemoved,
    MapPathSet,
    MapRelationSet,
    StanceAssessed,
    StanceSeconded,
    TouchRecorded,
)
from tas.contracts.contact_term import Measure
from tas.core.errors import Conflict, Invalid, Missing, TasError

SECONDED_GRADES = ("A", "B")
"""Grades of deals in which an assessment counts once somebody else has confirmed it."""
MOST_MEMBERS = 200
MOST_STEPS = 30
MOST_TOUCHES = 2000
MOST_ASSESSMENTS = 6000
MOST_PERSONS, MOST_EMPLOYEES, MOST_COMMITMENTS = 8, 20, 20
"""In one touch."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A new level of a person by one measure, and what it is to become, as one of our people judges."""

    person_id: str
    measure: Measure
    level: int
    target: int | None = None


def place(map: ContactMap, placed: MapMemberPlaced) -> tuple[Any, ...]:
    """Puts a person into the chain, or changes what is known of them. Raises Missing(MAP_UNKNOWN), Conflict(
    MAP_FULL)."""
    _require(map)
    if map.member(placed.person_id) is None and len(map.members) >= MOST_MEMBERS:
        raise Conflict("MAP_FULL", most=MOST_MEMBERS)
    return (placed,)


def remove(map: ContactMap, person_id: str) -> tuple[Any, ...]:
    """Takes a person out of the chain. Raises Missing(MAP_UNKNOWN | MEMBER_UNKNOWN)."""
    _require_member(map, person_id)
    return (MapMemberRemoved(map.id, person_id),)


def relate(map: ContactMap, relation: Relation) -> tuple[Any, ...]:
    """Raises Missing(MAP_UNKNOWN | MEMBER_UNKNOWN)."""
    _require_member(map, relation.person_id)
    return (MapRelationSet(map.id, relation.person_id, relation.employee_id, relation.current, relation.target),)


def set_path(map: ContactMap, steps: Sequence[ApprovalStep]) -> tuple[Any, ...]:
    """The approval path, in the order of its expected days. Raises Invalid(PATH_MALFORMED), Missing(MAP_UNKNOWN |
    MEMBER_UNKNOWN)."""
    _require(map)
    days = [one.expected_on for one in steps]
    if len(steps) > MOST_STEPS or days != sorted(days) or any(not one.body.strip() for one in steps):
        raise Invalid("PATH_MALFORMED", field=("steps",), most=MOST_STEPS)
    for one in steps:
        if one.person_id is not None:
            _require_member(map, one.person_id)
    return (MapPathSet(map.id, tuple(steps)),)


def record_touch(
    map: ContactMap, touch: Touch, judgements: Sequence[Judgement], by: str, at: datetime
) -> tuple[Any, ...]:
    """A touch and the assessments it justifies, which rest on it. Raises Missing(MAP_UNKNOWN), Invalid(TOUCH_PEOPLE |
    TOUCH_IN_FUTURE | TOUCH_COMMITMENTS), Conflict(TOUCH_KNOWN | MAP_FULL), and what `assess` raises."""
    _require(map)
    if map.touch(touch.id) is not None:
        raise Conflict("TOUCH_KNOWN", id=touch.id)
    if len(map.touches) >= MOST_TOUCHES:
        raise Conflict("MAP_FULL", most=MOST_TOUCHES)
    _check_touch(touch, at)
    event = TouchRecorded(
        map_id=map.id,
        touch_id=touch.id,
        kind=touch.kind,
        at=touch.at,
        person_ids=touch.person_ids,
        employee_ids=touch.employee_ids,
        outcome=touch.outcome,
        text_sealed=touch.text_sealed,
        commitment_count=touch.commitment_count,
        next_step_by=touch.next_step_by,
        next_step_due=touch.next_step_due,
        cost=touch.cost,
        expense_chain_id=touch.expense_chain_id,
    )
    return (event, *_assessed(map, judgements, (touch,), by, at)) if judgements else (event,)


def assess(
    map: ContactMap, judgements: Sequence[Judgement], touch_ids: Sequence[str], by: str, at: datetime
) -> tuple[Any, ...]:
    """Assessments that rest on touches recorded earlier. Raises Missing(MAP_UNKNOWN | MEMBER_UNKNOWN | TOUCH_UNKNOWN),
    Invalid(STANCE_LEVEL | STANCE_EVIDENCE | STANCE_EMPTY | STANCE_TWICE), Conflict(MAP_FULL)."""
    _require(map)
    touches = []
    for id in dict.fromkeys(touch_ids):
        touch = map.touch(id)
        if touch is None:
            raise Missing("TOUCH_UNKNOWN", field=("touchIds",), id=id[:50])
        touches.append(touch)
    if not judgements:
        raise Invalid("STANCE_EMPTY", field=("judgements",))
    return _assessed(map, judgements, touches, by, at)


def second(map: ContactMap, ordinal: int, by: str, at: datetime) -> tuple[Any, ...]:
    """Confirms somebody else's assessment. Raises Missing(MAP_UNKNOWN | STANCE_UNKNOWN), Invalid(STANCE_OWN), Conflict(
    STANCE_SECONDED)."""
    _require(map)
    found = next((one for one in map.assessments if one.ordinal == ordinal), None)
    if found is None:
        raise Missing("STANCE_UNKNOWN", field=("ordinal",), ordinal=ordinal)
    if found.counts:
        raise Conflict("STANCE_SECONDED", field=("ordinal",), ordinal=ordinal)
    if found.assessed_by == by:
        raise Invalid("STANCE_OWN", field=("ordinal",))
    return (StanceSeconded(map.id, ordinal, by, at),)


def _assessed(
    map: ContactMap, judgements: Sequence[Judgement], touches: Sequence[Touch], by: str, at: datetime
) -> tuple[Any, ...]:
    if len(map.assessments) + len(judgements) > MOST_ASSESSMENTS:
        raise Conflict("MAP_FULL", most=MOST_ASSESSMENTS)
    if len({(one.person_id, one.measure) for one in judgements}) < len(judgements):
        raise Invalid("STANCE_TWICE", field=("judgements",))
    events: list[StanceAssessed] = []
    for place, one in enumerate(judgements):
        if map.opportunity_id is not None:
            _require_member(map, one.person_id)
        evidence = tuple(touch.id for touch in touches if one.person_id in touch.person_ids)
        problem = _problem(one, evidence, place)
        if problem:
            raise problem
        events.append(
            StanceAssessed(
                map_id=map.id,
                ordinal=len(map.assessments) + len(events) + 1,
                person_id=one.person_id,
                measure=one.measure,
                level=one.level,
                target=one.target,
                touch_ids=evidence,
                assessed_by=by,
                assessed_at=at,
                needs_second=map.grade in SECONDED_GRADES,
            )
        )
    return tuple(events)


def _problem(judgement: Judgement, evidence: Sequence[str], place: int) -> TasError | None:
    where = ("judgements", str(place))
    target = judgement.level if judgement.target is None else judgement.target
    if not (UNKNOWN <= judgement.level <= HIGHEST and UNKNOWN <= target <= HIGHEST):
        return Invalid("STANCE_LEVEL", field=(*where, "level"), highest=HIGHEST)
    if judgement.level > UNKNOWN and not evidence:
        return Invalid("STANCE_EVIDENCE", field=(*where, "level"), person=judgement.person_id)
    return None


def _check_touch(touch: Touch, at: datetime) -> None:
    people = (
        1 <= len(touch.person_ids) <= MOST_PERSONS
        and 1 <= len(touch.employee_ids) <= MOST_EMPLOYEES
        and len({*touch.person_ids, *touch.employee_ids}) == len(touch.person_ids) + len(touch.employee_ids)
    )
    if not people:
        raise Invalid("TOUCH_PEOPLE", field=("personIds",), persons=MOST_PERSONS, employees=MOST_EMPLOYEES)
    if touch.at > at:
        raise Invalid("TOUCH_IN_FUTURE", field=("at",))
    if not 0 <= touch.commitment_count <= MOST_COMMITMENTS:
        raise Invalid("TOUCH_COMMITMENTS", field=("commitments",), most=MOST_COMMITMENTS)


def _require(map: ContactMap) -> None:
    if not map.exists:
        raise Missing("MAP_UNKNOWN", id=map.id)


def _require_member(map: ContactMap, person_id: str) -> None:
    _require(map)
    if map.member(person_id) is None:
        raise Missing("MEMBER_UNKNOWN", id=person_id[:50])
