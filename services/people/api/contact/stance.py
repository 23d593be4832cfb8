"""How a person stands to us, measure by measure, as the graph shows it, and what each level means."""

from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.field import resolved_field
from kit.graphql.value import LocalizedText
from services.people.api.contact.colleague import employee_of
from services.people.api.contact.enumeration import Measure
from services.people.api.employee import Employee
from services.people.app.contact.sight import Sight
from services.people.domain.contact import contact_map as domain
from services.people.domain.contact import stance as formula
from services.people.domain.contact.scale import SCALES, Level


@federation.type(description="One assessment of a series that only grows.")
class StanceAssessment:
    ordinal: int = federation.field(description="Its number in the map, from 1.")
    level: int = federation.field(description="The level given, 0–5.")
    target: int | None = federation.field(description="The level to reach, 0–5.")
    assessed_at: datetime = federation.field(description="When.")
    counts: bool = federation.field(description="False while a deal of grade A or B waits for a second assessor.")
    seconded_at: datetime | None = federation.field(description="When it was confirmed.")
    touch_ids: list[strawberry.ID] = federation.field(description="The touches that it rests on.")
    state: strawberry.Private[domain.Assessment]
    seen: strawberry.Private[Sight]

    @resolved_field(description="Who assessed.")
    async def assessed_by(self) -> Employee | None:
        return employee_of(self.seen, self.state.assessed_by)

    @resolved_field(description="Who confirmed it.")
    async def seconded_by(self) -> Employee | None:
        return employee_of(self.seen, self.state.seconded_by)


@federation.type(description="A person by one measure, as it stands now.")
class Stance:
    measure: Measure = federation.field(description="The measure.")
    given: int = federation.field(description="The level that was given, 0–5.")
    level: int = federation.field(description="What is left of it: a point wears off for each 60 days without a touch.")
    stale: bool = federation.field(description="Whether any has worn off.")
    target: int | None = federation.field(description="The level to reach.")
    touched_at: datetime | None = federation.field(description="When the person was touched last.")
    state: strawberry.Private[formula.Stance]
    map: strawberry.Private[domain.ContactMap]
    seen: strawberry.Private[Sight]

    @resolved_field(description="The assessment that counts; null while there is none.")
    async def assessment(self) -> StanceAssessment | None:
        return show_assessment(self.seen, self.state.assessment) if self.state.assessment else None

    @resolved_field(description="A newer one that waits for a second assessor.")
    async def pending(self) -> StanceAssessment | None:
        return show_assessment(self.seen, self.state.pending) if self.state.pending else None

    @resolved_field(description="All assessments, the first first.")
    async def series(self) -> list[StanceAssessment]:
        key = (self.state.person_id, self.state.measure)
        return [show_assessment(self.seen, one) for one in self.map.assessments if (one.person_id, one.measure) == key]


@federation.type(description="A level of a measure and what it means.")
class StanceLevel:
    level: int = federation.field(description="The level, 0–5.")
    meaning: LocalizedText = federation.field(description="What it means.")


@federation.type(description="A measure and its levels.")
class StanceScale:
    measure: Measure = federation.field(description="The measure.")
    name: LocalizedText = federation.field(description="What it is called.")
    levels: list[StanceLevel] = federation.field(description="Its levels, the lowest first.")


def show_assessment(sight: Sight, state: domain.Assessment) -> StanceAssessment:
    return StanceAssessment(
        ordinal=state.ordinal,
        level=state.level,
        target=state.target,
        assessed_at=state.assessed_at,
        counts=state.counts,
        seconded_at=state.seconded_at,
        touch_ids=[strawberry.ID(id) for id in state.touch_ids],
        state=state,
        seen=sight,
    )


def show_stance(sight: Sight, map: domain.ContactMap, state: formula.Stance) -> Stance:
    return Stance(
        measure=state.measure,
        given=state.given,
        level=state.level,
        stale=state.stale,
        target=state.target,
        touched_at=state.touched_at,
        state=state,
        map=map,
        seen=sight,
    )


def show_scales() -> list[StanceScale]:
    """What every level of every measure means."""
    return [
        StanceScale(
            measure=measure,
            name=_text(scale.name),
            levels=[StanceLevel(level=number, meaning=_text(one)) for number, one in enumerate(scale.levels)],
        )
        for measure, scale in SCALES.items()
    ]


def _text(level: Level) -> LocalizedText:
    return LocalizedText(en=level.en, zh_cn=level.zh_cn)
