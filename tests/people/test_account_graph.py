"""Core data through the subgraph: mutations and their refusals as data, values as of a day, who sees what, and the
store queries that it costs."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kit.graphql.cursor import read_cursors
from services.people.app.container import People
from services.people.app.port import DealStanding
from services.people.domain.core_policy import policies
from tas.contracts.account import CoreField
from tas.core.actor import ANONYMOUS, Actor, ActorKind
from tests.support.account import AM, MDS, TODAY, asked, change, code_of, drafted, stands, verified
from tests.support.people import CountingStore, FakeDeals, ask, codes, fake_people

PE = Actor(ActorKind.EMPLOYEE, "emp_" + "3" * 32, ("PE",))
PARTNER = Actor(ActorKind.PARTNER, "pus_" + "4" * 32, ("AM", "MDS"), (), "ptn_" + "4" * 32)
REQUEST = """mutation($i: RequestAccountChangeInput!) { requestAccountChange(input: $i) {
  account { id legalName openChanges { changes { field old new } reason effectiveOn legalEntity requestedBy { id } } }
  chainId errors { code field message } cursor } }"""
DESCRIBE = """mutation($i: DescribeAccountInput!) { describeAccount(input: $i) {
  account { legalRep } errors { code field } cursor } }"""
MERGE = (
    "mutation($i: MergeAccountsInput!) { mergeAccounts(input: $i) { account { id absorbed { id } } errors { code } } }"
)
EVIDENCE = "mutation($i: RecordAccountEvidenceInput!) { recordAccountEvidence(input: $i) { errors { code } cursor } }"
WEBSITE = (
    "mutation($i: NoteAccountWebsiteInput!) { noteAccountWebsite(input: $i) { account { website } errors { code } } }"
)


def wanted(id: str, field: str = "INDUSTRY", value: str = "retail", number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "i": {
            "commandId": str(UUID(int=number)),
            "accountId": id,
            "changes": [{"field": field, "value": value}],
            "reason": "RENAME",
            "evidence": ["notice.pdf"],
            "effectiveOn": TODAY.isoformat(),
            **more,
        }
    }


async def test_a_request_answers_with_the_account_its_chain_and_a_cursor_to_wait_for() -> None:
    people, _ = fake_people()
    id = await verified(people)
    first = (await ask(people, AM, REQUEST, wanted(id)))["data"]["requestAccountChange"]
    assert first["errors"] == [] and first["account"]["openChanges"] == [
        {
            "changes": [{"field": "INDUSTRY", "old": None, "new": "retail"}],
            "reason": "RENAME",
            "effectiveOn": "2026-03-02",
            "legalEntity": False,
            "requestedBy": None,
        }
    ]
    (cursor,) = read_cursors(first["cursor"])
    assert (cursor.service, cursor.aggregate, cursor.version) == ("approval", f"chain/{first['chainId']}", 1)
    again = (await ask(people, AM, REQUEST, wanted(id)))["data"]["requestAccountChange"]
    assert again == first and len((await stands(people, id)).open_changes) == 1
    other = (await ask(people, AM, REQUEST, wanted(id, "REGION", "West")))["data"]["requestAccountChange"]
    assert [error["code"] for error in other["errors"]] == ["COMMAND_REUSED"]


@pytest.mark.parametrize(
    ("actor", "more", "code", "field"),
    [
        (PE, {}, "POST_REQUIRED", []),
        (PARTNER, {}, "POST_REQUIRED", []),
        (ANONYMOUS, {}, "TOKEN_REQUIRED", []),
        (AM, {"commandId": "x"}, "COMMAND_ID_INVALID", ["commandId"]),
        (AM, {"accountId": "acc_none"}, "ACCOUNT_UNKNOWN", ["accountId"]),
        (AM, {"changes": []}, "CORE_NOTHING_CHANGES", ["changes"]),
        (AM, {"changes": [{"field": "TAX_NO", "value": "?"}]}, "CORE_VALUE_WRONG", ["changes", "taxNo"]),
        (AM, {"effectiveOn": "2020-01-01"}, "CORE_DAY_FAR", ["effectiveOn"]),
    ],
)
async def test_what_a_request_refuses_is_data(actor: Actor, more: dict[str, Any], code: str, field: list[str]) -> None:
    people, _ = fake_people()
    id = await verified(people)
    payload = (await ask(people, actor, REQUEST, wanted(id, **more)))["data"]["requestAccountChange"]
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [(code, field)]
    assert (payload["account"], payload["chainId"], payload["cursor"]) == (None, None, None)


async def test_the_other_mutations() -> None:
    people, _ = fake_people()
    draft, stays = await drafted(people), await verified(people, "Zeta Yards", 2)
    number = iter(range(100, 200))

    async def say(actor: Actor, query: str, **input: Any) -> Any:
        answer = await ask(people, actor, query, {"i": {"commandId": str(UUID(int=next(number))), **input}})
        return next(iter(answer["data"].values()))

    values = [{"field": "LEGAL_REP", "value": "Wang"}]
    assert (await say(AM, DESCRIBE, accountId=draft, values=values))["account"] == {"legalRep": "Wang"}
    locked = await say(AM, DESCRIBE, accountId=stays, values=values)
    assert [error["code"] for error in locked["errors"]] == ["CORE_FIELD_LOCKED"]
    website = await say(AM, WEBSITE, accountId=stays, website="https://zeta.cn")
    assert website == {"account": {"website": "https://zeta.cn"}, "errors": []}
    for actor, errors in ((MDS, []), (AM, ["POST_REQUIRED"])):
        told = await say(actor, EVIDENCE, accountId=stays, method="SITE_VISIT", evidence=["photo"])
        assert [error["code"] for error in told["errors"]] == errors
    merged = await say(MDS, MERGE, fromId=draft, intoId=stays, reason="one company")
    assert merged == {"account": {"id": stays, "absorbed": [{"id": draft}]}, "errors": []}


VALUES = """query($id: ID!, $day: Date) { account(id: $id) { coreValues(asOf: $day) { field value since until } } }"""


async def values(people: People, id: str, day: str | None, actor: Actor = AM) -> dict[str, tuple[Any, Any, Any]]:
    found = (await ask(people, actor, VALUES, {"id": id, "day": day}))["data"]["account"]["coreValues"]
    return {one["field"]: (one["value"], one["since"], one["until"]) for one in found}


async def test_a_question_as_of_any_day() -> None:
    people, _ = fake_people()
    id = await verified(people)
    await change(people, id, asked((CoreField.LEGAL_NAME, "Acme Group"), on=date(2026, 5, 1)))
    names = [(await values(people, id, day))["LEGAL_NAME"] for day in ("2026-03-01", None, "2026-04-30", "2026-05-01")]
    assert names == [
        (None, None, "2026-03-02"),
        ("Acme Tools", "2026-03-02", "2026-05-01"),
        ("Acme Tools", "2026-03-02", "2026-05-01"),
        ("Acme Group", "2026-05-01", None),
    ]


async def test_financial_fields_are_for_posts_that_see_finances_on_every_path() -> None:
    people, _ = fake_people()
    id = await verified(people)
    await change(people, id, asked((CoreField.BANK, "ICBC 4711"), (CoreField.LEGAL_REP, "Wang")))
    await ask(people, AM, REQUEST, wanted(id, "TAX_NO", "91350100ABC", 7))
    query = """query($id: ID!) { account(id: $id) { bank legalRep coreValues { field } changes { field }
      openChanges { changes { field } } } }"""
    secret = {"BANK", "TAX_NO", "INVOICE_TITLE", "CREDIT_RATING"}
    for actor, sees in ((AM, True), (PE, False)):
        found = (await ask(people, actor, query, {"id": id}))["data"]["account"]
        assert (found["bank"], found["legalRep"]) == ("ICBC 4711" if sees else None, "Wang")
        assert (secret <= {one["field"] for one in found["coreValues"]}) is sees
        assert ("BANK" in {one["field"] for one in found["changes"]}) is sees
        assert found["openChanges"][0]["changes"] == ([{"field": "TAX_NO"}] if sees else [])
    assert (await ask(people, PARTNER, query, {"id": id}))["data"]["account"] is None


async def test_policies_are_for_employees() -> None:
    people, _ = fake_people()
    query = "{ corePolicies { field ownerPost approverPosts verifyMethod cooldownDays downstream legalEntity } }"
    found = (await ask(people, PE, query))["data"]["corePolicies"]
    assert len(found) == len(policies())
    assert codes(await ask(people, PARTNER, query)) == ["LIST_FORBIDDEN"]


async def test_duplicates_and_impact_are_for_who_sees_the_account() -> None:
    people, _ = fake_people()
    one, two = await verified(people, "Acme Tools", 1), await drafted(people, "Acme Tool", 2)
    deals = people.deals
    assert isinstance(deals, FakeDeals)
    deals.standings[one] = DealStanding(("reg_1",), ("opp_1",), 1, False)
    query = """query($id: ID!) { accountDuplicates(id: $id) { account { id } likeness score }
      accountImpact(id: $id) { registrationIds opportunityIds children { id } chainIds more } }"""
    found = (await ask(people, PE, query, {"id": one}))["data"]
    assert found["accountDuplicates"] == [{"account": {"id": two}, "likeness": "NAME", "score": 94}]
    assert found["accountImpact"] == {
        "registrationIds": ["reg_1"], "opportunityIds": ["opp_1"], "children": [], "chainIds": [], "more": False,
    }  # fmt: skip
    hidden = (await ask(people, PARTNER, query, {"id": one}))["data"]
    assert hidden == {"accountDuplicates": [], "accountImpact": None}


async def test_core_data_of_many_accounts_costs_no_query_more() -> None:
    store = CountingStore()
    people, _ = fake_people(store)
    for number in range(12):
        await verified(people, f"Customer number {number} of the list", number)
    query = """{ accounts(first: %d) { nodes { id locked customerCode coreValues { field value } changes { field }
      openChanges { reason } absorbed { id } mergedInto { id } } } }"""
    cost = []
    for first in (2, 12):
        store.keys.clear()
        assert len((await ask(people, AM, query % first))["data"]["accounts"]["nodes"]) == first
        cost.append(len(store.keys))
    assert cost[0] == cost[1] == 0


def test_codes_of_tests_are_valid() -> None:
    assert len({code_of(n) for n in range(20)}) == 20
