"""No N+1: a connection, with everything that hangs on its items, costs as many store queries for many items as for few,
and a batch of entities one query a kind."""

import pytest

from services.people.app.container import People
from services.people.app.importing import import_files
from services.people.domain.name import account_id_of, employee_id_of, partner_id_of, partner_user_id_of, unit_id_of
from tas.core.actor import Actor, ActorKind
from tests.support.people import CountingStore, MemoryDirectory, ask, codes, fake_people

MANY, FEW = 100, 3
READER = Actor(ActorKind.EMPLOYEE, "emp_1", ("AM",))
CONNECTIONS = {
    "accounts": """accounts(first: %d) { nodes { legalName
      parent { legalName owner { name } } ownerUnit { name heads { name } }
      owner { name head { name unit { name } } unit { name parent { heads { name } } } posts { post unit { name } } }
    } }""",
    "employees": """employees(first: %d) { edges { node { name
      head { name head { name } } unit { name heads { name } parent { name } } posts { post unit { name } }
    } } }""",
}
LEVELS = 8
"""As deep as the queries above go: one query a kind and level at most."""


@pytest.fixture(scope="module")
async def world() -> tuple[People, CountingStore]:
    store = CountingStore()
    people, _ = fake_people(store)
    offices, directors = [f"Office {n}" for n in range(10)], [f"Head {n}" for n in range(30)]
    teams = [f"Agent {n},{directors[n % 30]},{offices[n % 10]}" for n in range(MANY)]
    parents = [f"Group {n},,,,,,," for n in range(25)]
    accounts = [f"Customer {n:03},,,,,,Group {n % 25},agent.{n}" for n in range(MANY)]
    header = "account,sector,year_established,revenue,employees,office_location,subsidiary_of,owner"
    files = {
        "sales_teams.csv": ["sales_agent,manager,regional_office", *teams],
        "posts.csv": ["name,post,unit", "Vic Top,VP,", *[f"Agent {n},LE,{offices[n % 7]}" for n in range(MANY)]],
        "accounts.csv": [header, *parents, *accounts],
        "partners.csv": ["name,product_lines,regions", *[f"Partner {n},GTX,East" for n in range(MANY)]],
        "partner_users.csv": ["login,name,partner", *[f"user@p{n},User {n},Partner {n}" for n in range(MANY)]],
    }
    report = await import_files(people, {name: "\n".join(rows).encode() for name, rows in files.items()})
    assert report.refused == []
    return people, store


async def cost(world: tuple[People, CountingStore], field: str) -> tuple[int, int, int]:
    """Items found, questions to the directory, store queries."""
    people, store = world
    directory = people.directory
    assert isinstance(directory, MemoryDirectory)
    store.keys.clear()
    directory.asked = 0
    answer = await ask(people, READER, f"{{ {field} }}")
    assert codes(answer) == []
    (found,) = answer["data"].values()
    return len(found.get("nodes") or found["edges"]), directory.asked, len(store.keys)


@pytest.mark.parametrize("name", CONNECTIONS)
async def test_a_connection_costs_no_more_for_many(world: tuple[People, CountingStore], name: str) -> None:
    few = await cost(world, CONNECTIONS[name] % FEW)
    many = await cost(world, CONNECTIONS[name] % MANY)
    assert (few[0], many[0]) == (FEW, MANY)
    assert few[1] == many[1] == 1
    assert many[2] <= LEVELS and few[2] <= LEVELS, (few, many)


async def test_a_batch_of_entities_is_one_query_a_kind(world: tuple[People, CountingStore]) -> None:
    people, store = world
    ids = [
        *(("Account", account_id_of(f"Customer {n:03}")) for n in range(MANY)),
        *(("Employee", employee_id_of(f"agent.{n}")) for n in range(MANY)),
        *(("Unit", unit_id_of(f"Office {n % 10}")) for n in range(MANY)),
        *(("Partner", partner_id_of(f"Partner {n}")) for n in range(MANY)),
        *(("PartnerUser", partner_user_id_of(f"user@p{n}")) for n in range(MANY)),
    ]
    keys = [{"__typename": kind, "id": id} for pair in zip(*[iter(ids)] * MANY, strict=True) for kind, id in pair]
    store.keys.clear()
    query = "query($keys: [_Any!]!) { _entities(representations: $keys) { ... on Node { id } } }"
    answer = await ask(people, READER, query, {"keys": keys})
    assert codes(answer) == [] and [one["id"] for one in answer["data"]["_entities"]] == [id for _, id in ids]
    assert sorted(store.keys) == [10, MANY, MANY, MANY, MANY]


async def test_vacant_posts_are_one_query(world: tuple[People, CountingStore]) -> None:
    people, store = world
    directory = people.directory
    assert isinstance(directory, MemoryDirectory)
    store.keys.clear()
    directory.asked = 0
    answer = await ask(people, READER, "{ vacantPosts }")
    assert "CHM" in answer["data"]["vacantPosts"] and not {"AM", "SD", "LE"} & {*answer["data"]["vacantPosts"]}
    assert (directory.asked, store.keys) == (1, [])
