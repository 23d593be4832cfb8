"""Questions about the network: the library's answers against a plain computation, and what each question costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.journal.command import canonical
from kit.privacy.vault import Vault
from services.people.adapters.network import RustworkxNetwork
from services.people.app.contact.chart import TouchText
from services.people.app.container import People
from services.people.domain.contact.contact_map import CONTACT_MAP
from services.people.domain.contact.form import forms
from services.people.domain.contact.person import PERSON, Person
from services.people.domain.contact.picture import Picture, open_to_company
from services.people.domain.contact.route import Influence, Introductions, cost, steps
from services.people.domain.contact.share import split
from services.people.domain.contact.tie import Tie
from services.people.domain.staff import Employee
from tas.contracts.contact import (
    ApprovalStep,
    MapMemberPlaced,
    MapPathSet,
    MapRelationSet,
    PersonEmploymentAdded,
    PersonMoved,
    StanceAssessed,
    TouchRecorded,
)
from tas.contracts.contact_term import (
    BuyingRole,
    Coverage,
    Direction,
    Measure,
    PoliticalStatus,
    RelationLevel,
    Support,
    TieKind,
    TieVisibility,
    TouchKind,
    TouchOutcome,
)
from tas.core.codec import to_json
from tests.support import contact_world as world
from tests.support.contact import MemoryMirror
from tests.support.contact_world import DEAL, HARBOUR, LIN, MIRA, OTTO, QUARRY, WANG, employee
from tests.support.keys import SECRET, MemoryKeys
from tests.support.people import NOW, CountingStore, ask, fake_people

DAY = date(2026, 3, 1)
STAFF, PERSONS = ("e0", "e1", "e2"), ("p0", "p1", "p2", "p3", "p4")
KINDS = (TieKind.KNOWS, TieKind.REPORTS_TO, TieKind.CLASSMATE, TieKind.CONFLICTS)


@st.composite
def ties(draw: st.DrawFn) -> list[Tie]:
    made = []
    for number in range(draw(st.integers(0, 14))):
        covered = draw(st.booleans())
        origin = draw(st.sampled_from(STAFF if covered else PERSONS))
        to = draw(st.sampled_from([one for one in PERSONS if one != origin]))
        kind = TieKind.COVERED_BY_EMPLOYEE if covered else draw(st.sampled_from(KINDS))
        hidden = draw(st.sampled_from((TieVisibility.COMPANY, TieVisibility.COMPANY, TieVisibility.HIDDEN_LINE)))
        made.append(
            Tie(
                f"t{number}", origin, to, kind, draw(st.sampled_from(Direction)), draw(st.integers(1, 3)), (),
                DAY - timedelta(days=800), draw(st.sampled_from((None, None, DAY - timedelta(days=1)))),
                DAY - timedelta(days=draw(st.integers(0, 750))), hidden,
            )
        )  # fmt: skip
    return made


def picture_of(made: list[Tie], revision: int = 1) -> Picture:
    return Picture(
        revision,
        person={id: Person(id, "acc") for id in PERSONS},
        tie={one.id: one for one in made},
        employee={id: Employee(id, id, id, active=id != "e2") for id in STAFF},
    )


def cheapest(picture: Picture, target: str, hidden: bool) -> dict[str, float]:
    """Each employee's cost of being introduced, by relaxing every step over and over."""
    walked = [
        (origin, to, cost(tie, DAY))
        for tie in picture.tie.values()
        if hidden or open_to_company(picture, tie)
        for origin, to in steps(tie, DAY)
    ]
    best = {target: 0.0}
    for _ in range(len(STAFF) + len(PERSONS)):
        for origin, to, price in walked:
            if to in best:
                best[origin] = min(best.get(origin, 1e9), best[to] + price)
    return {id: best[id] for id in ("e0", "e1") if id in best}


