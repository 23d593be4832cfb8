"""Users and groups of the company's directory as SCIM resources, one by one and in lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from kit.journal.aggregate import Loaded
from services.people.app.container import People
from services.people.domain.directory_group import DIRECTORY_GROUP, DirectoryGroup
from services.people.domain.name import employee_id_of
from services.people.domain.scim.filter import read_filter, wanted
from services.people.domain.scim.resource import ENTERPRISE, GROUP, USER
from services.people.domain.staff import EMPLOYEE, UNIT, Employee
from tas.core.errors import Invalid

MOST = 20_000
"""Users or groups that are looked through for one list."""
LOT = 500
"""How many are read at once."""
Resource = dict[str, Any]


async def show_users(people: People, loaded: Sequence[Loaded[Employee]], base: str) -> list[Resource]:
    """The users with the names of their unit, manager and groups; three store queries and one for each 500 users."""
    today = people.today()
    standing = [one.state.on(today) for one in loaded]
    units = await people.ledger.views(UNIT, sorted({one.unit_id for one in standing if one.unit_id}))
    heads = await people.ledger.views(
        EMPLOYEE, sorted({one.head_employee_id for one in standing if one.head_employee_id})
    )
    groups = await _groups_of(people)
    return [
        _user(
            employee,
            one.version,
            base,
            units[employee.unit_id].state.name if employee.unit_id in units else None,
            heads[employee.head_employee_id].state if employee.head_employee_id in heads else None,
            groups.get(employee.id, []),
        )
        for employee, one in zip(standing, loaded, strict=True)
    ]


async def show_groups(people: People, loaded: Sequence[Loaded[DirectoryGroup]], base: str) -> list[Resource]:
    """The groups with the names of their members."""
    ids = sorted({id for one in loaded for id in one.state.member_ids})
    known: dict[str, Loaded[Employee]] = {}
    for start in range(0, len(ids), LOT):
        known |= await people.ledger.views(EMPLOYEE, ids[start : start + LOT])
    return [_group(one.state, one.version, base, known) for one in loaded]


async def list_users(people: People, base: str, text: str | None) -> list[Resource]:
    """All users that a filter means, by id. Raises Invalid(SCIM_FILTER | SCIM_TOO_MANY)."""
    login = wanted(text, "userName") if text else None
    if login is not None:
        loaded = await people.ledger.load(EMPLOYEE, employee_id_of(login))
        return await show_users(people, [loaded] if loaded.state.provisioned else [], base)
    known = wanted(text, "externalId") if text else None
    found = await people.directory.mentioning(
        EMPLOYEE, *(("externalId", known) if known is not None else ("provisioned", "yes")), MOST + 1
    )
    ids = [one.id for one in found if one.provisioned]
    return _meant(await show_users(people, await _all(people, ids), base), text)


async def list_groups(people: People, base: str, text: str | None) -> list[Resource]:
    """All groups that a filter means, by id. Raises Invalid(SCIM_FILTER | SCIM_TOO_MANY)."""
    found = await people.directory.mentioning(DIRECTORY_GROUP, "provisioned", "yes", MOST + 1)
    views = await people.ledger.views(DIRECTORY_GROUP, [one.id for one in found])
    return _meant(await show_groups(people, [views[one.id] for one in found if one.id in views], base), text)


async def _all(people: People, ids: Sequence[str]) -> list[Loaded[Employee]]:
    if len(ids) > MOST:
        raise Invalid("SCIM_TOO_MANY", most=MOST)
    found: dict[str, Loaded[Employee]] = {}
    for start in range(0, len(ids), LOT):
        found |= await people.ledger.views(EMPLOYEE, ids[start : start + LOT])
    return [found[id] for id in ids if id in found]


async def _groups_of(people: People) -> Mapping[str, list[DirectoryGroup]]:
    """The groups by their members' ids."""
    found: dict[str, list[DirectoryGroup]] = {}
    for group in await people.directory.mentioning(DIRECTORY_GROUP, "provisioned", "yes", MOST):
        for id in group.member_ids:
            found.setdefault(id, []).append(group)
    return found


def _meant(resources: list[Resource], text: str | None) -> list[Resource]:
    if len(resources) > MOST:
        raise Invalid("SCIM_TOO_MANY", most=MOST)
    test = read_filter(text) if text else None
    return [one for one in resources if test is None or test(one)]


def _user(
    employee: Employee,
    version: int,
    base: str,
    department: str | None,
    manager: Employee | None,
    groups: Sequence[DirectoryGroup],
) -> Resource:
    more: Resource = {"department": department} if department else {}
    if manager is not None:
        place = f"{base}/Users/{manager.id}"
        more["manager"] = {"value": manager.id, "$ref": place, "displayName": manager.name}
    said: Resource = {
        "schemas": [USER, *([ENTERPRISE] if more else [])],
        "id": employee.id,
        "userName": employee.login,
        "name": {"formatted": employee.name},
        "displayName": employee.name,
        "active": employee.active,
        "groups": [{"value": one.id, "display": one.display_name} for one in groups],
        "meta": _meta("User", f"{base}/Users/{employee.id}", version),
    }
    said |= {"externalId": employee.external_id} if employee.external_id else {}
    return said | ({ENTERPRISE: more} if more else {})


def _group(group: DirectoryGroup, version: int, base: str, known: Mapping[str, Loaded[Employee]]) -> Resource:
    members = [
        {
            "value": id,
            "display": known[id].state.name if id in known else id,
            "$ref": f"{base}/Users/{id}",
        }
        for id in group.member_ids
    ]
    said: Resource = {
        "schemas": [GROUP],
        "id": group.id,
        "displayName": group.display_name,
        "members": members,
        "meta": _meta("Group", f"{base}/Groups/{group.id}", version),
    }
    return said | ({"externalId": group.external_id} if group.external_id else {})


def _meta(kind: str, place: str, version: int) -> Resource:
    return {"resourceType": kind, "location": place, "version": f'W/"{version}"'}
