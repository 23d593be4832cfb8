"""What the contact map's words mean, through the subgraph: the levels of each measure, and each kind of tie."""

from typing import Any

import pytest

from services.people.app.container import People
from services.people.domain.contact.scale import SCALES
from tas.contracts.contact_term import Measure, TieKind
from tests.support import contact_world as world
from tests.support.contact_world import LIN, MIRA, VERA, WANG, employee
from tests.support.people import ask, codes, fake_people

AM, VP, OUTSIDER = employee(MIRA), employee(VERA, "VP"), employee(world.named("employee", "outsider"))


@pytest.fixture
async def people() -> People:
    made, _ = fake_people()
    await world.build_world(made)
    return made


async def test_each_level_of_each_measure_is_told_in_both_languages(people: People) -> None:
    query = "{ stanceScales { measure name { en zhCN } levels { level meaning { en zhCN text } } } }"
    answer = await ask(people, AM, query)
    assert codes(answer) == []
    found = {one["measure"]: one for one in answer["data"]["stanceScales"]}
    assert set(found) == {one.value for one in Measure}
    for measure, scale in found.items():
        assert [one["level"] for one in scale["levels"]] == [0, 1, 2, 3, 4, 5]
        texts = [(one["meaning"]["en"], one["meaning"]["zhCN"]) for one in scale["levels"]]
        assert texts == [(one.en, one.zh_cn) for one in SCALES[Measure(measure)].levels]
        assert len(set(texts)) == 6 and all(en and zh for en, zh in texts)
    assert found["CLOSENESS"]["levels"][5]["meaning"]["zhCN"] == "私下指导我们"
    assert found["PRICE"]["name"] == {"en": "price acceptance", "zhCN": "价格接受度"}


KINDS = {
    # kind: (the direction that is kept of ONE_WAY, of MUTUAL, whether the whole company may see it)
    "REPORTS_TO": ("ONE_WAY", "ONE_WAY", True),
    "INFLUENCES": ("ONE_WAY", "ONE_WAY", False),
    "CONFLICTS": ("MUTUAL", "MUTUAL", False),
    "ALLY": ("MUTUAL", "MUTUAL", False),
    "EX_COLLEAGUE": ("MUTUAL", "MUTUAL", True),
    "CLASSMATE": ("MUTUAL", "MUTUAL", True),
    "FAMILY": ("MUTUAL", "MUTUAL", True),
    "KNOWS": ("ONE_WAY", "MUTUAL", True),
    "COVERED_BY_EMPLOYEE": ("ONE_WAY", "MUTUAL", True),
}


def test_every_kind_of_tie_is_in_the_table() -> None:
    assert set(KINDS) == {one.value for one in TieKind}


@pytest.mark.parametrize("told", ["ONE_WAY", "MUTUAL"])
@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_of_tie_is_kept_with_its_direction_and_shown_to_whom_it_is_for(
    people: People, kind: str, told: str
) -> None:
    origin = MIRA if kind == "COVERED_BY_EMPLOYEE" else WANG
    input: dict[str, Any] = {
        "commandId": "x" * 36, "fromId": origin, "toId": LIN, "kind": kind, "direction": told, "strength": 2,
        "evidence": "seen together", "validFrom": "2026-01-01", "validTo": "2026-12-31", "confirmedOn": "2026-02-01",
        "visibility": "COMPANY",
    }  # fmt: skip
    wanted = "id kind direction strength evidence validFrom validTo confirmedOn fromEmployee { name } fromPerson { name } toPerson { name }"  # noqa: E501
    query = f"mutation($i: RecordTieInput!) {{ recordTie(input: $i) {{ tie {{ {wanted} }} errors {{ code }} }} }}"
    done = (await ask(people, VP, query, {"i": input}))["data"]["recordTie"]
    assert done["errors"] == []
    one_way, mutual, company = KINDS[kind]
    ours = kind == "COVERED_BY_EMPLOYEE"
    assert done["tie"] == {
        "id": done["tie"]["id"], "kind": kind, "direction": one_way if told == "ONE_WAY" else mutual, "strength": 2,
        "evidence": "seen together", "validFrom": "2026-01-01", "validTo": "2026-12-31", "confirmedOn": "2026-02-01",
        "fromEmployee": {"name": "Mira"} if ours else None, "fromPerson": None if ours else {"name": "王芳"},
        "toPerson": {"name": "林志远"},
    }  # fmt: skip
    look = "query($id: ID!) { person(id: $id) { ties { kind evidence } } }"
    circle = (await ask(people, AM, look, {"id": LIN}))["data"]["person"]["ties"]
    assert circle == [{"kind": kind, "evidence": "seen together"}]
    outside = (await ask(people, OUTSIDER, look, {"id": LIN}))["data"]["person"]["ties"]
    assert outside == ([{"kind": kind, "evidence": None}] if company else [])
