"""The SCIM door, asked by a public client library that checks every answer, and by hand where no client goes."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from scim2_client.engines.asgi import ASGISCIMClient
from scim2_models import EnterpriseUser, Group, Manager, PatchOp, PatchOperation, SCIMException, SearchRequest, User

from services.people.api.scim.door import add_scim
from services.people.app.container import People
from services.people.app.provision_group import take_group
from services.people.domain.directory_group import DIRECTORY_GROUP
from services.people.domain.name import employee_id_of, unit_id_of
from services.people.domain.staff import EMPLOYEE, UNIT
from tas.contracts.people import UnitRecorded
from tests.support.organisation import found, ids
from tests.support.people import command, fake_people
from tests.support.scim import decided

TOKEN = "a-token-of-the-directory-that-is-long"
BASE = "http://people.example/scim/v2"
FULL: Any = User[EnterpriseUser]
"""Untyped, as the client's answers are unions that a test need not take apart."""
GROUP: Any = Group


async def world() -> tuple[People, FastAPI, Any]:
    people, _ = fake_people()
    for name in ("West", "East"):
        id = unit_id_of(name)
        await people.ledger.execute(UNIT, id, command(id), decided(UnitRecorded(id, name, None, None, ())))
    web = FastAPI()
    add_scim(web, people, TOKEN)
    client = ASGISCIMClient(web, BASE, {"authorization": f"Bearer {TOKEN}"})
    await client.discover()
    return people, web, client


def user(login: str, **more: Any) -> Any:
    return FULL(user_name=login, display_name=login.title(), **more)


async def test_the_client_discovers_what_there_is() -> None:
    _, _, client = await world()
    told = client.provider.config
    assert told.patch.supported and told.etag.supported and not told.bulk.supported
    assert sorted(str(one.endpoint) for one in client.provider.resource_types or ()) == ["/Groups", "/Users"]


async def test_a_users_life() -> None:
    people, _, client = await world()
    boss = await client.create(user("boss"))
    made = await client.create(
        user("ann.lee", external_id="X7", active=True,
             **{"EnterpriseUser": EnterpriseUser(department="West", manager=Manager(value=boss.id))})
    )  # fmt: skip
    assert made.id == employee_id_of("ann.lee") and made.meta.version
    state = (await people.ledger.load(EMPLOYEE, made.id)).state.on(people.today())
    assert (state.active, state.unit_id, state.head_employee_id) == (True, unit_id_of("West"), boss.id)
    read = await client.query(FULL, made.id)
    assert read[EnterpriseUser].department == "West" and read[EnterpriseUser].manager.display_name == "Boss"

    read.display_name = "Ann Wu"
    read[EnterpriseUser].department = "East"
    changed = await client.replace(read)
    assert (changed.display_name, changed[EnterpriseUser].department) == ("Ann Wu", "East")

    parts = {"name": {"formatted": "Ann B. Wu"}}
    operation: Any = PatchOperation(op=PatchOperation.Op.replace_, value=parts)
    renamed = await client.modify(FULL, made.id, PatchOp[FULL](operations=[operation]))
    assert (renamed.display_name, renamed.name.formatted) == ("Ann B. Wu", "Ann B. Wu")
    operation = PatchOperation(op=PatchOperation.Op.add, path="name", value={"givenName": "安", "familyName": "吴"})
    renamed = await client.modify(FULL, made.id, PatchOp[FULL](operations=[operation]))
    assert renamed.display_name == "吴安"

    operation = PatchOperation(op=PatchOperation.Op.replace_, path="active", value=False)
    gone = await client.modify(FULL, made.id, PatchOp[FULL](operations=[operation]))
    assert gone.active is False
    assert not (await people.ledger.load(EMPLOYEE, made.id)).state.on(people.today()).active
    operation = PatchOperation(op=PatchOperation.Op.replace_, path="active", value=True)
    back = await client.modify(FULL, made.id, PatchOp[FULL](operations=[operation]))
    assert back.active is True and (await people.ledger.load(EMPLOYEE, made.id)).state.on(people.today()).active

    await client.delete(FULL, made.id)
    with pytest.raises(SCIMException):
        await client.query(FULL, made.id)
    assert not (await people.ledger.load(EMPLOYEE, made.id)).state.on(people.today()).active
    again = await client.create(user("ann.lee"))
    assert again.id == made.id and again.active is True


