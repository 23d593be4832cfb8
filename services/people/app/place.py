"""Placing an employee under a line head from a day on. No change closes a circle on any day, whatever races: changes
are decided one after the other on one aggregate, and each begins by completing the one before it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command, caused_command
from kit.journal.entry import Entry
from kit.journal.port import VersionTaken
from services.people.app.container import SELF, SERVICE, People
from services.people.app.place_unit import complete_units
from services.people.app.standing import employee_of, unit_of
from services.people.domain.period import Period
from services.people.domain.reporting_line import COMPANY, REPORTING_LINE, ReportingLine, circle_day
from services.people.domain.staff import EMPLOYEE, Employee, Placement, placements_of
from tas.contracts.staff import EmployeePlaced, LineChanged
from tas.core.errors import Conflict, Unavailable
from tas.core.ids import caused_command_id

ATTEMPTS = 32
WIDEST = 500
"""Employees above one that are looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    employee_id: str
    unit_id: str | None
    head_employee_id: str | None
    first_day: date


async def place_employee(people: People, place: Place, command: Command) -> Committed[Any]:
    """The change on the company's line; the employee's entry stands as well when it returns. Raises
    Missing(EMPLOYEE_UNKNOWN | UNIT_MISSING), Conflict(LINE_CIRCLE | LINE_TOO_LONG | EMPLOYEE_GONE), BUSY."""
    for _ in range(ATTEMPTS):
        done = await people.ledger.answered(command)
        if done is not None:
            await complete_line(people)
            return done
        line = await people.ledger.load(REPORTING_LINE, COMPANY)
        await _complete(people, line.state)
        await _check(people, place)
        event = LineChanged(place.employee_id, place.unit_id, place.head_employee_id, place.first_day)
        answer = {"employeeId": place.employee_id}
        try:
            committed = await people.ledger.append_on(REPORTING_LINE, COMPANY, line, command, (event,), answer)
        except VersionTaken:
            continue
        await complete_line(people)
        return committed
    raise Unavailable("BUSY", aggregate=f"{REPORTING_LINE.name}/{COMPANY}")


async def complete_line(people: People) -> None:
    """Sees to it that the last change stands with its employee, where the process that made it died in between."""
    await _complete(people, (await people.ledger.load(REPORTING_LINE, COMPANY)).state)


async def _complete(people: People, line: ReportingLine) -> None:
    change = line.last
    if change is None:
        return
    command_id = caused_command_id(line.event_id, SERVICE, "place-employee", change.employee_id)
    event = EmployeePlaced(change.employee_id, change.unit_id, change.head_employee_id, change.first_day)
    command = caused_command(SELF, command_id, people.now())
    await people.ledger.execute(EMPLOYEE, change.employee_id, command, lambda _: Decided((event,), {}))


async def _check(people: People, place: Place) -> None:
    employee = await employee_of(people, place.employee_id, field="employeeId")
    if place.unit_id is not None:
        await unit_of(people, place.unit_id, field="unitId")
    if place.head_employee_id is None:
        return
    head = await employee_of(people, place.head_employee_id, field="headEmployeeId")
    if not head.on(place.first_day).active:
        raise Conflict("EMPLOYEE_GONE", field=("headEmployeeId",), name=head.name)
    lines = await _lines_above(people, head)
    day = circle_day(lines, employee.id, head.id, Period(place.first_day))
    if day is not None:
        raise Conflict("LINE_CIRCLE", field=("headEmployeeId",), name=employee.name, head=head.name, day=str(day))


async def _lines_above(people: People, head: Employee) -> dict[str, tuple[Placement, ...]]:
    """The placements of the head and of everybody who is above them on any day."""
    lines: dict[str, tuple[Placement, ...]] = {head.id: placements_of(head)}
    waiting = [head.id]
    while waiting:
        above = {one.head_employee_id for one in lines[waiting.pop()] if one.head_employee_id is not None}
        for id in sorted(above - set(lines)):
            if len(lines) == WIDEST:
                raise Conflict("LINE_TOO_LONG", most=WIDEST)
            lines[id] = placements_of((await people.ledger.load(EMPLOYEE, id)).state)
            waiting.append(id)
    return lines


async def take_line(people: People, entry: Entry) -> None:
    """Completes the last changes, where the process that made them died in between. Doing it twice changes nothing."""
    await complete_line(people)
    await complete_units(people)
