"""The reporting line upwards: line heads past those who left, and where the line ends the heads of the unit."""

from services.people.app.resolve_case import Case, Found
from services.people.domain.staff import EMPLOYEE, Employee

DEEPEST = 64
"""Steps of a line, or units above each other, that are followed; a circle of old ends here."""
WIDEST = 200
"""Employees above one that are looked at."""


async def above(case: Case, id: str, level: int) -> list[Found]:
    """The head `level` steps up the line, past those who left; where the line ends, the heads of the unit."""
    hops: tuple[str, ...] = (id,)
    employee, left = await case.employee(id), level
    seen = {id}
    for _ in range(DEEPEST + level):
        head_id = employee.head_employee_id
        if head_id is None or head_id in seen:
            return await _heads_over(case, employee, hops)
        head = await case.employee(head_id)
        seen.add(head_id)
        hops, employee = (*hops, head_id), head
        left -= head.active
        if left == 0:
            return [Found(head, f"line head, {level} up", hops)]
    return []


async def heads_of_unit(case: Case, unit_id: str | None, hops: tuple[str, ...]) -> list[Found]:
    """The active heads of the unit, else of the unit above."""
    for _ in range(DEEPEST):
        if unit_id is None:
            return []
        unit = await case.unit(unit_id)
        hops = (*hops, unit_id)
        heads = await case.people.ledger.views(EMPLOYEE, unit.head_employee_ids)
        standing = [heads[id].state.on(case.day) for id in unit.head_employee_ids if id in heads]
        found = [one for one in standing if one.active]
        if found:
            return [Found(one, f"head of unit {unit.name}", hops) for one in found]
        unit_id = unit.parent_unit_id
    return []


async def reports_to(case: Case, employee: Employee, head_id: str) -> bool:
    """Whether the employee is somewhere below the head in the reporting line."""
    seen = {employee.id}
    for _ in range(DEEPEST):
        above_id = employee.head_employee_id
        if above_id is None or above_id in seen:
            return False
        if above_id == head_id:
            return True
        seen.add(above_id)
        employee = await case.employee(above_id)
    return False


async def below(case: Case, employee: Employee, head_id: str) -> bool:
    """Whether the head is above the employee: in their line or, where a line ends, as a head of the unit."""
    waiting, seen = [employee], {employee.id}
    while waiting and len(seen) <= WIDEST:
        one = waiting.pop()
        over = [] if one.head_employee_id else await _heads_over(case, one, (one.id,))
        heads = [one.head_employee_id] if one.head_employee_id else [head.employee.id for head in over]
        if head_id in heads:
            return True
        for id in heads:
            if id not in seen:
                seen.add(id)
                waiting.append(await case.employee(id))
    return False


async def _heads_over(case: Case, employee: Employee, hops: tuple[str, ...]) -> list[Found]:
    """The heads of the employee's unit; for one who heads it, of the unit above, never a colleague beside them."""
    if employee.unit_id is None:
        return []
    unit = await case.unit(employee.unit_id)
    start = unit.parent_unit_id if employee.id in unit.head_employee_ids else unit.id
    return [one for one in await heads_of_unit(case, start, hops) if one.employee.id not in hops]