@given(ties(), st.booleans())
def test_introductions_are_the_cheapest_ways_over_what_may_be_seen(made: list[Tie], hidden: bool) -> None:
    network, picture = RustworkxNetwork(), picture_of(made)
    for _ in range(2):  # the second time from the graph that was kept
        found = network.introductions(Introductions(picture, "p0", DAY, 10, lambda _: hidden))
        assert {one.ids[0]: one.cost for one in found} == pytest.approx(cheapest(picture, "p0", hidden))
        for way in found:
            assert way.ids[-1] == "p0" and len(way.tie_ids) == len(way.ids) - 1
            taken = [picture.tie[id] for id in way.tie_ids]
            assert sum(cost(one, DAY) for one in taken) == pytest.approx(way.cost)
            for one, pair in zip(taken, zip(way.ids, way.ids[1:], strict=False), strict=True):
                assert pair in set(steps(one, DAY))
        assert [one.cost for one in found] == sorted(one.cost for one in found)


def test_a_new_picture_is_answered_from_itself() -> None:
    network = RustworkxNetwork()
    tie = Tie(
        "t", "e0", "p0", TieKind.COVERED_BY_EMPLOYEE, Direction.MUTUAL, 1, (), DAY, None, DAY, TieVisibility.COMPANY
    )

    def found(picture: Picture) -> int:
        return len(network.introductions(Introductions(picture, "p0", DAY, 10, lambda _: False)))

    assert (found(picture_of([], 1)), found(picture_of([tie], 2)), found(picture_of([], 3))) == (0, 1, 0)


def test_who_is_looked_up_to_has_influence() -> None:
    def tie(id: str, origin: str, to: str, kind: TieKind) -> Tie:
        return Tie(id, origin, to, kind, Direction.ONE_WAY, 3, (), DAY, None, DAY, TieVisibility.HIDDEN_LINE)

    made = [tie(f"r{n}", f"p{n}", "p0", TieKind.REPORTS_TO) for n in (1, 2, 3)]
    made.append(tie("i", "p4", "p0", TieKind.INFLUENCES))
    found = RustworkxNetwork().influence(Influence(picture_of(made), "acc", DAY))
    assert [id for id, _ in found[:2]] == ["p4", "p0"]  # who has the chief's ear
    assert sum(share for _, share in found) == pytest.approx(1)
    assert RustworkxNetwork().influence(Influence(picture_of(made), "none", DAY)) == ()


@dataclass
class Counted:
    """A world whose every store query is counted."""

    people: People
    store: CountingStore
    keys: MemoryKeys

    async def cost(self, query: str, variables: Mapping[str, object]) -> tuple[int, dict[str, object]]:
        """Store queries of an answer, the picture counted as the two that it costs; and its data."""
        vault = Vault(self.keys, SECRET, forms)  # no key is known yet
        mirror = MemoryMirror(self.store)
        people = People(
            self.people.store, self.people.feed, self.people.ledger, self.people.directory, self.people.calendars,
            self.people.deals, self.people.chains, self.people.now, vault, mirror, self.people.network,
            self.people.privacy, self.people.contracts,
        )  # fmt: skip
        self.store.keys.clear()
        self.keys.asked = 0
        answer = await ask(people, employee(MIRA), query, variables)
        assert "errors" not in answer, answer
        return len(self.store.keys) + self.keys.asked + 2 * mirror.asked, answer["data"]


async def said_of_wang(people: People, text: str) -> str:
    """A text about Wang, as it is kept."""
    (share,) = split(text, 1, token_bytes)
    return (await people.vault.seal(WANG, [("note", share)]))[0]


async def in_the_chain(people: People) -> list[object]:
    """A member with an agenda, an assessment and a step of the path."""
    agenda = await said_of_wang(people, "a bonus")
    return [
        MapMemberPlaced(
            DEAL, WANG, PoliticalStatus.INNER_CIRCLE, BuyingRole.APPROVER, Support.MENTOR, Coverage.BRIEF, None, agenda
        ),
        StanceAssessed(DEAL, 1, WANG, Measure.PRICE, 2, 3, ("tch_1",), MIRA, NOW, False),
        MapPathSet(DEAL, (ApprovalStep("Board", WANG, DAY, None),)),
    ]


async def people_who_moved(people: People) -> None:
    """Two who went to Quarry, of whom the crowd are former colleagues."""
    for name in ("gone 1", "gone 2"):
        id = world.named("person", name)
        await world.add_person(people, id, HARBOUR, name=name)
        await world.append(people, PERSON, id, PersonMoved(id, HARBOUR, QUARRY, None, None, date(2026, 2, 1)))
    at_once = world.named("person", "gone 3")
    await world.add_person(people, at_once, QUARRY, name="Back")
    earlier = PersonEmploymentAdded(at_once, HARBOUR, None, None, DAY - timedelta(days=50), DAY + timedelta(days=5))
    await world.append(people, PERSON, at_once, earlier)
    lin = PersonEmploymentAdded(LIN, QUARRY, None, None, DAY - timedelta(days=90), DAY)
    await world.append(people, PERSON, LIN, lin)


