"""A filing of several product lines and regions: a verdict for each pair, nothing of an unsound one, exactly once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.graphql.cursor import MOST_CURSORS
from services.opportunity.app.file_registration import file_registration
from services.opportunity.app.file_registrations import FiledPart, file_registrations
from services.opportunity.domain.filing import FilingRequest, Standing
from services.opportunity.domain.part import MOST_PARTS
from tas.contracts.opportunity import Verdict
from tas.core.actor import Actor
from tas.core.errors import Conflict, Invalid, Refused
from tests.support.opportunity import ACME, BOLT, NOW, REQUEST, Bench, bench, command_id, partner

LINES, REGIONS = ("GTX", "MG"), ("EAST", "WEST")


async def file(
    suite: Bench,
    name: str = "a",
    actor: Actor = ACME,
    request: FilingRequest = REQUEST,
    lines: Sequence[str] = LINES,
    regions: Sequence[str] = REGIONS,
) -> tuple[FiledPart, ...]:
    return await file_registrations(suite.deals, actor, command_id(name), None, request, lines, regions)


async def test_each_pair_has_its_own_verdict_in_the_order_asked() -> None:
    suite = bench()
    await file_registration(
        suite.deals, BOLT, command_id("b"), None, replace(REQUEST, product_line="MG", region="EAST")
    )
    parts = await file(suite)
    assert [(one.product_line, one.region, one.filed.verdict) for one in parts] == [
        ("GTX", "EAST", Verdict.ACCEPTED),
        ("GTX", "WEST", Verdict.ACCEPTED),
        ("MG", "EAST", Verdict.CONFLICT),
        ("MG", "WEST", Verdict.ACCEPTED),
    ]
    assert len({one.filed.registration_id for one in parts}) == 4
    for one in parts:
        filing = (await suite.registration(one.filed.registration_id)).filing
        assert filing is not None
        assert (filing.product_line, filing.region) == (one.product_line, one.region)
    assert suite.people.asked == [REQUEST.credit_code] * 2, "the account is asked for once a filing"


async def test_a_retry_has_the_same_answers_whatever_has_moved() -> None:
    suite = bench()
    first = await file(suite)
    before = dict(suite.store.by_id)
    suite.clock.at = NOW + timedelta(days=400)
    suite.people.standings[partner("acme")] = Standing(False, (), ())
    assert await file(suite) == first
    assert suite.store.by_id == before


async def test_sent_twice_at_once_it_is_filed_once() -> None:
    suite, other = (one := bench()), bench(one.store)
    answers = await asyncio.gather(file(suite), file(other), file(suite))
    assert answers[0] == answers[1] == answers[2]
    assert suite.types("scope") == ["ScopeFiled"] * 4


@pytest.mark.parametrize(
    "changed",
    [
        {"request": replace(REQUEST, project_name="ERP")},
        {"lines": ("GTX",)},
        {"lines": ("GTX", "MG"), "regions": ("WEST", "EAST")},
        {"lines": ("MG",), "regions": ("WEST",)},
    ],
)
async def test_the_same_command_with_another_body_is_refused(changed: dict[str, object]) -> None:
    suite = bench()
    await file(suite)
    before = dict(suite.store.by_id)
    with pytest.raises(Conflict, match="COMMAND_REUSED"):
        await file(suite, **changed)  # type: ignore[arg-type]
    assert suite.store.by_id == before


async def test_no_pair_in_common_is_another_body_all_the_same() -> None:
    suite = bench()
    await file(suite, lines=("GTX",), regions=("EAST",))
    with pytest.raises(Conflict, match="COMMAND_REUSED"):
        await file(suite, lines=("MG",), regions=("WEST",))
    with pytest.raises(Conflict, match="COMMAND_REUSED"):
        await file_registration(suite.deals, ACME, command_id("a"), None, REQUEST)
    assert suite.types("scope") == ["ScopeFiled"]


class Crash(Exception):
    """The process ends here."""


async def test_a_retry_completes_what_was_found_sound_before_a_crash() -> None:
    suite = bench()
    kept, appended = suite.store.append, 0

    async def dying(entry: object) -> None:
        nonlocal appended
        appended += getattr(entry, "type", "") == "scope"
        if appended == 3:
            raise Crash
        await kept(entry)  # type: ignore[arg-type]

    suite.store.append = dying  # type: ignore[method-assign]
    with pytest.raises(Crash):
        await file(suite)
    suite.store.append = kept  # type: ignore[method-assign]
    assert suite.types("scope") == ["ScopeFiled"] * 2
    suite.clock.at = NOW + timedelta(days=400)
    suite.people.standings[partner("acme")] = Standing(False, (), ())
    suite.people.renamed[REQUEST.credit_code] = "merged"
    parts = await file(suite)
    assert [one.filed.verdict for one in parts] == [Verdict.ACCEPTED] * 4
    filings = [(await suite.registration(one.filed.registration_id)).filing for one in parts]
    assert len({filing.account_id for filing in filings if filing is not None}) == 1
    assert suite.types("registration") == ["RegistrationFiled"] * 4


REFUSALS: list[tuple[dict[str, object], list[tuple[str, tuple[str, ...]]]]] = [
    ({"lines": ()}, [("PARTS_MISSING", ("productLines",))]),
    ({"regions": ()}, [("PARTS_MISSING", ("regions",))]),
    ({"lines": ("GTX", "MG", "GTX")}, [("PART_TWICE", ("productLines", "2"))]),
    ({"lines": tuple("ABC"), "regions": tuple("DEF")}, [("TOO_MANY_PARTS", ("productLines",))]),
    ({"lines": ("GTX", "XXL")}, [("PRODUCT_LINE_NOT_CERTIFIED", ("productLines", "1"))]),
    ({"regions": ("EAST", "MOON")}, [("REGION_NOT_CERTIFIED", ("regions", "1"))]),
    ({"lines": ("GTX", "\ud800")}, [("TEXT_UNREADABLE", ("productLines", "1"))]),
    ({"request": replace(REQUEST, contact_met=" ")}, [("TEXT_EMPTY", ("contactMet",))]),
    (
        {"request": replace(REQUEST, amount="x"), "lines": ("GTX", "XXL")},
        [("MONEY_NOT_A_NUMBER", ("amount", "amount")), ("PRODUCT_LINE_NOT_CERTIFIED", ("productLines", "1"))],
    ),
]


@pytest.mark.parametrize(("changed", "expected"), REFUSALS)
async def test_one_unsound_part_and_nothing_is_filed(
    changed: dict[str, object], expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    suite = bench()
    with pytest.raises(Refused) as refused:
        await file(suite, **changed)  # type: ignore[arg-type]
    assert [(error.code, error.field) for error in refused.value.errors] == expected
    assert (suite.store.by_id, suite.people.asked) == ({}, [])


async def test_a_code_that_people_refuses_leaves_nothing() -> None:
    suite = bench()
    with pytest.raises(Invalid) as refused:
        await file(suite, request=replace(REQUEST, credit_code="91310000MA1K00000Y"))
    assert refused.value.field == ("customer", "creditCode")
    assert suite.store.by_id == {}


def test_a_reader_can_wait_for_every_part_at_once() -> None:
    assert MOST_PARTS <= MOST_CURSORS
