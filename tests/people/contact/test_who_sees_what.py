"""The table of who may see what of customers' people, held against the schema itself: a field or a root that no row
names fails here; every root is asked by every reader for all that it can give, and what they read is searched; and what
may not be seen answers, on every path, word for word as what is not there."""

import json
from copy import deepcopy
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLEnumType, get_named_type

from kit.journal.command import canonical
from services.people.app.contact.chart import TouchText
from services.people.app.container import People
from services.people.domain.contact.contact_map import CONTACT_MAP
from services.people.domain.contact.customer_unit import CUSTOMER_UNIT
from services.people.domain.contact.person import PERSON
from services.people.domain.contact.share import split
from services.people.domain.contact.tie import TIE, tie_id_of
from tas.contracts.contact import (
    ApprovalStep,
    CustomerUnitRecorded,
    MapMemberPlaced,
    MapPathSet,
    MapRelationSet,
    PersonContactsRecorded,
    PersonEmploymentAdded,
    PersonRecorded,
    StanceAssessed,
    TieRecorded,
    TouchRecorded,
)
from tas.contracts.contact_term import (
    Adaptability,
    BuyingRole,
    Confidentiality,
    Coverage,
    Direction,
    Measure,
    Orientation,
    PoliticalStatus,
    RelationLevel,
    Support,
    TieKind,
    TieVisibility,
    TouchKind,
    TouchOutcome,
)
from tas.contracts.privacy import ConsentBasis, PersonConsentRecorded
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tas.core.codec import to_json
from tas.core.ids import derive, make_id
from tests.support import contact_world as world
from tests.support.contact_world import (
    AUD,
    CHEN,
    DAY,
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
)
from tests.support.from_schema import combinations, documents, example, roots_of, types_of
from tests.support.people import NOW, ask, codes, fake_people

HOMES = ("services.people.api.contact", "services.people.api.privacy")
"""Where everything about customers' people is shown. What hangs on other types is found by the search all the same."""

