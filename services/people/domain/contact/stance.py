"""What the series of assessments says at a moment: what counts, how far it has worn off, and the scores made of it.

All pure. A level wears off by one point for each 60 days without a touch; that is told beside the level that was given
and never written anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from services.people.domain.contact.contact_map import Assessment, ContactMap, Member, Touch
from tas.contracts.contact_term import BuyingRole, Measure, PoliticalStatus

UNKNOWN, HIGHEST = 0, 5
WEARS_OFF_AFTER = timedelta(days=60)
POINTS: Mapping[Measure, int] = {Measure.CLOSENESS: 8, Measure.SOLUTION: 7, Measure.PRICE: 5}
"""Of a person's 100 points, for each level: 40 %, 35 % and 25 % of five levels."""
POLITICAL_WEIGHT: Mapping[PoliticalStatus, int] = {
    PoliticalStatus.INNER_CIRCLE: 3,
    PoliticalStatus.POLITICAL_STRUCTURE: 2,
    PoliticalStatus.OUTSIDE: 1,
}
ROLE_WEIGHT: Mapping[BuyingRole, int] = {
    BuyingRole.APPROVER: 3,
    BuyingRole.DECISION_MAKER: 3,
    BuyingRole.EVALUATOR: 2,
    BuyingRole.USER: 1,
}
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Stance:
    """A person by one measure at a moment: the level as `given`, and as it stands after wearing off (`level`)."""

    person_id: str
    measure: Measure
    given: int
    level: int
    target: int | None
    """The one told last: a new level without one keeps it."""
    assessment: Assessment | None
    """The one that counts; None while there is none, which is level 0."""
    pending: Assessment | None
    """A newer one that waits for a second assessor."""
    touched_at: datetime | None

    @property
    def stale(self) -> bool:
        return self.level < self.given


def last_touch(map: ContactMap, person_id: str, at: datetime) -> Touch | None:
    """The person's last touch up to the moment."""
    touched = [one for one in map.touches if person_id in one.person_ids and one.at <= at]
    return max(touched, key=lambda one: one.at, default=None)


def worn(given: int, since: datetime, at: datetime) -> int:
    """The level that is left of the one given when the last touch was at `since`."""
    return max(UNKNOWN, given - max(timedelta(), at - since) // WEARS_OFF_AFTER)


def stance(map: ContactMap, person_id: str, measure: Measure, at: datetime) -> Stance:
    """One measure of a person at a moment."""
    series = [
        one
        for one in map.assessments
        if one.person_id == person_id and one.measure is measure and one.assessed_at <= at
    ]
    valid = [one for one in series if not one.needs_second or (one.seconded_at is not None and one.seconded_at <= at)]
    counts = valid[-1] if valid else None
    newer = [one for one in series if not one.counts and (counts is None or one.ordinal > counts.ordinal)]
    touch = last_touch(map, person_id, at)
    given = counts.level if counts else UNKNOWN
    since = touch.at if touch else counts.assessed_at if counts else at
    return Stance(
        person_id,
        measure,
        given,
        worn(given, since, at),
        next((one.target for one in reversed(valid) if one.target is not None), None),
        counts,
        newer[-1] if newer else None,
        touch.at if touch else None,
    )


def stances(map: ContactMap, person_id: str, at: datetime) -> tuple[Stance, ...]:
    """All three measures of a person at a moment, in the order of `Measure`."""
    return tuple(stance(map, person_id, measure, at) for measure in Measure)


def person_score(levels: Mapping[Measure, int]) -> int:
    """100·(0.40·closeness + 0.35·solution + 0.25·price)/5, a whole number 0–100."""
    return sum(POINTS[measure] * levels.get(measure, UNKNOWN) for measure in Measure)


def levels_of(map: ContactMap, person_id: str, at: datetime) -> dict[Measure, int]:
    """The levels that a person stands at, worn off."""
    return {one.measure: one.level for one in stances(map, person_id, at)}


def weight(member: Member) -> int:
    """How much a member counts in the chain: 1–9."""
    return POLITICAL_WEIGHT[member.political] * ROLE_WEIGHT[member.buying_role]


def scores_of(map: ContactMap, at: datetime) -> dict[str, int]:
    """Each member's score at a moment."""
    return {one.person_id: person_score(levels_of(map, one.person_id, at)) for one in map.members}


def chain_score(members: tuple[Member, ...], scores: Mapping[str, int]) -> Decimal | None:
    """决策链得分: the members' scores by their weights, to a tenth, 0–100; who is unknown counts 0. None for nobody."""
    total = sum(weight(one) for one in members)
    if total == 0:
        return None
    points = sum(weight(one) * scores.get(one.person_id, 0) for one in members)
    return (Decimal(points) / total).quantize(TENTH, ROUND_HALF_EVEN)


def coverage(members: tuple[Member, ...], scores: Mapping[str, int]) -> int | None:
    """The share of key players with a score above 0, in whole percent, cut off; None without key players."""
    players = [one for one in members if one.key_player]
    known = [one for one in players if scores.get(one.person_id, 0) > 0]
    return 100 * len(known) // len(players) if players else None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The chain's score as it is, and as it would be with one person's level changed."""

    person_id: str
    measure: Measure
    level: int
    person_score: int
    before: Decimal
    after: Decimal


def what_if(map: ContactMap, person_id: str, measure: Measure, rise: int, at: datetime) -> WhatIf | None:
    """The chain's score if the person's level by this measure were `rise` higher (lower when negative), within 0–5.
    None when they are not in the chain."""
    if map.member(person_id) is None:
        return None
    scores = scores_of(map, at)
    levels = levels_of(map, person_id, at)
    levels[measure] = min(HIGHEST, max(UNKNOWN, levels[measure] + rise))
    score = person_score(levels)
    before = chain_score(map.members, scores)
    after = chain_score(map.members, {**scores, person_id: score})
    assert before is not None and after is not None, "somebody is in the chain"
    return WhatIf(person_id, measure, levels[measure], score, before, after)