async def test_groups_give_and_end_posts() -> None:
    people, _, client = await world()
    ann, bob = [await client.create(user(login)) for login in ("ann", "bob")]
    member = GROUP.Members
    group = await client.create(GROUP(display_name="SD@West", external_id="G1", members=[member(value=ann.id)]))
    rule = {"kind": "POST", "post": "SD", "unit": unit_id_of("West")}
    assert ids(await found(people, rule)) == [ann.id]
    operation: Any = PatchOperation(op=PatchOperation.Op.add, path="members", value=[{"value": bob.id}])
    await client.modify(GROUP, group.id, PatchOp[GROUP](operations=[operation]))
    assert sorted(ids(await found(people, rule))) == sorted([ann.id, bob.id])
    read = await client.query(FULL, bob.id)
    assert [(one.value, one.display) for one in read.groups] == [(group.id, "SD@West")]
    operation = PatchOperation(op=PatchOperation.Op.remove, path=f'members[value eq "{ann.id}"]')
    left = await client.modify(GROUP, group.id, PatchOp[GROUP](operations=[operation]))
    assert [one.value for one in left.members] == [bob.id] and ids(await found(people, rule)) == [bob.id]
    await client.delete(GROUP, group.id)
    assert (await found(people, rule))["fallback"]
    with pytest.raises(SCIMException):
        await client.query(GROUP, group.id)
    whole = await client.create(GROUP(display_name="VP", members=[member(value=bob.id)]))
    assert whole.id == "VP" and ids(await found(people, {"kind": "POST", "post": "VP"})) == [bob.id]


async def test_a_group_whose_process_died_is_completed_and_twice_changes_nothing() -> None:
    people, _, client = await world()
    ann = await client.create(user("ann"))
    group = await client.create(GROUP(display_name="VP", members=[GROUP.Members(value=ann.id)]))
    before = (await people.ledger.load(EMPLOYEE, ann.id)).version
    loaded = await people.ledger.load(DIRECTORY_GROUP, group.id)
    entry = await people.store.entry(f"directory-group/{group.id}", loaded.version)
    assert entry is not None
    await take_group(people, entry)
    assert (await people.ledger.load(EMPLOYEE, ann.id)).version == before


async def test_lists_filters_and_pages() -> None:
    _, _, client = await world()
    for number in range(7):
        await client.create(user(f"user{number}", external_id=f"X{number}"))
    whole = await client.query(FULL)
    assert (whole.total_results, whole.items_per_page) == (7, 7)
    seen: list[str] = []
    for start in (1, 4, 7):
        page = await client.query(FULL, query_parameters=SearchRequest(start_index=start, count=3))
        assert page.total_results == 7
        seen += [one.user_name for one in page.resources]
    assert sorted(seen) == [f"user{number}" for number in range(7)]
    for text, logins in (
        ('userName eq "USER3"', ["user3"]),
        ('externalId eq "X4"', ["user4"]),
        ('userName ew "5" or displayName eq "User6"', ["user5", "user6"]),
        ('userName eq "nobody"', []),
        ("active eq false", []),
    ):
        page = await client.query(FULL, query_parameters=SearchRequest(filter=text))
        assert sorted(one.user_name for one in page.resources or []) == logins, text
    only = await client.query(FULL, query_parameters=SearchRequest(count=1, attributes=["userName"]))
    assert only.resources[0].user_name and only.resources[0].display_name is None


async def raw(web: FastAPI, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
    given = {"authorization": f"Bearer {TOKEN}", "content-type": "application/scim+json", **headers}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=BASE) as client:
        return await client.request(method, f"{BASE}{path}", json=body, headers=given)


async def test_versions_guard_changes_and_save_reads() -> None:
    _, web, client = await world()
    made = await client.create(user("ann"))
    path, tag = f"/Users/{made.id}", made.meta.version
    read = await raw(web, "GET", path)
    assert read.headers["etag"] == tag and read.headers["content-type"] == "application/scim+json"
    assert (await raw(web, "GET", path, **{"if-none-match": tag})).status_code == 304
    body = {"userName": "ann", "displayName": "Ann One"}
    assert (await raw(web, "PUT", path, body, **{"if-match": tag})).status_code == 200
    for wrong in (tag, 'W/"999"', "nonsense"):
        for method, sent in (("PUT", {**body, "displayName": "Ann Two"}), ("DELETE", None)):
            assert (await raw(web, method, path, sent, **{"if-match": wrong})).status_code == 412
    assert (await raw(web, "GET", path)).json()["displayName"] == "Ann One"
    assert (await raw(web, "DELETE", path, **{"if-match": "*"})).status_code == 204


