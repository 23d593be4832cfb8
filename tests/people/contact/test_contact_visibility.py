"""Who sees what of the contact map, on every path: fields by id, lists, entities that other subgraphs refer to, what
hangs on them, sums, and questions about the network."""

from typing import Any

import pytest

from services.people.app.container import People
from services.people.domain.contact.contact_map import CONTACT_MAP
from services.people.domain.contact.tie import tie_id_of
from tas.contracts.contact import MapMemberPlaced, MapOpened, StanceAssessed, TouchRecorded
from tas.contracts.contact_term import (
    BuyingRole,
    Coverage,
    Measure,
    PoliticalStatus,
    Support,
    TieKind,
    TouchKind,
    TouchOutcome,
)
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tests.support import contact_world as world
from tests.support.contact_world import (
    AUD,
    CHEN,
    DEAL,
    DEAL_2,
    HARBOUR,
    JONAS,
    LIN,
    MIRA,
    OTTO,
    QUARRY,
    ROE,
    SAM,
    VERA,
    WANDA,
    WANG,
    employee,
)  # fmt: skip
from tests.support.people import NOW, ask, codes, fake_people

KNOWN = tie_id_of(OTTO, LIN, TieKind.COVERED_BY_EMPLOYEE)
SECRET = tie_id_of(WANG, LIN, TieKind.INFLUENCES)
OF_CHEN = tie_id_of(MIRA, CHEN, TieKind.COVERED_BY_EMPLOYEE)
PERSONS, TIES, MAPS = (LIN, WANG, CHEN, ROE), (KNOWN, SECRET, OF_CHEN), (DEAL, DEAL_2, HARBOUR)
HARBOURS = {LIN, WANG, CHEN}
ALL = {*PERSONS, *TIES, *MAPS}
CIRCLE = {"seen": ALL, "details": HARBOURS}
"""The owner and those over them: everything at Harbour, at Quarry what all see."""
OUTSIDE: dict[str, Any] = {"seen": {LIN, WANG, ROE, KNOWN}, "details": set()}
READERS: dict[str, tuple[Actor, dict[str, Any]]] = {
    "account owner": (employee(MIRA), CIRCLE),
    "owner's head": (employee(JONAS, "SD"), CIRCLE),
    "head of the unit above": (employee(VERA, "VP"), {"seen": ALL, "details": {*PERSONS}}),
    "deal team": (employee(SAM, "SM"), {"seen": ALL - {DEAL_2}, "details": HARBOURS}),
    "audit": (employee(AUD, "AUD"), {"seen": ALL, "details": {*PERSONS}}),
    "other account's owner": (employee(OTTO), {"seen": {LIN, WANG, ROE, KNOWN}, "details": {ROE}}),
    "other head": (employee(WANDA, "SD"), {"seen": {LIN, WANG, ROE, KNOWN}, "details": {ROE}}),
    "data steward": (employee(world.named("employee", "mds"), "MDS"), OUTSIDE),
    "administrator": (employee(world.named("employee", "adm"), "ADM"), OUTSIDE),
    "partner": (Actor(ActorKind.PARTNER, "pus_1", ("PTN",), (), "ptn_1"), {"seen": set(), "details": set()}),
    "partner who claims posts": (
        Actor(ActorKind.PARTNER, MIRA, ("AUD", "AM"), (world.EAST,), "ptn_1"),
        {"seen": set(), "details": set()},
    ),
    "service": (service("worker"), {"seen": set(), "details": set()}),
    "nobody": (ANONYMOUS, {"seen": set(), "details": set()}),
}  # fmt: skip
ROOTS = {"person": PERSONS, "tie": TIES, "contactMap": MAPS}


@pytest.fixture(scope="module")
async def people() -> People:
    made, _ = fake_people()
    await world.build_world(made)
    await world.tie(made, OTTO, LIN)
    await world.tie(made, WANG, LIN, TieKind.INFLUENCES, hidden=True)
    await world.tie(made, MIRA, CHEN)
    terms = (PoliticalStatus.INNER_CIRCLE, BuyingRole.APPROVER, Support.MENTOR, Coverage.BRIEF)
    for map in (DEAL, DEAL_2):
        await world.append(
            made, CONTACT_MAP, map,
            MapMemberPlaced(map, LIN, *terms, None, None), MapMemberPlaced(map, CHEN, *terms, None, None),
            TouchRecorded(
                map, f"tch_{map}", TouchKind.CALL, NOW, (LIN,), (MIRA,), TouchOutcome.NEUTRAL, ("x",), 0, None, None,
                None, None,
            ),
            StanceAssessed(map, 1, LIN, Measure.PRICE, 4, 5, (f"tch_{map}",), MIRA, NOW, False),
        )  # fmt: skip
    drafted = MapOpened(HARBOUR, HARBOUR, None, None)
    await world.append(made, CONTACT_MAP, HARBOUR, drafted)
    return made


async def seen_by_id(people: People, actor: Actor) -> set[str]:
    seen = set()
    for root, ids in ROOTS.items():
        for id in ids:
            answer = await ask(people, actor, f"query($id: ID!) {{ {root}(id: $id) {{ id }} }}", {"id": id})
            found = (answer["data"] or {}).get(root)
            seen |= {found["id"]} if found else set()
    return seen


@pytest.mark.parametrize("name", READERS)
async def test_by_id(people: People, name: str) -> None:
    actor, expected = READERS[name]
    assert await seen_by_id(people, actor) == expected["seen"]


