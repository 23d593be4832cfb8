"""Things that a command names, which must exist. What the command may do with them is decided elsewhere."""

from services.people.app.container import People
from services.people.domain.staff import EMPLOYEE, UNIT, Employee, Unit
from tas.core.errors import Missing


async def employee_of(people: People, id: str, field: str) -> Employee:
    """Raises Missing(EMPLOYEE_UNKNOWN) about the input field."""
    employee = (await people.ledger.load(EMPLOYEE, id)).state
    if not employee.exists:
        raise Missing("EMPLOYEE_UNKNOWN", field=(field,), id=id[:60])
    return employee


async def unit_of(people: People, id: str, field: str) -> Unit:
    """Raises Missing(UNIT_MISSING) about the input field."""
    unit = (await people.ledger.load(UNIT, id)).state
    if not unit.exists:
        raise Missing("UNIT_MISSING", field=(field,), id=id[:60])
    return unit
