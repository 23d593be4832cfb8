"""Who sees what through the subgraph, on every path: fields by id, lists, entities that other subgraphs refer to, what
hangs on them, and the internal fields."""

from pathlib import Path
from typing import Any

import pytest

from services.people.app.container import People
from services.people.app.importing import FILES, import_files
from services.people.domain.name import account_id_of, employee_id_of, partner_id_of, partner_user_id_of, unit_id_of
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tests.support.people import ask, codes, fake_people

SEED = Path(__file__).parents[2] / "deploy" / "seed"
MATE = "mo.mate@acme-partners"
OURS, THEIRS = partner_id_of("Acme Partners"), partner_id_of("Bright Channel")
PAT = partner_user_id_of("pat.partner@acme-partners")
KEYS = {
    "account": ("Account", account_id_of("Delta Harbour Leasing"), "legalName creditCode"),
    "employee": ("Employee", employee_id_of("mira.lang"), "name login"),
    "unit": ("Unit", unit_id_of("Central"), "name"),
    "our partner": ("Partner", OURS, "name productLines"),
    "their partner": ("Partner", THEIRS, "name productLines"),
    "myself": ("PartnerUser", PAT, "name login"),
    "my mate": ("PartnerUser", partner_user_id_of(MATE), "name login"),
    "their user": ("PartnerUser", partner_user_id_of("ren.ito@bright-channel"), "name login"),
    "nobody": ("Account", account_id_of("No Such Company"), "legalName creditCode"),
    "an employee as an account": ("Account", employee_id_of("mira.lang"), "legalName creditCode"),
}
READERS: dict[str, tuple[Actor, str, set[str]]] = {
    "employee": (
        Actor(ActorKind.EMPLOYEE, employee_id_of("mira.lang"), ("AM",)),
        "gateway",
        set(KEYS) - {"nobody", "an employee as an account"},
    ),
    "partner": (Actor(ActorKind.PARTNER, PAT, ("PTN",), (), OURS), "gateway", {"our partner", "myself"}),
    "partner who claims posts": (
        Actor(ActorKind.PARTNER, PAT, ("ADM", "AUD"), (unit_id_of("Central"),), OURS),
        "gateway",
        {"our partner", "myself"},
    ),
    "partner without an organisation": (Actor(ActorKind.PARTNER, PAT), "gateway", set()),
    "service": (service("worker"), "worker", set()),
    "service through the gateway": (service("worker"), "gateway", set()),
    "nobody": (ANONYMOUS, "gateway", set()),
}
ENTITIES = "query($keys: [_Any!]!) { _entities(representations: $keys) { __typename %s } }"
BY_ID = {
    "account": "account(id: $id) { id legalName }",
    "employee": "employee(id: $id) { id name }",
    "unit": "unit(id: $id) { id name }",
    "our partner": "partner(id: $id) { id name }",
    "their partner": "partner(id: $id) { id name }",
    "nobody": "account(id: $id) { id legalName }",
    "an employee as an account": "account(id: $id) { id legalName }",
}
LISTS = ("accounts(first: 5) { nodes { id } }", "employees(last: 5) { edges { node { id } } }", "vacantPosts")
INTERNAL = (
    'query { partnerStanding(partnerId: "p") }', 'query { accountFacts(accountId: "a") }',
    'query { loginActor(login: "mira.lang") }', 'query { lineHeads(employeeIds: ["e"]) }',
    'query { resolveApprovers(rules: [], facts: {}, asOf: "2026-01-01T00:00:00Z") }',
    "query { peopleFeed(after: 0, first: 1) }", 'query { peopleEntries(aggregate: "account/a", after: 0, first: 1) }',
    'mutation { ensureAccount(input: {commandId: "c", creditCode: "91350100M000100Y43", legalName: "n", source: "s"}) '
    "{ accountId } }",
)  # fmt: skip


@pytest.fixture(scope="module")
async def people() -> People:
    made, _ = fake_people()
    files = {name: (SEED / name).read_bytes() for name in FILES if (SEED / name).exists()}
    files["partner_users.csv"] += f"{MATE},Mo Mate,Acme Partners\n".encode()
    assert (await import_files(made, files)).refused == []
    return made


@pytest.mark.parametrize("name", READERS)
async def test_entities(people: People, name: str) -> None:
    actor, caller, seen = READERS[name]
    fields = " ".join(f"... on {kind} {{ id {wanted} }}" for kind, wanted in {(k, w) for k, _, w in KEYS.values()})
    keys = [{"__typename": kind, "id": id} for kind, id, _ in KEYS.values()]
    answer = await ask(people, actor, ENTITIES % fields, {"keys": keys}, caller)
    assert codes(answer) == []
    found = dict(zip(KEYS, answer["data"]["_entities"], strict=True))
    assert {key for key, one in found.items() if one is not None} == seen
    for key in seen:
        kind, id, wanted = KEYS[key]
        assert (found[key]["__typename"], found[key]["id"]) == (kind, id)
        assert all(found[key][field] for field in wanted.split())