TABLE = {
    "Person": {
        "seen": "id level orientation adaptability confidentiality status detailsShown name title account customerUnit"
        " ties",
        "harbour": "mails phones birthday employment",
    },
    "PersonEmployment": {"harbour": "beganOn endedOn account employer title"},
    "Tie": {
        "seen": "id kind direction strength validFrom validTo confirmedOn visibility fromEmployee fromPerson toPerson",
        "harbour": "evidence",
    },
    "CustomerUnit": {"seen": "id name function account parent head"},
    "ContactMap": {
        "map": "id grade account members approvalPath score coveragePercent health findings whatIf pending touches"
    },
    "ChainMember": {
        "map": "person political buyingRole support coverage adaptability keyPlayer weight score stances relations"
        " agenda"
    },
    "OurRelation": {"map": "current target employee"},
    "ApprovalStep": {"map": "body expectedOn doneOn person"},
    "CoachingFinding": {"map": "code reason persons"},
    "ScoreShift": {"map": "level personScore before after shift"},
    "Stance": {"map": "measure given level stale target touchedAt assessment pending series"},
    "StanceAssessment": {
        "map": "ordinal level target assessedAt counts secondedAt touchIds assessedBy secondedBy",
    },
    "Touch": {
        "map": "id kind at outcome commitmentCount nextStepDue cost expenseChainId persons employees nextStepBy purpose"
        " summary commitments nextStep"
    },
    "StanceScale": {"anybody": "measure name levels"},
    "StanceLevel": {"anybody": "level meaning"},
    "Opportunity": {"anybody": "id", "map": "contactMap"},
    "IntroductionPath": {"seen": "employee steps cost"},
    "IntroductionStep": {"seen": "person tie"},
    "InfluenceShare": {"harbour": "person share"},
    "SingleThreadedDeal": {"map": "map active"},
    "PersonMove": {"seen": "person movedOn fromAccount toAccount"},
    "ContactAlert": {"harbour": "code day person leadId reason account"},
    "RelationshipHandOver": {"seen": "person tie lastTouchAt others", "map": "maps"},
    "PersonDuplicate": {"harbour": "person shared"},
    "PersonErasure": {"officer": "personId status reason exportIds at requestedBy by"},
    "PersonExport": {"officer": "id format purpose personIds at by"},
    "PersonDue": {"officer": "personId dueOn recordedOn consentBasis consentUntil withdrawnOn"},
    "PersonPayload": {"asked": "person errors cursor"},
    "CustomerUnitPayload": {"asked": "customerUnit errors cursor"},
    "TiePayload": {"asked": "tie errors cursor"},
    "ContactMapPayload": {"asked": "map errors cursor"},
    "RecordTouchPayload": {"asked": "map touch errors cursor"},
    "PersonErasurePayload": {"asked": "erasure errors cursor"},
    "ImportPersonsPayload": {"asked": "rows refusals errors"},
    "ImportedRow": {"asked": "line outcome personId similarIds"},
    "ImportRefusal": {"asked": "line column code message"},
    "ExportPersonsPayload": {"asked": "export fileName content errors cursor"},
}
"""`seen`: whoever sees the thing itself; `harbour`: the circle of the person's account; `map`: that of the map;
`officer`: data protection; `asked`: whoever did it, as far as they see what they did it to."""
ROOTS = {
    "Query": "person persons findPersons customerUnit customerUnits tie contactMap stanceScales introductions"
    " formerColleagues influence singleThreadedDeals personMoves contactAlerts relationshipsToHandOver personDuplicates"
    " personErasure personErasures personExports personsDue",
    "Mutation": "recordPerson recordPersonContacts addPersonEmployment movePerson recordPersonLeaving"
    " recordCustomerUnit recordTie endTie placeChainMember removeChainMember setOurRelation setApprovalPath recordTouch"
    " assessStance secondStance requestPersonErasure cancelPersonErasure confirmPersonErasure mergePerson unmergePerson"
    " recordPersonConsent withdrawPersonConsent retainPerson importPersons exportPersons",
}
OURS = {"company", "harbour", "deal", "deal 2"}
READERS: dict[str, tuple[Actor, set[str]]] = {
    "account owner": (employee(MIRA), OURS),
    "owner's head": (employee(JONAS, "SD"), OURS),
    "head of the unit above": (employee(VERA, "VP"), OURS),
    "deal team": (employee(SAM, "SM"), OURS - {"deal 2"}),
    "audit": (employee(AUD, "AUD"), OURS),
    "other account's owner": (employee(OTTO), {"company"}),
    "other head": (employee(WANDA, "SD"), {"company"}),
    "data steward": (employee(world.named("employee", "mds"), "MDS"), {"company"}),
    "data protection": (employee(world.named("employee", "cmp"), "CMP"), {"company", "officer"}),
    "administrator": (employee(world.named("employee", "adm"), "ADM"), {"company", "officer"}),
    "partner who claims posts": (Actor(ActorKind.PARTNER, MIRA, ("AUD", "ADM"), (world.EAST,), "ptn_1"), set()),
    "service": (service("worker"), set()),
    "nobody": (ANONYMOUS, set()),
}
KNOWN = tie_id_of(OTTO, LIN, TieKind.COVERED_BY_EMPLOYEE)
SECRET = tie_id_of(WANG, LIN, TieKind.INFLUENCES)
PURCHASING = make_id("customer-unit", derive("test", "purchasing"))
SECRETS: dict[str, set[str]] = {
    world.NAMES[LIN]: {"company"}, "Leiter": {"company"}, "Einkauf": {"company"}, KNOWN: {"company"},
    "lin@example.com": {"harbour"}, "+8613812349876": {"harbour"}, "1979-04-17": {"harbour"}, "Segelwerk": {"harbour"},
    world.NAMES[CHEN]: {"harbour"}, CHEN: {"harbour", "officer"}, SECRET: {"harbour"}, "Beleg": {"harbour"},
    "Messe": {"harbour"},
    f"tch_{DEAL}": {"deal"}, f"summary {DEAL}": {"deal"}, f"agenda {DEAL}": {"deal"}, f"board {DEAL}": {"deal"},
    f"promise {DEAL}": {"deal"}, f"tch_{DEAL_2}": {"deal 2"}, f"summary {DEAL_2}": {"deal 2"},
    f"agenda {DEAL_2}": {"deal 2"}, f"board {DEAL_2}": {"deal 2"}, f"next {DEAL_2}": {"deal 2"},
}  # fmt: skip
"""Words that are in the store, and who finds them."""


def test_every_field_about_customers_people_has_its_row() -> None:
    told = {type: {field for row in rows.values() for field in row.split()} for type, rows in TABLE.items()}
    assert types_of(HOMES) == told


def test_every_root_about_customers_people_has_its_row() -> None:
    assert {root: {*roots_of(root, HOMES)} for root in ROOTS} == {
        root: {*names.split()} for root, names in ROOTS.items()
    }


