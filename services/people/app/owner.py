"""Whether an employee may own an account, and the unit that the account then belongs to."""

from services.people.app.container import People
from services.people.domain.core_value import wrong
from services.people.domain.staff import EMPLOYEE
from tas.contracts.account import CoreField


async def owner_unit(people: People, employee_id: str) -> str | None:
    """The unit that an active employee works in today. Raises Invalid(CORE_VALUE_WRONG) for anybody else."""
    employee = (await people.ledger.load(EMPLOYEE, employee_id)).state.on(people.today())
    if not employee.active:
        raise wrong(CoreField.OWNER, employee_id)
    return employee.unit_id