@pytest.mark.parametrize("name", READERS)
async def test_fields_by_id(people: People, name: str) -> None:
    actor, caller, seen = READERS[name]
    for key, field in BY_ID.items():
        query = f"query($id: ID!) {{ found: {field} }}"
        answer = await ask(people, actor, query, {"id": KEYS[key][1]}, caller)
        assert codes(answer) == []
        assert (answer["data"]["found"] is not None) is (key in seen), key


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("field", LISTS)
async def test_lists_are_for_employees(people: People, name: str, field: str) -> None:
    actor, caller, _ = READERS[name]
    answer = await ask(people, actor, f"{{ {field} }}", caller=caller)
    if actor.kind is ActorKind.EMPLOYEE:
        assert codes(answer) == [] and answer["data"]
        return
    assert codes(answer) == ["TOKEN_REQUIRED" if actor is ANONYMOUS else "LIST_FORBIDDEN"]
    assert answer["data"] is None


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("query", INTERNAL)
async def test_internal_fields_are_for_services_that_speak_as_themselves(people: People, name: str, query: str) -> None:
    actor, caller, _ = READERS[name]
    answer = await ask(people, actor, query, caller=caller)
    assert (codes(answer) == ["INTERNAL_ONLY"]) is (name != "service"), answer


@pytest.mark.parametrize(
    "id", [{"$gt": ""}, ["acc_1"], 7, None, "", "acc_", "x" * 5000, "acc_\x00"], ids=lambda id: repr(id)[:12]
)
async def test_an_id_of_any_shape_names_nothing(people: People, id: Any) -> None:
    actor, _, _ = READERS["employee"]
    keys = [{"__typename": kind, "id": id} for kind in ("Account", "Employee", "Unit", "Partner", "PartnerUser")]
    answer = await ask(people, actor, ENTITIES % "", {"keys": keys})
    assert (codes(answer), answer["data"]) == ([], {"_entities": [None] * 5})


ME = "{ me { id kind posts employee { name } partnerUser { name partner { name } } partner { name productLines } } }"


async def test_who_asks(people: People) -> None:
    names = ("employee", "partner", "partner without an organisation", "service")
    employee, partner, lost, robot = [(await ask(people, READERS[name][0], ME))["data"]["me"] for name in names]
    assert (employee["kind"], employee["posts"], employee["employee"]) == ("EMPLOYEE", ["AM"], {"name": "Mira Lang"})
    assert (employee["partnerUser"], employee["partner"]) == (None, None)
    assert partner == {
        "id": PAT,
        "kind": "PARTNER",
        "posts": ["PTN"],
        "employee": None,
        "partnerUser": {"name": "Pat Partner", "partner": {"name": "Acme Partners"}},
        "partner": {"name": "Acme Partners", "productLines": ["GTX", "MG", "Guided tour"]},
    }
    assert (lost["partnerUser"], lost["partner"]) == (None, None)
    assert (robot["employee"], robot["partnerUser"], robot["partner"]) == (None, None, None)
    anonymous = await ask(people, ANONYMOUS, ME)
    assert (codes(anonymous), anonymous["data"]) == (["TOKEN_REQUIRED"], {"me": None})


async def test_what_hangs_on_an_account(people: People) -> None:
    query = """query($id: ID!) { account(id: $id) {
      legalName status verification verifiedUntil region country industry creditRatingNeeded
      parent { legalName } ownerUnit { name }
      owner { name active head { name } unit { name parent { name heads { name } } } posts { post unit { name } } }
    } }"""
    actor = READERS["employee"][0]
    found = (await ask(people, actor, query, {"id": account_id_of("Borealis Freight")}))["data"]["account"]
    assert found == {
        "legalName": "Borealis Freight", "status": "DRAFT", "verification": "UNVERIFIED", "verifiedUntil": None,
        "region": "East", "country": "China", "industry": "services", "creditRatingNeeded": False, "parent": None,
        "ownerUnit": {"name": "East"},
        "owner": {
            "name": "Tom Okafor", "active": True, "head": {"name": "Jonas Weidt"},
            "unit": {"name": "East", "parent": {"name": "Headquarters", "heads": [{"name": "Vera Castellan"}]}},
            "posts": [{"post": "AM", "unit": {"name": "East"}}],
        },
    }  # fmt: skip
    leasing = (await ask(people, actor, query, {"id": KEYS["account"][1]}))["data"]["account"]
    assert (leasing["parent"], leasing["owner"]) == ({"legalName": "Delta Harbour Group"}, None)
