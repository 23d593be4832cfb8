"""One command id of a filing, at any moment and with any body: one answer, one registration, a typed refusal to any
other body; by GraphQL for one registration or several, and between the two."""

import asyncio
from typing import Any

import pytest

from tests.support.opportunity import ACME, ACME_TOO, BOLT, REQUEST, Bench, ask, bench, codes, command_id

ONE = """
mutation($input: FileRegistrationInput!) {
  done: fileRegistration(input: $input) { verdict errors { code } cursor }
}"""
MANY = """
mutation($input: FileRegistrationsInput!) {
  done: fileRegistrations(input: $input) { parts { verdict } errors { code } cursor }
}"""
SAID: dict[str, Any] = {
    "commandId": command_id("x"),
    "customer": {"legalName": REQUEST.legal_name, "creditCode": REQUEST.credit_code},
    "projectName": "MES", "amount": {"amount": "120000.00", "currency": "CNY"}, "expectedSignDate": "2026-09-01",
    "contactMet": "王工",
}  # fmt: skip
PLACES: dict[str, dict[str, Any]] = {
    ONE: {"productLine": "GTX", "region": "EAST"},
    MANY: {"productLines": ["GTX", "MG"], "regions": ["EAST", "WEST"]},
}
OTHER: tuple[dict[str, Any], ...] = (
    {"projectName": "MES "}, {"amount": {"amount": "120000.0", "currency": "CNY"}}, {"evidence": ["mail"]},
    {"customer": {"legalName": "别家", "creditCode": REQUEST.credit_code}}, {"expectedSignDate": "2026-09-02"},
    {"customer": {"legalName": REQUEST.legal_name, "creditCode": "91310000MA1K00001Y"}},
)  # fmt: skip


async def file(suite: Bench, mutation: str, changed: dict[str, Any] | None = None, actor: Any = ACME) -> dict[str, Any]:
    answer = await ask(suite, actor, mutation, {"input": {**SAID, **PLACES[mutation], **(changed or {})}})
    assert codes(answer) == []
    done: dict[str, Any] = answer["data"]["done"]
    return done


def refused(done: dict[str, Any]) -> list[str]:
    return [error["code"] for error in done["errors"]]


@pytest.mark.parametrize("mutation", [ONE, MANY])
async def test_a_repetition_at_any_moment_has_the_first_answer(mutation: str) -> None:
    for steps in range(0, 60, 3):
        suite = bench()
        first = asyncio.create_task(file(suite, mutation))
        for _ in range(steps):
            await asyncio.sleep(0)
        again = await file(suite, mutation, actor=ACME_TOO if steps % 2 else ACME)
        assert again == await first and again["errors"] == [], steps
        assert len(suite.types("scope")) == (1 if mutation == ONE else 4)


@pytest.mark.parametrize("mutation", [ONE, MANY])
async def test_another_body_is_a_reuse_and_leaves_nothing_not_even_an_account(mutation: str) -> None:
    suite = bench()
    await file(suite, mutation)
    stands, asked = dict(suite.store.by_id), list(suite.people.asked)
    for changed in OTHER:
        assert refused(await file(suite, mutation, changed)) == ["COMMAND_REUSED"], changed
    other = MANY if mutation == ONE else ONE
    assert refused(await file(suite, other)) == ["COMMAND_REUSED"]
    assert (suite.store.by_id, suite.people.asked) == (stands, asked)


@pytest.mark.parametrize("mutation", [ONE, MANY])
async def test_of_two_bodies_at_any_moment_one_stands(mutation: str) -> None:
    for steps in range(0, 60, 4):
        suite = bench()
        first = asyncio.create_task(file(suite, mutation))
        for _ in range(steps):
            await asyncio.sleep(0)
        second = await file(suite, mutation, OTHER[0])
        both = [refused(await first), refused(second)]
        assert sorted(both) == [[], ["COMMAND_REUSED"]], steps
        assert len(suite.types("scope")) == (1 if mutation == ONE else 4)


async def test_one_id_of_two_partners_is_two_commands() -> None:
    suite = bench()
    mine, theirs = await file(suite, ONE), await file(suite, ONE, actor=BOLT)
    assert (mine["verdict"], theirs["verdict"]) == ("ACCEPTED", "CONFLICT")
    assert mine["cursor"] != theirs["cursor"]
