"""What a map keeps and what it loses: who has left backs nobody, a new score keeps the target, placing somebody again
keeps their agenda, and ending a tie never makes it longer."""

from typing import Any

import pytest

from services.people.app.container import People
from services.people.domain.contact.coaching import FindingCode, Health, findings, health
from services.people.domain.contact.contact_map import ContactMap, Member
from tas.contracts.contact_term import BuyingRole, Coverage, PoliticalStatus, Support
from tests.support import contact_world as world
from tests.support.contact_world import DEAL_2, LIN, MIRA, QUARRY, ROE, VERA, WANG, employee
from tests.support.people import NOW, ask, codes, fake_people

AM, VP = employee(MIRA), employee(VERA, "VP")
MAP = f'{{ contactMap(id: "{DEAL_2}") {{ health findings {{ code reason persons {{ name }} }} members {{ agenda stances {{ given target }} }} }} }}'  # noqa: E501


@pytest.fixture
async def people() -> People:
    made, _ = fake_people()
    await world.build_world(made)
    return made


async def told(people: People, field: str, number: int, wanted: str = "", **input: Any) -> dict[str, Any]:
    query = (
        f"mutation($i: {field[0].upper()}{field[1:]}Input!) {{ {field}(input: $i) {{ {wanted} errors {{ code }} }} }}"
    )
    answer = await ask(people, VP, query, {"i": {"commandId": f"{field}{number}".ljust(36, "x")[:36], **input}})
    assert codes(answer) == [], answer
    found: dict[str, Any] = answer["data"][field]
    return found


async def placed(people: People, person: str, number: int = 0, **more: str) -> None:
    input = {"political": "INNER_CIRCLE", "buyingRole": "APPROVER", "support": "SUPPORTER", "coverage": "MULTIPLE"}
    done = await told(people, "placeChainMember", number, mapId=DEAL_2, personId=person, **{**input, **more})
    assert done["errors"] == []


async def touched(people: People, number: int, level: int, **target: int) -> None:
    judged = [{"personId": LIN, "measure": "CLOSENESS", "level": level, **target}]
    done = await told(
        people, "recordTouch", number, mapId=DEAL_2, kind="VISIT", at=f"2026-03-01T1{number}:00:00+08:00",
        personIds=[LIN], employeeIds=[MIRA], outcome="ADVANCED", purpose="p", summary="s", judgements=judged,
    )  # fmt: skip
    assert done["errors"] == []


async def the_map(people: People) -> dict[str, Any]:
    found: dict[str, Any] = (await ask(people, AM, MAP))["data"]["contactMap"]
    return found


@pytest.mark.parametrize("leaving", ["recordPersonLeaving", "movePerson"])
async def test_a_sole_approver_who_has_left_makes_no_map_green(people: People, leaving: str) -> None:
    await placed(people, LIN)
    assert (await the_map(people))["health"] == "GREEN"
    days = (
        {"leftOn": "2026-02-20"}
        if leaving == "recordPersonLeaving"
        else {"toAccountId": QUARRY, "movedOn": "2026-02-20"}
    )
    assert (await told(people, leaving, 0, personId=LIN, **days))["errors"] == []
    found = await the_map(people)
    assert found["health"] == "RED"
    (gone,) = [one for one in found["findings"] if one["code"] == "MEMBER_GONE"]
    assert gone["persons"] == [{"name": "林志远"}]
    assert gone["reason"] == "1 of the chain no longer work at the customer: who decides in their place?"
    assert "NO_APPROVER" in {one["code"] for one in found["findings"]}


async def test_a_consultant_who_never_worked_there_is_not_gone(people: People) -> None:
    await placed(people, ROE)
    found = await the_map(people)
    assert found["health"] == "GREEN" and "MEMBER_GONE" not in {one["code"] for one in found["findings"]}


def test_who_is_gone_neither_backs_nor_decides_nor_is_to_be_touched() -> None:
    def member(id: str, role: BuyingRole, support: Support) -> Member:
        return Member(id, PoliticalStatus.INNER_CIRCLE, role, support, Coverage.BRIEF)

    approver = member("a", BuyingRole.APPROVER, Support.MENTOR)
    decider = member("b", BuyingRole.DECISION_MAKER, Support.ENEMY)
    map = ContactMap("opp_1", "acc_1", "opp_1", members=(approver, decider))
    assert health(map.members) is Health.GREEN and health(map.members, {"a"}) is Health.RED
    before = {one.code for one in findings(map, NOW)}
    after = {one.code: one.person_ids for one in findings(map, NOW, frozenset(), {"a"})}
    assert FindingCode.MEMBER_GONE not in before and FindingCode.NO_APPROVER not in before
    assert after[FindingCode.MEMBER_GONE] == ("a",) and FindingCode.NO_APPROVER in after
    assert after[FindingCode.KEY_PLAYER_UNTOUCHED] == ("b",)


async def test_a_new_score_keeps_the_target_until_another_is_told(people: People) -> None:
    await placed(people, LIN)
    for number, target, kept in ((0, {"target": 4}, 4), (1, {}, 4), (2, {"target": 5}, 5)):
        await touched(people, number, 2 + number, **target)
        (member,) = (await the_map(people))["members"]
        assert member["stances"][0] == {"given": 2 + number, "target": kept}


async def test_placing_somebody_again_keeps_their_agenda_unless_another_or_none_is_told(people: People) -> None:
    for number, told_agenda, kept in ((0, {"agenda": "the board seat"}, "the board seat"), (1, {}, "the board seat"),
                                      (2, {"agenda": "pension"}, "pension"), (3, {"agenda": ""}, None)):  # fmt: skip
        await placed(people, LIN, number, **told_agenda)
        (member,) = (await the_map(people))["members"]
        assert member["agenda"] == kept, number


async def test_a_tie_is_ended_earlier_never_later(people: People) -> None:
    days = {"validFrom": "2026-01-01", "validTo": "2026-01-20", "confirmedOn": "2026-01-10"}
    tie = await told(
        people, "recordTie", 0, "tie { id }", fromId=WANG, toId=LIN, kind="ALLY", strength=1, evidence="e", **days
    )
    id = tie["tie"]["id"]
    for number, day, refused in (
        (0, "2027-01-01", ["TIE_PERIOD"]),
        (1, "2026-01-15", []),
        (2, "2026-01-20", ["TIE_PERIOD"]),
    ):
        done = await told(people, "endTie", number, tieId=id, endedOn=day)
        assert [one["code"] for one in done["errors"]] == refused