async def whole_world() -> People:
    people, _ = fake_people()
    await world.build_world(people)
    unit = CustomerUnitRecorded(PURCHASING, HARBOUR, "Einkauf", None, "purchasing", LIN)
    await world.append(people, CUSTOMER_UNIT, PURCHASING, unit)
    await _lin(people)
    (proof,) = await people.vault.seal(LIN, [("note", split("Messe", 1, bytes)[0])])
    open_tie = TieRecorded(
        KNOWN, OTTO, LIN, TieKind.COVERED_BY_EMPLOYEE, Direction.MUTUAL, 3, (proof,), DAY, None, DAY,
        TieVisibility.COMPANY,
    )  # fmt: skip
    await world.append(people, TIE, KNOWN, open_tie)
    due = PersonConsentRecorded(CHEN, ConsentBasis.CONSENT, DAY, DAY)
    await world.append(people, PERSON, CHEN, due)
    shares = [
        (await people.vault.seal(id, [("note", one)]))[0]
        for id, one in zip((WANG, LIN), split("Beleg", 2, lambda size: b"\x07" * size), strict=True)
    ]
    hidden = TieRecorded(
        SECRET, WANG, LIN, TieKind.INFLUENCES, Direction.ONE_WAY, 2, tuple(shares), DAY, None, DAY,
        TieVisibility.HIDDEN_LINE,
    )  # fmt: skip
    await world.append(people, TIE, SECRET, hidden)
    for map in (DEAL, DEAL_2):
        await _deal(people, map)
    return people


async def _lin(people: People) -> None:
    fields = [("name", world.NAMES[LIN]), ("note", "Leiter"), ("mail", "lin@example.com"), ("phone", "+8613812349876")]
    fields += [("birthday", "1979-04-17"), ("note", "Segelwerk")]
    name, title, mail, phone, birthday, employer = await people.vault.seal(LIN, fields)
    told = PersonRecorded(
        LIN, HARBOUR, name, title, PURCHASING, 1, Orientation.TECHNICAL, next(iter(Adaptability)),
        Confidentiality.NORMAL, "test", DAY,
    )  # fmt: skip
    contacts = PersonContactsRecorded(LIN, (mail,), (phone,), birthday)
    earlier = PersonEmploymentAdded(LIN, None, employer, title, DAY.replace(year=2010), DAY.replace(year=2015))
    await world.append(people, PERSON, LIN, told, contacts, earlier)


async def _deal(people: People, map: str) -> None:
    text = TouchText(f"purpose {map}", f"summary {map}", (f"promise {map}",), f"next {map}")
    share, said = await people.vault.seal(
        LIN, [("note", split(one, 1, bytes)[0]) for one in (f"agenda {map}", canonical(to_json(text)))]
    )
    terms = (PoliticalStatus.INNER_CIRCLE, BuyingRole.APPROVER, Support.MENTOR, Coverage.BRIEF)
    touch = f"tch_{map}"
    await world.append(
        people, CONTACT_MAP, map,
        MapMemberPlaced(map, LIN, *terms, None, share), MapMemberPlaced(map, CHEN, *terms, None, None),
        MapRelationSet(map, LIN, SAM, next(iter(RelationLevel)), next(iter(RelationLevel))),
        MapPathSet(map, (ApprovalStep(f"board {map}", LIN, DAY, None),)),
        TouchRecorded(
            map, touch, TouchKind.CALL, NOW, (LIN,), (MIRA,), TouchOutcome.NEUTRAL, (said,), 1, MIRA, DAY, None, None,
        ),
        StanceAssessed(map, 1, LIN, Measure.PRICE, 4, 5, (touch,), MIRA, NOW, False),
    )  # fmt: skip


THINGS = (LIN, WANG, CHEN, ROE, KNOWN, SECRET, DEAL, DEAL_2, HARBOUR, PURCHASING, MIRA)
POOLS: dict[str, tuple[Any, ...]] = {
    "id": THINGS,
    "personId": (LIN, WANG, CHEN),
    "accountId": (HARBOUR, QUARRY),
    "employeeId": (MIRA, OTTO),
    "opportunityId": (DEAL, DEAL_2),
    "since": ("2000-01-01",),
    "first": (50,),
    "withinDays": (366,),
    "representations": (
        [
            {"__typename": kind, "id": id}
            for kind in ("Person", "Tie", "CustomerUnit", "Opportunity", "Account", "Employee")
            for id in (THINGS if kind != "Opportunity" else (DEAL, DEAL_2))  # another service's: any id is one
        ],
    ),
}
SPECIAL: dict[str, dict[str, tuple[Any, ...]]] = {
    "findPersons": {"value": (world.NAMES[LIN], world.NAMES[CHEN], "lin@example.com", "+8613812349876")}
}
NOT_ASKED = ("services.people.api.internal", "kit.graphql.feed", "services.people.api.staff.team_template")
"""For services alone, which `test_visibility` shows."""
GIVEN = {"whatIf": f'(personId: "{LIN}", measure: PRICE)', "touches": "(first: 5)"}


