"""The filing mutations through the schema: the answer, its cursor, refusals as data in the caller's language."""

from typing import Any

import pytest

from kit.graphql.cursor import JournalPositions, read_cursors
from tests.support.opportunity import ACME, BOLT, REQUEST, Bench, ask, bench, codes, command_id
from tests.support.position import MemoryPositions

FILE = """
mutation($input: FileRegistrationInput!) {
  fileRegistration(input: $input) {
    registration { id status amount { amount currency } evidence } verdict reason { code message until }
    errors { code field message params } cursor
  }
}"""
FILE_ALL = """
mutation($input: FileRegistrationsInput!) {
  fileRegistrations(input: $input) {
    parts { productLine region verdict cursor reason { code } registration { id productLine region status } }
    errors { code field message } cursor
  }
}"""
TOLD = {
    "customer": {"legalName": REQUEST.legal_name, "creditCode": REQUEST.credit_code},
    "projectName": "MES",
    "amount": {"amount": "120000.00", "currency": "CNY"},
    "expectedSignDate": "2026-09-01",
    "contactMet": "王工",
    "evidence": ["minutes.pdf"],
}


def filing(name: str, **changed: Any) -> dict[str, Any]:
    return {"input": {"commandId": command_id(name), **TOLD, "productLine": "GTX", "region": "EAST", **changed}}


def filings(name: str, **changed: Any) -> dict[str, Any]:
    both = {"productLines": ["GTX", "MG"], "regions": ["EAST", "WEST"]}
    return {"input": {"commandId": command_id(name), **TOLD, **both, **changed}}


async def reached(suite: Bench, cursor: str) -> list[bool]:
    positions = JournalPositions("opportunity", suite.store, MemoryPositions())
    return [await positions.reached(one) for one in read_cursors(cursor)]


async def test_the_answer_holds_the_verdict_and_a_cursor_that_makes_the_registration_readable() -> None:
    suite = bench()
    payload = (await ask(suite, ACME, FILE, filing("a")))["data"]["fileRegistration"]
    assert (payload["verdict"], payload["reason"], payload["errors"]) == ("ACCEPTED", None, [])
    assert payload["registration"]["status"] == "SUBMITTED"
    assert payload["registration"]["amount"] == {"amount": "120000.00", "currency": "CNY"}
    (cursor,) = read_cursors(payload["cursor"])
    id = payload["registration"]["id"]
    assert (cursor.service, cursor.aggregate, cursor.version) == ("opportunity", f"registration/{id}", 1)
    assert await reached(suite, payload["cursor"]) == [True]
    suite.store.states.pop(("registration", id))
    assert await reached(suite, payload["cursor"]) == [False]


async def test_the_loser_is_told_why_in_the_same_answer() -> None:
    suite = bench()
    winner = (await ask(suite, ACME, FILE, filing("a")))["data"]["fileRegistration"]
    answer = await ask(suite, BOLT, FILE, filing("b"), locale="zh-CN")
    payload = answer["data"]["fileRegistration"]
    assert (payload["verdict"], payload["registration"]["status"], payload["errors"]) == ("CONFLICT", "CONFLICT", [])
    assert payload["reason"]["code"] == "SCOPE_AWAITS_DECISION"
    assert "已有报备" in payload["reason"]["message"]
    assert winner["registration"]["id"] not in str(answer)
    assert await reached(suite, payload["cursor"]) == [True]


async def test_a_retry_has_the_same_answer_and_another_body_a_coded_refusal() -> None:
    suite = bench()
    first = await ask(suite, ACME, FILE, filing("a"))
    assert await ask(suite, ACME, FILE, filing("a")) == first
    other = (await ask(suite, ACME, FILE, filing("a", projectName="ERP")))["data"]["fileRegistration"]
    assert [error["code"] for error in other["errors"]] == ["COMMAND_REUSED"]
    assert (other["registration"], other["verdict"], other["cursor"]) == (None, None, None)


@pytest.mark.parametrize(("locale", "words"), [("en", "not certified"), ("zh-CN", "未获得")])
async def test_everything_wrong_is_told_as_data_with_its_path(locale: str, words: str) -> None:
    suite = bench()
    wrong = filing("a", productLine="XXL", contactMet=" ", amount={"amount": "x", "currency": "CNY"})
    errors = (await ask(suite, ACME, FILE, wrong, locale=locale))["data"]["fileRegistration"]["errors"]
    assert {(error["code"], tuple(error["field"])) for error in errors} == {
        ("TEXT_EMPTY", ("contactMet",)),
        ("PRODUCT_LINE_NOT_CERTIFIED", ("productLine",)),
        ("MONEY_NOT_A_NUMBER", ("amount", "amount")),
    }
    assert words in str(errors)
    assert suite.store.by_id == {}


@pytest.mark.parametrize("wrong", [{"expectedSignDate": "soon"}, {"amount": 7}, {"projectName": None}, {"grade": "A"}])
async def test_a_wrong_shape_is_refused_before_anything_is_done(wrong: dict[str, Any]) -> None:
    suite = bench()
    assert codes(await ask(suite, ACME, FILE, filing("a", **wrong))) == ["GRAPHQL_INVALID"]
    assert suite.store.by_id == {}


async def test_several_pairs_are_answered_part_by_part_and_waited_for_at_once() -> None:
    suite = bench()
    await ask(suite, BOLT, FILE, filing("b", productLine="MG", region="WEST"))
    payload = (await ask(suite, ACME, FILE_ALL, filings("a")))["data"]["fileRegistrations"]
    assert payload["errors"] == []
    assert [(one["productLine"], one["region"], one["verdict"]) for one in payload["parts"]] == [
        ("GTX", "EAST", "ACCEPTED"),
        ("GTX", "WEST", "ACCEPTED"),
        ("MG", "EAST", "ACCEPTED"),
        ("MG", "WEST", "CONFLICT"),
    ]
    assert [one["reason"] for one in payload["parts"]] == [None] * 3 + [{"code": "SCOPE_AWAITS_DECISION"}]
    for one in payload["parts"]:
        filed = one["registration"]
        assert (filed["productLine"], filed["region"]) == (one["productLine"], one["region"])
    assert payload["cursor"] == ",".join(one["cursor"] for one in payload["parts"])
    assert await reached(suite, payload["cursor"]) == [True] * 4


async def test_an_unsound_part_is_named_by_its_place() -> None:
    suite = bench()
    payload = (await ask(suite, ACME, FILE_ALL, filings("a", regions=["EAST", "MOON"])))["data"]["fileRegistrations"]
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [
        ("REGION_NOT_CERTIFIED", ["regions", "1"])
    ]
    assert (payload["parts"], payload["cursor"], suite.store.by_id) == ([], None, {})
