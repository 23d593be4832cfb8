"""The filing: one winner of a scope, one answer for a command, and nothing lost where a crash fell in between."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.opportunity.app.effect import follow
from services.opportunity.app.file_registration import Filed, file_registration
from services.opportunity.domain.filing import FilingRequest, Standing
from services.opportunity.domain.registration import REGISTRATION
from tas.contracts.opportunity import RegistrationStatus, Verdict
from tas.core.actor import Actor
from tas.core.errors import Conflict, Invalid, Missing, Refused, TasError, Unavailable
from tests.support.opportunity import (
    ACME,
    ACME_TOO,
    BOLT,
    CHANNEL,
    NOW,
    REQUEST,
    Bench,
    bench,
    command_id,
    partner,
    partner_user,
)


async def file(suite: Bench, actor: Actor, name: str, request: FilingRequest = REQUEST) -> Filed:
    return await file_registration(suite.deals, actor, command_id(name), None, request)


async def test_the_first_wins_and_the_second_is_told_no_name() -> None:
    suite = bench()
    first, second = await file(suite, ACME, "a"), await file(suite, BOLT, "b")
    assert (first.verdict, second.verdict) == (Verdict.ACCEPTED, Verdict.CONFLICT)
    assert second.reason is not None
    assert (second.reason.code, second.reason.until) == ("SCOPE_AWAITS_DECISION", date(2026, 3, 9))
    loser = await suite.registration(second.registration_id)
    assert loser.status is RegistrationStatus.CONFLICT
    told = str(suite.store.by_id[f"registration/{second.registration_id}@1"])
    assert first.registration_id not in told
    assert partner("acme") not in told


async def test_another_line_or_region_is_another_scope() -> None:
    suite = bench()
    requests = [REQUEST, replace(REQUEST, product_line="MG"), replace(REQUEST, region="WEST")]
    verdicts = [(await file(suite, ACME, str(place), request)).verdict for place, request in enumerate(requests)]
    assert verdicts == [Verdict.ACCEPTED] * 3


async def test_200_filings_of_20_scopes_have_20_winners() -> None:
    """Two replicas on one store; each filing is sent twice at once, as a nervous client does."""
    one = bench()
    two = bench(one.store)
    codes = [f"91310000MA1K0{scope:04d}X" for scope in range(20)]

    async def race(number: int) -> Filed:
        request = replace(REQUEST, credit_code=codes[number % 20])
        actor = partner_user(f"user{number}", f"partner{number}")
        answers = await asyncio.gather(*(file(suite, actor, str(number), request) for suite in (one, two)))
        assert answers[0] == answers[1]
        return answers[0]

    filed = await asyncio.gather(*(race(number) for number in range(200)))
    assert Counter(one.verdict for one in filed) == {Verdict.ACCEPTED: 20, Verdict.CONFLICT: 180}
    assert len({one.registration_id for one in filed}) == 200
    winners = {number % 20 for number, one in enumerate(filed) if one.verdict is Verdict.ACCEPTED}
    assert winners == set(range(20))
    assert Counter(one.types("scope")) == {"ScopeFiled": 200}
    assert Counter(one.types("registration")) == {"RegistrationFiled": 200}
    for one_filed in filed:
        state = await one.registration(one_filed.registration_id)
        assert state.verdict is one_filed.verdict


async def test_the_same_command_has_the_same_answer_whatever_has_moved() -> None:
    suite = bench()
    first = await file(suite, ACME, "a")
    suite.clock.at = NOW + timedelta(days=400)
    suite.people.standings[partner("acme")] = Standing(False, (), ())
    suite.people.renamed[REQUEST.credit_code] = "merged"
    before = dict(suite.store.by_id)
    assert await file(suite, ACME, "a") == first
    assert await file(suite, ACME_TOO, "a") == first
    assert suite.store.by_id == before


@pytest.mark.parametrize(
    "changed",
    [{"project_name": "ERP"}, {"region": "WEST"}, {"credit_code": "91310000MA1K99999X"}, {"amount": "1"}],
)
async def test_the_same_command_with_another_body_is_refused(changed: dict[str, str]) -> None:
    suite = bench()
    await file(suite, ACME, "a")
    before = dict(suite.store.by_id)
    with pytest.raises(Conflict, match="COMMAND_REUSED"):
        await file(suite, ACME, "a", replace(REQUEST, **changed))  # type: ignore[arg-type]
    assert suite.store.by_id == before


async def test_another_partners_key_is_another_command() -> None:
    suite = bench()
    mine, theirs = await file(suite, ACME, "a"), await file(suite, BOLT, "a")
    assert mine.registration_id != theirs.registration_id
    assert theirs.verdict is Verdict.CONFLICT


async def test_a_channel_manager_files_for_a_partner_under_a_key_of_their_own() -> None:
    suite = bench()
    mine = await file(suite, ACME, "a")
    theirs = await file_registration(suite.deals, CHANNEL, command_id("a"), partner("acme"), REQUEST)
    assert mine.registration_id != theirs.registration_id
    state = await suite.registration(theirs.registration_id)
    assert state.filing is not None
    assert (state.filing.partner_id, state.filing.filed_by) == (partner("acme"), CHANNEL.id)
    entry = next(one for one in suite.store.by_id.values() if one.actor == CHANNEL)
    assert entry.on_behalf_of == partner("acme")


async def test_what_races_with_one_key_and_two_bodies_files_once() -> None:
    suite = bench()
    bodies = [replace(REQUEST, product_line=line) for line in ("GTX", "MG")]
    answers = await asyncio.gather(*(file(suite, ACME, "a", body) for body in bodies), return_exceptions=True)
    assert Counter(type(answer) for answer in answers) == {Filed: 1, Conflict: 1}
    assert suite.types("scope") == ["ScopeFiled"]


class Crash(Exception):
    """The process ends here."""


async def crashed(suite: Bench) -> None:
    """A filing whose process dies after the scope's entry and before the registration's."""
    kept = suite.store.append

    async def dying(entry: object) -> None:
        if getattr(entry, "type", "") == "registration":
            raise Crash
        await kept(entry)  # type: ignore[arg-type]

    suite.store.append = dying  # type: ignore[method-assign]
    with pytest.raises(Crash):
        await file(suite, ACME, "a")
    suite.store.append = kept  # type: ignore[method-assign]
    assert (suite.types("scope"), suite.types("registration")) == (["ScopeFiled"], [])


async def test_a_retry_completes_what_a_crash_left() -> None:
    suite = bench()
    await crashed(suite)
    filed = await file(suite, ACME, "a")
    assert filed.verdict is Verdict.ACCEPTED
    assert (await suite.registration(filed.registration_id)).status is RegistrationStatus.SUBMITTED
    assert suite.types("registration") == ["RegistrationFiled"]


async def test_the_own_feed_completes_what_a_crash_left_and_a_retry_finds_it() -> None:
    suite = bench()
    await crashed(suite)
    entry = next(iter(suite.store.by_id.values()))
    await asyncio.gather(follow(suite.deals, entry), follow(suite.deals, entry), file(suite, ACME, "a"))
    assert suite.types("registration") == ["RegistrationFiled"]
    (standing,) = suite.store.states.keys() & {("registration", id) for _, id in suite.store.states}
    state = await suite.registration(standing[1])
    assert state.filed_at == entry.at


async def test_a_vanished_entry_is_said_to_be_missing() -> None:
    suite = bench()
    await file(suite, ACME, "a")
    suite.store.by_id.clear()
    with pytest.raises(Unavailable, match="ENTRIES_MISSING"):
        await file(suite, ACME, "a")


REFUSALS: list[tuple[dict[str, object], str, tuple[str, ...]]] = [
    ({"credit_code": "123"}, "CREDIT_CODE_INVALID", ("customer", "creditCode")),
    ({"credit_code": "91310000MA1K0000OX"}, "CREDIT_CODE_INVALID", ("customer", "creditCode")),
    ({"legal_name": "  "}, "TEXT_EMPTY", ("customer", "legalName")),
    ({"project_name": "x" * 201}, "TEXT_TOO_LONG", ("projectName",)),
    ({"contact_met": ""}, "TEXT_EMPTY", ("contactMet",)),
    ({"product_line": "XXL"}, "PRODUCT_LINE_NOT_CERTIFIED", ("productLine",)),
    ({"region": "MOON"}, "REGION_NOT_CERTIFIED", ("region",)),
    ({"amount": "much"}, "MONEY_NOT_A_NUMBER", ("amount", "amount")),
    ({"amount": "NaN"}, "MONEY_NOT_A_NUMBER", ("amount", "amount")),
    ({"amount": "0.00"}, "AMOUNT_NOT_POSITIVE", ("amount", "amount")),
    ({"currency": "yuan"}, "CURRENCY_UNKNOWN", ("amount", "currency")),
    ({"expected_sign_date": NOW.date() - timedelta(days=1)}, "SIGN_DATE_PAST", ("expectedSignDate",)),
    ({"expected_sign_date": date(2099, 1, 1)}, "SIGN_DATE_FAR", ("expectedSignDate",)),
    ({"support_needed": "x" * 2001}, "TEXT_TOO_LONG", ("supportNeeded",)),
    ({"evidence": ("x",) * 21}, "TOO_MANY_ITEMS", ("evidence",)),
    ({"evidence": ("a", " ")}, "TEXT_EMPTY", ("evidence", "1")),
    ({"competitors": ("x" * 501,)}, "TEXT_TOO_LONG", ("competitors", "0")),
    ({"project_name": "\ud800"}, "TEXT_UNREADABLE", ("projectName",)),
    ({"project_name": "MES\0"}, "TEXT_UNREADABLE", ("projectName",)),
    ({"legal_name": "华东\u202e制造"}, "TEXT_UNREADABLE", ("customer", "legalName")),
    ({"evidence": ("a", "\x1b[2J")}, "TEXT_UNREADABLE", ("evidence",)),
    ({"support_needed": "\x85"}, "TEXT_UNREADABLE", ("supportNeeded",)),
    ({"contact_met": "\u200b\u2060 \ufeff"}, "TEXT_EMPTY", ("contactMet",)),
    ({"competitors": ("\u3164",)}, "TEXT_EMPTY", ("competitors", "0")),
    ({"currency": "\udfff"}, "TEXT_UNREADABLE", ("amount", "currency")),
]


@pytest.mark.parametrize(("changed", "code", "field"), REFUSALS)
async def test_a_wrong_field_is_named_and_nothing_is_written(
    changed: dict[str, object], code: str, field: tuple[str, ...]
) -> None:
    suite = bench()
    with pytest.raises(Refused) as refused:
        await file(suite, ACME, "a", replace(REQUEST, **changed))  # type: ignore[arg-type]
    assert [(error.code, error.field) for error in refused.value.errors] == [(code, field)]
    assert (suite.store.by_id, suite.people.asked) == ({}, [])


async def test_everything_that_is_wrong_is_said_at_once() -> None:
    suite = bench()
    suite.people.standings[partner("acme")] = Standing(False, (), ())
    wrong = replace(REQUEST, credit_code="", legal_name="", amount="-1", expected_sign_date=date(2020, 1, 1))
    with pytest.raises(Refused) as refused:
        await file(suite, ACME, "a", wrong)
    assert {error.code for error in refused.value.errors} == {
        "CREDIT_CODE_INVALID",
        "TEXT_EMPTY",
        "SIGN_DATE_PAST",
        "PARTNER_INACTIVE",
        "PRODUCT_LINE_NOT_CERTIFIED",
        "REGION_NOT_CERTIFIED",
        "MONEY_OUT_OF_RANGE",
    }


async def test_a_refused_filing_may_be_mended_under_its_key() -> None:
    suite = bench()
    with pytest.raises(Refused):
        await file(suite, ACME, "a", replace(REQUEST, contact_met=""))
    assert (await file(suite, ACME, "a")).verdict is Verdict.ACCEPTED


async def test_what_people_refuses_names_the_field_of_this_input() -> None:
    with pytest.raises(Invalid) as refused:
        await file(bench(), ACME, "a", replace(REQUEST, credit_code="91310000MA1K00000Y"))
    assert refused.value.field == ("customer", "creditCode")


async def test_a_written_variant_of_the_code_is_the_same_scope() -> None:
    suite = bench()
    await file(suite, ACME, "a")
    variant = replace(REQUEST, credit_code=" 9131 0000 ma1k00000ｘ ")
    assert (await file(suite, BOLT, "b", variant)).verdict is Verdict.CONFLICT


async def test_an_unknown_partner_and_a_key_that_is_no_uuid_are_refused() -> None:
    suite = bench()
    suite.people.standings[partner("nobody")] = None
    with pytest.raises(Missing, match="PARTNER_UNKNOWN"):
        await file_registration(suite.deals, CHANNEL, command_id("a"), partner("nobody"), REQUEST)
    problem: type[TasError] = Invalid
    with pytest.raises(problem, match="COMMAND_ID_INVALID"):
        await file_registration(suite.deals, ACME, "one", None, REQUEST)
    assert suite.store.by_id == {}


async def test_the_view_carries_what_lists_filter_by() -> None:
    suite = bench()
    filed = await file(suite, ACME, "a")
    row = suite.store.states[REGISTRATION.name, filed.registration_id]
    assert (row["partnerId"], row["status"], row["filedAt"]) == (
        partner("acme"),
        "SUBMITTED",
        "2026-03-02T09:00:00.000000Z",
    )
