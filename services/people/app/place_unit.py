"""Making a unit, and changing from a day on what lies above it and who heads it. No change closes a circle on any day,
whatever races: as with people (`place.py`), changes are decided one after the other on one aggregate, and each begins
by completing the one before it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command, caused_command
from kit.journal.port import VersionTaken
from services.people.app.container import SELF, SERVICE, People
from services.people.app.standing import unit_of
from services.people.domain.period import Period
from services.people.domain.reporting_line import REPORTING_LINE, UNITS, ReportingLine, circle_day
from services.people.domain.staff import UNIT, Placement, Unit, headings_of
from tas.contracts.people import UnitRecorded
from tas.contracts.staff import UnitHeaded, UnitLineChanged
from tas.core.errors import Conflict, Unavailable
from tas.core.ids import caused_command_id

ATTEMPTS = 32
WIDEST = 500
"""Units above one that are looked at."""


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """`name` is a new unit's, and empty for one that stands."""

    unit_id: str
    name: str
    region: str | None
    parent_unit_id: str | None
    head_employee_ids: tuple[str, ...]
    first_day: date


async def place_unit(people: People, place: UnitPlace, command: Command) -> Committed[Any]:
    """The change on the line of units; the unit's entry stands as well when it returns. Raises Missing(UNIT_MISSING),
    Conflict(UNIT_STANDS | UNIT_CIRCLE | LINE_TOO_LONG), BUSY."""
    event = UnitLineChanged(
        place.unit_id, place.name, place.region, place.parent_unit_id, place.head_employee_ids, place.first_day
    )
    for _ in range(ATTEMPTS):
        done = await people.ledger.answered(command)
        if done is not None:
            await complete_units(people)
            return done
        line = await people.ledger.load(REPORTING_LINE, UNITS)
        await _complete(people, line.state)
        await _check(people, place)
        answer = {"unitId": place.unit_id}
        try:
            committed = await people.ledger.append_on(REPORTING_LINE, UNITS, line, command, (event,), answer)
        except VersionTaken:
            continue
        await complete_units(people)
        return committed
    raise Unavailable("BUSY", aggregate=f"{REPORTING_LINE.name}/{UNITS}")


async def complete_units(people: People) -> None:
    """Sees to it that the last change stands with its unit, where the process that made it died in between."""
    await _complete(people, (await people.ledger.load(REPORTING_LINE, UNITS)).state)


async def _complete(people: People, line: ReportingLine) -> None:
    change = line.unit
    if change is None:
        return
    id, above, heads, day = change.unit_id, change.parent_unit_id, change.head_employee_ids, change.first_day
    made = UnitRecorded(id, change.name, change.region, above, heads, day)
    event = made if change.name else UnitHeaded(id, above, heads, day)
    command = caused_command(SELF, caused_command_id(line.event_id, SERVICE, "place-unit", id), people.now())
    await people.ledger.execute(UNIT, id, command, lambda _: Decided((event,), {}))


async def _check(people: People, place: UnitPlace) -> None:
    if place.name:
        if (await people.ledger.load(UNIT, place.unit_id)).state.exists:
            raise Conflict("UNIT_STANDS", field=("name",), name=place.name)
    else:
        await unit_of(people, place.unit_id, "unitId")
    if place.parent_unit_id is None:
        return
    lines = await _lines_above(people, await unit_of(people, place.parent_unit_id, "parentUnitId"))
    if circle_day(lines, place.unit_id, place.parent_unit_id, Period(place.first_day)) is not None:
        raise Conflict("UNIT_CIRCLE", field=("parentUnitId",))


async def _lines_above(people: People, unit: Unit) -> dict[str, tuple[Placement, ...]]:
    """What lies above the unit, and above all that lies above it on any day."""
    lines = {unit.id: _line(unit)}
    waiting = [unit.id]
    while waiting:
        above = {one.head_employee_id for one in lines[waiting.pop()] if one.head_employee_id is not None}
        for id in sorted(above - set(lines)):
            if len(lines) == WIDEST:
                raise Conflict("LINE_TOO_LONG", most=WIDEST)
            lines[id] = _line((await people.ledger.load(UNIT, id)).state)
            waiting.append(id)
    return lines


def _line(unit: Unit) -> tuple[Placement, ...]:
    """The units above as steps of a line: what is above a unit is to it what a head is to a person."""
    return tuple(Placement(None, one.parent_unit_id, one.period) for one in headings_of(unit))