@pytest.mark.parametrize("name", READERS)
async def test_entities(people: People, name: str) -> None:
    actor, expected = READERS[name]
    keys = [{"__typename": "Person", "id": id} for id in PERSONS] + [{"__typename": "Tie", "id": id} for id in TIES]
    keys += [{"__typename": "Opportunity", "id": id} for id in (DEAL, DEAL_2)]
    query = """query($keys: [_Any!]!) { _entities(representations: $keys) {
      ... on Person { id name } ... on Tie { id kind } ... on Opportunity { contactMap { id score } } } }"""
    answer = await ask(people, actor, query, {"keys": keys})
    found = [one.get("contactMap", one) for one in answer["data"]["_entities"] if one is not None]
    assert {one["id"] for one in found if one is not None} == expected["seen"] - {HARBOUR}


@pytest.mark.parametrize("name", READERS)
async def test_contact_details(people: People, name: str) -> None:
    actor, expected = READERS[name]
    for id in PERSONS:
        query = "query($id: ID!) { person(id: $id) { mails phones birthday employment { title } detailsShown } }"
        found = (await ask(people, actor, query, {"id": id}))["data"]["person"]
        shown = bool(found and found["mails"])
        assert shown == (id in expected["details"]), id
        if found and not shown:
            assert set(found.values()) == {None, False}


@pytest.mark.parametrize("name", READERS)
async def test_lists(people: People, name: str) -> None:
    actor, expected = READERS[name]
    for account, ids in ((HARBOUR, (LIN, WANG, CHEN)), (QUARRY, (ROE,))):
        query = "query($id: ID!) { persons(accountId: $id, first: 50) { nodes { id ties { id } } } }"
        answer = await ask(people, actor, query, {"id": account})
        if not expected["seen"]:
            assert codes(answer) == [("TOKEN_REQUIRED" if actor is ANONYMOUS else "CONTACT_FORBIDDEN")]
            continue
        nodes = answer["data"]["persons"]["nodes"]
        assert {one["id"] for one in nodes} == set(ids) & expected["seen"]
        assert {tie["id"] for one in nodes for tie in one["ties"]} <= expected["seen"]


@pytest.mark.parametrize("name", READERS)
async def test_looking_somebody_up(people: People, name: str) -> None:
    actor, expected = READERS[name]
    query = "query($v: String!, $by: PersonKey!) { findPersons(value: $v, by: $by) { id } }"
    for id in PERSONS:
        named = await ask(people, actor, query, {"v": world.NAMES[id], "by": "NAME"})
        mailed = await ask(people, actor, query, {"v": f"{id[-6:]}@example.com", "by": "MAIL"})
        found = [{one["id"] for one in (answer["data"] or {}).get("findPersons") or ()} for answer in (named, mailed)]
        assert found == [{id} & expected["seen"], {id} & expected["details"]]


FIELDS = """members { person { id } score stances { level series { level } } } score coveragePercent health
  findings { code } touches(first: 5) { nodes { id persons { id } } } pending { level } approvalPath { body }"""


@pytest.mark.parametrize("name", READERS)
async def test_sums_and_questions(people: People, name: str) -> None:
    """What is computed of many shows nothing of what may not be seen: maps, thin deals, influence, introductions."""
    actor, expected = READERS[name]
    for map in (DEAL, DEAL_2):
        answer = await ask(people, actor, f"query($id: ID!) {{ contactMap(id: $id) {{ {FIELDS} }} }}", {"id": map})
        assert (answer["data"]["contactMap"] is not None) == (map in expected["seen"])
    thin = await ask(people, actor, "{ singleThreadedDeals { map { id } active { id } } }")
    deals = {one["map"]["id"] for one in (thin["data"] or {}).get("singleThreadedDeals") or ()}
    assert deals == {DEAL, DEAL_2} & expected["seen"]
    influence = await ask(people, actor, f'{{ influence(accountId: "{HARBOUR}") {{ person {{ id }} }} }}')
    told = (influence["data"] or {}).get("influence")
    assert (told is not None) == (CHEN in expected["seen"])
    ways = await ask(
        people, actor, "query($id: ID!) { introductions(personId: $id) { employee { name } } }", {"id": CHEN}
    )
    assert (not codes(ways)) == (CHEN in expected["seen"])


HAND_OVER = {"account owner", "owner's head", "head of the unit above", "audit", "administrator"}


@pytest.mark.parametrize("name", READERS)
async def test_what_an_employee_leaves_behind(people: People, name: str) -> None:
    actor, expected = READERS[name]
    query = "query($id: ID!) { relationshipsToHandOver(employeeId: $id) { person { id } maps { id } } }"
    answer = await ask(people, actor, query, {"id": MIRA})
    assert (not codes(answer)) == (name in HAND_OVER)
    for one in (answer["data"] or {}).get("relationshipsToHandOver") or ():
        assert {one["person"]["id"], *(map["id"] for map in one["maps"])} <= expected["seen"]


WRITES = {"account owner", "owner's head", "head of the unit above", "deal team"}


@pytest.mark.parametrize("name", READERS)
async def test_who_writes_on_a_map(people: People, name: str) -> None:
    actor, _ = READERS[name]
    query = (
        """mutation($input: SetOurRelationInput!) { setOurRelation(input: $input) { map { id } errors { code } } }"""
    )
    told = {"commandId": f"relate {name}", "mapId": DEAL, "personId": LIN, "employeeId": SAM}
    answer = await ask(people, actor, query, {"input": {**told, "current": "VENDOR", "target": "TRUSTED_ADVISOR"}})
    done = (answer["data"] or {}).get("setOurRelation") or {"map": None}
    assert (done["map"] is not None) == (name in WRITES), answer
    if name == "audit":
        assert done["errors"] == [{"code": "CONTACT_FORBIDDEN"}]
