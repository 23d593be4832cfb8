"""The first administrator of a new company, and who may come in by the emergency key. For the operator's command line,
which works straight on the store."""

from typing import Any

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import caused_command
from services.people.app.container import People
from services.people.app.fact import login_actor
from services.people.domain.name import employee_id_of, login_of, tidy
from services.people.domain.staff import EMPLOYEE, Employee
from tas.contracts.people import EmployeeRecorded, PostAssigned
from tas.core.actor import Actor, ActorKind, service
from tas.core.errors import Conflict, Forbidden, Invalid
from tas.core.ids import derive

OPERATOR = service("operator")
LONGEST_NAME = 100


async def make_first_administrator(people: People, name: str) -> Committed[Employee]:
    """Gives ADM to the person of that name, who is made an employee when they are none. Raises Conflict(ADM_STANDS)
    when somebody who works here holds ADM: they give it on. Raises Invalid(NAME_INVALID)."""
    shown, today = tidy(name), people.today()
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
        raise Invalid("NAME_INVALID", field=("name",), longest=LONGEST_NAME)
    held = await people.directory.holders("ADM", None, today, 1)
    if held:
        raise Conflict("ADM_STANDS", login=held[0].login)
    login = login_of(shown)
    id = employee_id_of(login)
    loaded = await people.ledger.load(EMPLOYEE, id)
    command_id = str(derive("operator", "first-administrator", id, str(loaded.version)))

    def decide(state: Employee) -> Decided:
        standing = state.on(today)
        events: list[Any] = [PostAssigned(id, "ADM", None, today)]
        if not standing.active:
            placed = (standing.unit_id, standing.head_employee_id)
            events.insert(0, EmployeeRecorded(id, login, shown, *placed, True, today))
        return Decided(tuple(events), {"employeeId": id, "login": login})

    return await people.ledger.execute(EMPLOYEE, id, caused_command(OPERATOR, command_id, people.now()), decide)


async def administrator(people: People, login: str) -> Actor:
    """The administrator of this login. Raises Missing(LOGIN_UNKNOWN), Forbidden(ADM_ONLY)."""
    actor = await login_actor(people, login)
    if actor.kind is not ActorKind.EMPLOYEE or not actor.holds("ADM"):
        raise Forbidden("ADM_ONLY")
    return actor
