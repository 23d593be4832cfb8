"""Users as the company's directory provisions them: employees made, changed and taken out, each change one command.

A change is refused when the caller saw another version (`version`), so that two directories never overwrite each other.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType, Loaded
from kit.journal.command import Command, canonical, caused_command, sha256
from kit.journal.port import VersionTaken
from services.people.app.container import People
from services.people.app.place import Place, place_employee
from services.people.domain.name import employee_id_of, unit_id_of
from services.people.domain.period import before
from services.people.domain.scim.resource import UserSaid
from services.people.domain.staff import EMPLOYEE, UNIT, Employee
from tas.contracts.people import EmployeeRecorded
from tas.contracts.staff import EmployeeHired, EmployeeLeft, EmployeeLinked, EmployeeNamed, EmployeePlaced
from tas.core.actor import service
from tas.core.codec import to_json
from tas.core.errors import Conflict, Invalid, Missing, Unavailable
from tas.core.ids import derive

S = TypeVar("S")
DIRECTORY = service("scim")
"""Who acts: the company's directory."""
ATTEMPTS = 16


async def create_user(people: People, said: UserSaid) -> Loaded[Employee]:
    """Raises Conflict(SCIM_UNIQUE) when the login is provisioned already, Invalid(SCIM_VALUE). An employee of that
    login who was imported is taken over."""
    id = employee_id_of(said.login)
    if (await people.ledger.load(EMPLOYEE, id)).state.provisioned:
        raise Conflict("SCIM_UNIQUE", attribute="userName", value=said.login)
    return await _record(people, id, said, None)


async def replace_user(people: People, id: str, said: UserSaid, version: int | None) -> Loaded[Employee]:
    """Raises Missing(SCIM_UNKNOWN), Conflict(SCIM_VERSION), Invalid(SCIM_MUTABILITY | SCIM_VALUE)."""
    stands = await load_user(people, id)
    if said.login != stands.state.login:
        raise Invalid("SCIM_MUTABILITY", attribute="userName")
    return await _record(people, id, said, version)


async def remove_user(people: People, id: str, version: int | None) -> None:
    """They do not work here any more, and are no user of the directory. Raises as `replace_user`."""
    await load_user(people, id)
    day = before(people.today())

    def lacks(state: Employee) -> tuple[Any, ...]:
        left = (EmployeeLeft(id, day),) if state.on(people.today()).active else ()
        return (*left, EmployeeLinked(id, state.external_id, False)) if state.provisioned else ()

    await record_as(people, EMPLOYEE, id, lacks, version)


async def load_user(people: People, id: str) -> Loaded[Employee]:
    """Raises Missing(SCIM_UNKNOWN)."""
    loaded = await people.ledger.load(EMPLOYEE, id)
    if not loaded.state.provisioned:
        raise Missing("SCIM_UNKNOWN", id=id[:80])
    return loaded


async def record_as(
    people: People,
    kind: AggregateType[S],
    key: str,
    missing: Callable[[S], tuple[Any, ...]],
    version: int | None,
) -> Loaded[S]:
    """Appends what the state lacks; nothing when it lacks nothing. Raises Conflict(SCIM_VERSION), Unavailable(BUSY)."""
    for _ in range(ATTEMPTS):
        loaded = await people.ledger.load(kind, key)
        if version is not None and loaded.version != version:
            raise Conflict("SCIM_VERSION")
        events = missing(loaded.state)
        if not events:
            return loaded
        try:
            await people.ledger.append_on(
                kind, key, loaded, _command(people, kind.name, key, loaded, events), events, {}
            )
        except VersionTaken:
            continue
        return await people.ledger.load(kind, key)
    raise Unavailable("BUSY", aggregate=f"{kind.name}/{key}")


def _command(people: People, name: str, key: str, loaded: Loaded[Any], said: Any) -> Command:
    digest = sha256(canonical([[type(event).__name__, to_json(event)] for event in said]))
    return caused_command(DIRECTORY, str(derive("scim", name, key, str(loaded.version), digest)), people.now())


async def _record(people: People, id: str, said: UserSaid, version: int | None) -> Loaded[Employee]:
    unit_id, head_id = await _unit(people, said.department), await _head(people, said.manager)
    today = people.today()

    def lacks(state: Employee) -> tuple[Any, ...]:
        link = EmployeeLinked(id, said.external_id, True)
        if not state.exists:
            return (EmployeeRecorded(id, said.login, said.name, unit_id, None, said.active, today), link)
        events: list[Any] = [] if state.name == said.name else [EmployeeNamed(id, said.name)]
        active = state.on(today).active
        if active and not said.active:
            events.append(EmployeeLeft(id, before(today)))
        if said.active and not active:
            events.append(EmployeeHired(id, today))
        linked = (state.external_id, state.provisioned) == (said.external_id, True)
        return (*events, *(() if linked else (link,)))

    recorded = await record_as(people, EMPLOYEE, id, lacks, version)
    stands = recorded.state.on(today)
    wanted = (unit_id if said.department else stands.unit_id, head_id if said.manager else None)
    if (stands.unit_id, stands.head_employee_id) == wanted:
        return recorded
    place = Place(id, wanted[0], wanted[1], today)
    await place_employee(people, place, _command(people, "place", id, recorded, [EmployeePlaced(id, *wanted, today)]))
    return await people.ledger.load(EMPLOYEE, id)


async def _unit(people: People, department: str | None) -> str | None:
    if department is None:
        return None
    unit_id = unit_id_of(department)
    if not (await people.ledger.load(UNIT, unit_id)).state.exists:
        raise Invalid("SCIM_VALUE", attribute="department")
    return unit_id


async def _head(people: People, manager: str | None) -> str | None:
    if manager is None:
        return None
    if not (await people.ledger.load(EMPLOYEE, manager)).state.exists:
        raise Invalid("SCIM_VALUE", attribute="manager")
    return manager