async def test_a_circle_in_the_line_is_refused() -> None:
    _, web, client = await world()
    ann, bob = [await client.create(user(login)) for login in ("ann", "bob")]
    urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    async def under(who: str, head: str) -> httpx.Response:
        operation = {"op": "replace", "path": f"{urn}:manager", "value": {"value": head}}
        return await raw(web, "PATCH", f"/Users/{who}", {"Operations": [operation]})

    assert (await under(ann.id, bob.id)).status_code == 200
    refused = await under(bob.id, ann.id)
    assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidValue")


REFUSED: dict[str, tuple[str, str, Any, int, str | None]] = {
    "no such user": ("GET", "/Users/emp_0", None, 404, None),
    "no such group": ("GET", "/Groups/XX", None, 404, None),
    "no such place": ("GET", "/Nothing", None, 404, None),
    "no such schema": ("GET", "/Schemas/urn:x", None, 404, None),
    "not here": ("POST", "/ServiceProviderConfig", {}, 405, None),
    "nowhere": ("POST", "/Nothing", {}, 404, None),
    "a method of none": ("DELETE", "/Users", None, 405, None),
    "the login again": ("POST", "/Users", {"userName": "ANN"}, 409, "uniqueness"),
    "a login that moves": ("PUT", "/Users/$ann", {"userName": "ben"}, 400, "mutability"),
    "no login": ("POST", "/Users", {"displayName": "x"}, 400, "invalidValue"),
    "an unknown unit": ("PUT", "/Users/$ann", {"userName": "ann", "urn:ietf:params:scim:schemas:extension:enterprise:"
                                                "2.0:User": {"department": "Mars"}}, 400, "invalidValue"),
    "an unknown manager": ("PUT", "/Users/$ann", {"userName": "ann", "urn:ietf:params:scim:schemas:extension:"
                                                  "enterprise:2.0:User": {"manager": {"value": "x"}}}, 400,
                           "invalidValue"),
    "a group of no post": ("POST", "/Groups", {"displayName": "Everybody"}, 400, "invalidValue"),
    "a post of no unit": ("POST", "/Groups", {"displayName": "SD@Mars"}, 400, "invalidValue"),
    "an unknown member": ("POST", "/Groups", {"displayName": "SD", "members": [{"value": "x"}]}, 400, "invalidValue"),
    "a list for a body": ("POST", "/Users", [], 400, "invalidSyntax"),
    "a patch of nothing": ("PATCH", "/Users/$ann", {}, 400, "invalidSyntax"),
    "a patch without a target": ("PATCH", "/Users/$ann", {"Operations": [{"op": "remove"}]}, 400, "noTarget"),
    "a bad filter": ("GET", "/Users?filter=userName", None, 400, "invalidFilter"),
    "a bad page": ("GET", "/Users?startIndex=x", None, 400, "invalidValue"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
async def test_refusals_have_scims_form(name: str) -> None:
    _, web, client = await world()
    ann = await client.create(user("ann"))
    method, path, body, status, kind = REFUSED[name]
    answer = await raw(web, method, path.replace("$ann", ann.id), body)
    said = answer.json()
    assert (answer.status_code, said["status"], said.get("scimType")) == (status, str(status), kind)
    assert said["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"] and said["detail"]


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"]
)
async def test_without_the_token_nobody_comes_in(token: str) -> None:
    _, web, _ = await world()
    for method, path in (("GET", "/Users"), ("POST", "/Users"), ("GET", "/ServiceProviderConfig")):
        answer = await raw(web, method, path, **{"authorization": token})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_there_is_no_door_without_a_token_and_a_short_one_is_refused() -> None:
    people, _ = fake_people()
    web = FastAPI()
    add_scim(web, people, "")
    assert (await raw(web, "GET", "/Users")).status_code == 404
    with pytest.raises(ValueError, match="TAS_SCIM_TOKEN"):
        add_scim(web, people, "short")