@pytest.fixture(scope="module")
async def counted() -> Counted:
    store, keys = CountingStore(), MemoryKeys()
    made, _ = fake_people(store)
    vault = Vault(keys, SECRET, forms)
    people = People(
        made.store, made.feed, made.ledger, made.directory, made.calendars, made.deals, made.chains, made.now, vault,
        made.mirror, made.network, made.privacy, made.contracts,
    )  # fmt: skip
    await world.build_world(people)
    for number in range(40):
        id = world.named("person", f"crowd {number}")
        await world.add_person(people, id, HARBOUR, name=f"Person {number}")
        await world.tie(people, id, LIN, TieKind.REPORTS_TO, 2)
        await world.tie(people, MIRA, id, strength=1 + number % 3)
    await world.tie(people, OTTO, WANG)
    said = await said_of_wang(people, canonical(to_json(TouchText("why", "what", ("a pilot",), "next"))))
    touch = TouchRecorded(
        DEAL, "tch_1", TouchKind.CALL, NOW, (WANG,), (MIRA,), TouchOutcome.NEUTRAL, (said,), 0, None, None, None, None
    )
    relation = MapRelationSet(DEAL, WANG, MIRA, RelationLevel.VENDOR, RelationLevel.VENDOR)
    await world.append(people, CONTACT_MAP, DEAL, touch, relation, *await in_the_chain(people))
    await people_who_moved(people)
    return Counted(people, store, keys)


OURS = "{ name unit { name heads { name } } head { name unit { name } } }"
FIRM = f"{{ legalName region owner {OURS} parent {{ legalName owner {{ name }} }} ownerUnit {{ name }} }}"
SHORT = f"{{ name title status account {FIRM} }}"
WHO = f"""{{ name title level status mails phones birthday detailsShown account {FIRM} customerUnit {{ name parent {{
  name }} head {SHORT} account {FIRM} }} employment {{ beganOn employer title account {FIRM} }}
  ties {{ kind evidence fromEmployee {OURS} fromPerson {SHORT} toPerson {SHORT} }} }}"""
GIVEN = f"{{ ordinal level assessedBy {OURS} secondedBy {OURS} }}"
CHART = f"""{{ id grade score coveragePercent health account {FIRM} members {{ person {WHO} agenda score relations {{
  employee {OURS} }} stances {{ given level target assessment {GIVEN} pending {GIVEN} series {GIVEN} }} }}
  approvalPath {{ body person {WHO} }} findings {{ code reason persons {WHO} }} pending {GIVEN}
  touches(first: 20) {{ nodes {{ purpose summary commitments nextStep persons {WHO} employees {OURS} nextStepBy {OURS}
  }} }} }}"""
JOIN = f"{{ kind evidence strength fromEmployee {OURS} fromPerson {WHO} toPerson {WHO} }}"
EVERYTHING = {
    "introductions": f"introductions(personId: $p) {{ cost employee {OURS} steps {{ person {WHO} tie {JOIN} }} }}",
    "influence": f"influence(accountId: $a) {{ share person {WHO} }}",
    "formerColleagues": f"formerColleagues(personId: $p) {WHO}",
    "singleThreadedDeals": f"singleThreadedDeals(first: 100) {{ map {CHART} active {WHO} }}",
    "personMoves": f"""personMoves(since: "2026-01-01", first: 100) {{ movedOn person {WHO} fromAccount {FIRM} toAccount
      {FIRM} }}""",
    "contactAlerts": f"""contactAlerts(since: "2026-01-01", first: 100) {{ code reason day leadId person {WHO} account
      {FIRM} }}""",
    "relationshipsToHandOver": f"""relationshipsToHandOver(employeeId: $e, first: 100) {{ person {WHO} tie {JOIN} maps
      {CHART} others {OURS} lastTouchAt }}""",
    "contactMap": f"contactMap(id: $d) {CHART}",
    "whatIf": "contactMap(id: $d) { account { region } whatIf(personId: $w, measure: PRICE) { before after shift } }",
}  # fmt: skip
IDS = {"$p": LIN, "$a": HARBOUR, "$e": MIRA, "$d": DEAL, "$w": WANG}

