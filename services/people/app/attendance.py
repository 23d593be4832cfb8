"""Who of some employees is not there as of a moment, so that whoever keeps their open seats can move them: those who
have left, and those who are away or have delegated posts. `EmployeeLeft` and `AwayRecorded` tell the days beforehand.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.people.app.container import People
from services.people.app.resolve import LARGEST_ASK
from services.people.domain.period import all_on
from services.people.domain.staff import EMPLOYEE, Employee
from tas.core.errors import Invalid


async def not_there(people: People, employee_ids: Sequence[str], as_of: datetime) -> dict[str, Any]:
    """By id, of those only who are not fully there: {left, aways: [{kind, posts, substituteId, lastDay}]}; one that
    nobody knows has left. Raises Invalid(ASK_TOO_LARGE)."""
    if len(employee_ids) > LARGEST_ASK:
        raise Invalid("ASK_TOO_LARGE", most=LARGEST_ASK)
    day, ids = people.day(as_of), [str(id) for id in dict.fromkeys(employee_ids)]
    told = {id: _told((await people.ledger.load(EMPLOYEE, id)).state, day) for id in ids}
    return {id: one for id, one in told.items() if one["left"] or one["aways"]}


def _told(employee: Employee, day: date) -> dict[str, Any]:
    aways = [
        {
            "kind": one.kind.value,
            "posts": list(one.posts),
            "substituteId": one.substitute_id,
            "lastDay": one.period.last.isoformat() if one.period.last else None,
        }
        for one in all_on(employee.aways, day)
    ]
    return {"left": not employee.on(day).active, "aways": aways}