def values_of(name: str, root: str, type: Any) -> tuple[Any, ...]:
    if name in SPECIAL.get(root, {}):
        return SPECIAL[root][name]
    if name in POOLS:
        return POOLS[name]
    kind = get_named_type(type)
    return tuple(kind.values) if isinstance(kind, GraphQLEnumType) else (example(type, name, lambda _: None),)


async def all_that_is_read(people: People, actor: Actor) -> str:
    """Every answer to every query there is, for all that it can give."""
    read = []
    for root, field in roots_of("Query", ("",)).items():
        wanted = [one for one in field.args if one not in ("last", "after", "before", "asOf")]
        if root == "_service" or any(root in roots_of("Query", (home,)) for home in NOT_ASKED):
            continue
        texts = documents("Query", root, field, GIVEN, wanted)
        pools = {one: values_of(one, root, field.args[one].type) for one in wanted}
        for text, variables in product(texts, combinations(pools)):
            answer = await ask(people, actor, text, deepcopy(variables))  # the executor writes into them
            assert not {"INTERNAL", "GRAPHQL_INVALID", "QUERY_TOO_LARGE"} & {*codes(answer)}, (root, variables, answer)
            refused = json.dumps(answer.get("errors"), ensure_ascii=False, default=str)
            for asked in variables.values():
                refused = refused.replace(asked, "…") if isinstance(asked, str) else refused
            read += [json.dumps(answer["data"], ensure_ascii=False, default=str), refused]
    return "\n".join(read)


@pytest.mark.parametrize("name", READERS)
async def test_what_a_reader_finds_on_all_paths_together(name: str) -> None:
    """Words are looked for as they are, ids where an answer gives them: a refusal repeats what it was asked."""
    actor, audiences = READERS[name]
    read = await all_that_is_read(await whole_world(), actor)
    expected = {word for word, ours in SECRETS.items() if ours & audiences}
    echoed = {CHEN, SECRET, KNOWN}
    assert {word for word in SECRETS if word in read} - echoed == expected - echoed
    for id in echoed:
        shown = any(f'"{key}": "{id}"' in read for key in ("id", "personId"))
        assert shown == (id in expected), id


UNSEEN = {"person": CHEN, "tie": SECRET, "opportunity": DEAL}
UNKNOWN = {kind: make_id(kind, derive("test", "unknown", kind)) for kind in UNSEEN}
NAMED = {
    "personId": "person", "intoId": "person", "fromId": "person", "toId": "person", "headPersonId": "person",
    "personIds": "person", "tieId": "tie", "mapId": "opportunity", "opportunityId": "opportunity",
}  # fmt: skip
SEEN_BY_ALL = {"accountId": QUARRY, "customerUnitId": PURCHASING, "employeeId": OTTO, "toAccountId": QUARRY}
IN_THE_DARK = ("other account's owner", "other head", "data steward", "partner who claims posts", "service", "nobody")


@pytest.mark.parametrize("name", IN_THE_DARK)
@pytest.mark.parametrize("root", ROOTS)
async def test_what_may_not_be_seen_answers_as_what_is_not_there(root: str, name: str) -> None:
    people, actor = await whole_world(), READERS[name][0]
    for field_name, field in roots_of(root, HOMES).items():
        for kind in UNSEEN:
            told = []
            for ids in (UNSEEN, UNKNOWN):
                chosen: dict[str, Any] = {
                    **SEEN_BY_ALL,
                    **{key: ids[one] for key, one in NAMED.items()},
                    "id": ids[kind],
                }
                chosen |= {"commandId": str(uuid4()), "content": "name\n", "first": 5}
                wanted = [one for one in field.args if one not in ("last", "after", "before")]
                variables = {one: example(field.args[one].type, one, chosen.get) for one in wanted}
                (query,) = documents(root, field_name, field, {"touches": "(first: 5)"}, wanted)
                answer = await ask(people, actor, query, variables)
                assert "INTERNAL" not in codes(answer), answer
                text = json.dumps(answer, sort_keys=True, ensure_ascii=False, default=str)
                for one in ids.values():
                    text = text.replace(one, "…")
                told.append(text)
            assert told[0] == told[1], field_name