STEP = "steps { person { id name title status } tie { kind strength } } employee { id name login } cost"
ASKING = "query($id: ID!, $first: Int!) { %s }"
QUESTIONS = {
    "introductions": (ASKING % f"introductions(personId: $id, first: $first) {{ {STEP} }}", LIN),
    "influence": (ASKING % "influence(accountId: $id, first: $first) { person { id name } share }", HARBOUR),
    "relationshipsToHandOver": (
        ASKING % """relationshipsToHandOver(employeeId: $id, first: $first) { person { name } tie { strength }
        maps { id score } lastTouchAt others { name } }""", MIRA,
    ),
    "singleThreadedDeals": (
        "query($first: Int!) { singleThreadedDeals(first: $first) { map { id } active { name } } }", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
async def test_a_question_costs_at_most_three_store_queries_whatever_it_finds(counted: Counted, name: str) -> None:
    query, id = QUESTIONS[name]
    for first in (1, 100):
        spent, data = await counted.cost(query, {"id": id, "first": first} if id else {"first": first})
        assert spent <= 3
        found = data[name]
        assert isinstance(found, list) and 0 < len(found) <= first


@pytest.mark.parametrize("name", EVERYTHING)
async def test_a_question_with_all_its_fields_costs_at_most_three_store_queries(counted: Counted, name: str) -> None:
    body = EVERYTHING[name]
    used = {mark: id for mark, id in IDS.items() if mark in body}
    told = f"({', '.join(f'{mark}: ID!' for mark in used)})" if used else ""
    spent, data = await counted.cost(f"query{told} {{ {body} }}", {mark[1:]: id for mark, id in used.items()})
    assert spent <= 3
    assert all(found not in ([], None) for found in data.values()), data


async def test_a_list_of_many_names_costs_as_much_as_one_of_few(counted: Counted) -> None:
    query = "query($id: ID!, $first: Int!) { persons(accountId: $id, first: $first) { nodes { name title mails } } }"
    few, _ = await counted.cost(query, {"id": HARBOUR, "first": 2})
    many, data = await counted.cost(query, {"id": HARBOUR, "first": 40})
    assert few == many <= 3, data


async def test_the_way_to_somebody_goes_through_whom_we_know_best(counted: Counted) -> None:
    query, _ = QUESTIONS["introductions"]
    _, data = await counted.cost(query, {"id": LIN, "first": 3})
    found = data["introductions"]
    assert isinstance(found, list) and len(found) == 1
    way = found[0]
    assert (way["employee"]["name"], len(way["steps"]), way["steps"][-1]["person"]["name"]) == ("Mira", 2, "林志远")
    assert way["steps"][0]["tie"] == {"kind": "COVERED_BY_EMPLOYEE", "strength": 3}


async def test_what_mira_leaves_behind_the_strongest_first(counted: Counted) -> None:
    query, _ = QUESTIONS["relationshipsToHandOver"]
    _, data = await counted.cost(query, {"id": MIRA, "first": 100})
    found = data["relationshipsToHandOver"]
    assert isinstance(found, list) and len(found) == 41
    assert [one["tie"]["strength"] if one["tie"] else 0 for one in found][:2] == [3, 3]
    assert found[-1] == {
        "person": {"name": "王芳"}, "tie": None, "maps": [{"id": DEAL, "score": "10.0"}],
        "lastTouchAt": "2026-03-02T09:00:00+00:00", "others": [{"name": "Otto"}],
    }  # fmt: skip


async def test_a_deal_that_hangs_by_a_thread(counted: Counted) -> None:
    _, data = await counted.cost("{ singleThreadedDeals { map { id } active { name } } }", {})
    found = data["singleThreadedDeals"]
    assert isinstance(found, list)
    assert [(one["map"]["id"], one["active"]) for one in found] == [
        (world.DEAL_2, []), (DEAL, [{"name": "王芳"}]),
    ]  # fmt: skip
