"""Absences and delegations: who acts meanwhile, why, over which hops; and who never may."""

from datetime import date, timedelta
from typing import Any

import pytest

from kit.journal.aggregate import Decided
from services.people.app.away_change import AwayAsked, end_away, record_away
from services.people.app.container import People
from services.people.app.resolve import line_heads
from services.people.domain.staff import EMPLOYEE
from tas.contracts.people import EmployeeRecorded
from tas.contracts.staff import AwayKind, AwayRecorded
from tas.core.errors import TasError
from tests.support.organisation import TODAY, asking, found, ids, organisation
from tests.support.people import command

UNTIL = TODAY + timedelta(days=9)
SD = {"kind": "LINE_MANAGER"}
AM: dict[str, Any] = {"starterId": "am"}


async def away(
    people: People, who: str, substitute: str | None, posts: tuple[str, ...] = (), kind: AwayKind = AwayKind.ABSENCE
) -> None:
    """Recorded as it stands in the journal, whatever a command would say to it."""
    event = AwayRecorded(who, f"away-{who}-{posts}", kind, posts, substitute, TODAY, UNTIL, "")
    await people.ledger.execute(
        EMPLOYEE, who, command(f"away{who}{posts}{substitute}"), lambda _: Decided((event,), {})
    )


async def test_the_substitute_acts_for_the_days_and_it_is_told_why() -> None:
    people = await organisation()
    await away(people, "sd", "sd2")
    answer = await found(people, SD, AM)
    assert ids(answer) == ["sd2"] and answer["fallback"] is False
    (seat,) = answer["approvers"]
    assert (seat["insteadOf"], seat["hops"]) == ("sd", ["am", "sd", "sd2"])
    assert seat["why"] == f"line head, 1 up; Sd is away until {UNTIL}: Sd2 acts"
    for day in (TODAY - timedelta(days=1), UNTIL + timedelta(days=1)):
        assert ids(await found(people, SD, AM, day)) == ["sd"]


async def test_a_delegation_of_a_post_is_for_that_post_alone() -> None:
    people = await organisation()
    await away(people, "sd", "fin", ("SD",), AwayKind.DELEGATION)
    assert ids(await found(people, {"kind": "POST", "post": "SD"})) == ["fin", "sd2"]
    assert ids(await found(people, SD, AM)) == ["sd"]
    assert "has delegated SD" in (await found(people, {"kind": "POST", "post": "SD"}))["approvers"][0]["why"]


@pytest.mark.parametrize(
    ("aways", "facts", "who", "fallback"),
    [
        # without a substitute: the line head
        ([("sd", None)], AM, "vp", False),
        # over several hops, and each who is away is passed
        ([("sd", "sd2"), ("sd2", "fin")], AM, "fin", False),
        # the substitute is the starter, or below them: the line head of who is away
        ([("sd", "am")], AM, "vp", False),
        ([("vp", "am")], {"starterId": "sd"}, "adm", True),
        ([("vp", "fin")], {"starterId": "sd"}, "fin", False),
        # must be separate
        ([("sd", "sd2")], {**AM, "separateIds": ["sd2"]}, "vp", False),
        # left
        ([("sd", "gone")], AM, "vp", False),
        # circles: back to the first, and both ways round
        ([("sd", "sd2"), ("sd2", "sd")], AM, "vp", False),
        ([("sd", "sd2"), ("sd2", "sd"), ("vp", "sd")], AM, "adm", True),
    ],
)
async def test_who_acts(aways: list[tuple[str, str | None]], facts: dict[str, Any], who: str, fallback: bool) -> None:
    people = await organisation()
    for one, substitute in aways:
        await away(people, one, substitute)
    answer = await found(people, SD, facts)
    assert (ids(answer), answer["fallback"]) == ([who], fallback), answer


async def test_who_is_below_the_starter_by_a_units_head_or_far_down_may_not_stand_in() -> None:
    people = await organisation()
    head = EmployeeRecorded("aide", "aide", "Aide", "west", None, True)  # reports to the head of west, who is sd
    chain = [EmployeeRecorded(f"l{n}", f"l{n}", f"L{n}", None, f"l{n - 1}" if n else "vp", True) for n in range(15)]
    for one in (head, *chain):
        await people.ledger.execute(
            EMPLOYEE,
            one.employee_id,
            command(one.login),
            lambda _, e=one: Decided((e,), {}),  # type: ignore[misc]
        )
    await away(people, "fin", "aide")
    rule = {"kind": "POST", "post": "FIN"}
    assert ids(await found(people, rule, {"starterId": "am"})) == ["aide"]
    refused = await found(people, rule, {"starterId": "sd"})
    assert ids(refused) == ["vp"] and "Aide may not stand in (below the starter)" in refused["approvers"][0]["why"]
    await away(people, "adm", "l14")
    answer = await found(people, {"kind": "POST", "post": "ADM"}, {"starterId": "l0"})
    assert ids(answer) == ["adm"]  # nobody may: asked all the same


async def test_hops_are_bounded_and_an_administrator_who_is_away_is_still_asked() -> None:
    people = await organisation()
    for one, substitute in (("sd", "sd2"), ("sd2", "fin"), ("fin", "am2"), ("am2", "vp"), ("vp", "adm"), ("adm", None)):
        await away(people, one, substitute)
    answer = await found(people, SD, AM)
    assert (ids(answer), answer["fallback"]) == (["adm"], True)


async def test_an_escalation_reaches_who_acts_for_the_line_head() -> None:
    people = await organisation()
    await away(people, "sd", "sd2")
    assert await line_heads(people, ["am", "sd2", "vp"]) == {"am": "sd2", "sd2": "vp", "vp": None}


async def test_one_who_acts_for_two_holds_one_seat() -> None:
    people = await organisation()
    await away(people, "sd", "sd2")
    answer = await found(people, {"kind": "POST", "post": "SD"})
    assert ids(answer) == ["sd2"] and answer["approvers"][0]["weight"] == 2


def asked(**more: Any) -> AwayAsked:
    given = {"employee_id": "am", "kind": AwayKind.ABSENCE, "posts": (), "substitute_id": "am2",
             "first_day": TODAY, "last_day": UNTIL, "reason": "leave"}  # fmt: skip
    return AwayAsked(**{**given, **more})


@pytest.mark.parametrize("who", ["am", "sd", "vp", "adm"])
async def test_oneself_who_is_above_and_adm_may_record(who: str) -> None:
    people = await organisation()
    done = await record_away(people, asked(), asking(who, "c"))
    assert done.answer["employeeId"] == "am"
    back = TODAY + timedelta(days=1)
    await end_away(people, "am", done.answer["awayId"], back, asking(who, "d"))
    (standing,) = (await people.ledger.load(EMPLOYEE, "am")).state.aways
    assert standing.period.last == back
    await end_away(people, "am", done.answer["awayId"], TODAY - timedelta(days=1), asking(who, "e"))
    assert (await people.ledger.load(EMPLOYEE, "am")).state.aways == ()


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a colleague": ("am2", {}, "NOT_YOURS"),
    "another's head": ("sd2", {}, "NOT_YOURS"),
    "nobody there": ("adm", {"employee_id": "no"}, "EMPLOYEE_UNKNOWN"),
    "reversed": ("am", {"last_day": TODAY - timedelta(days=1)}, "DAYS_REVERSED"),
    "too long": ("am", {"last_day": TODAY + timedelta(days=366)}, "AWAY_TOO_LONG"),
    "past": ("am", {"first_day": date(2026, 1, 1), "last_day": date(2026, 1, 2)}, "AWAY_PAST"),
    "no such post": ("am", {"posts": ("PTN",)}, "POST_INVALID"),
    "a long reason": ("am", {"reason": "x" * 301}, "REASON_TOO_LONG"),
    "a delegation to nobody": ("am", {"kind": AwayKind.DELEGATION, "substitute_id": None}, "SUBSTITUTE_MISSING"),
    "oneself": ("am", {"substitute_id": "am"}, "SUBSTITUTE_SELF"),
    "who left": ("am", {"substitute_id": "gone"}, "EMPLOYEE_GONE"),
    "an unknown substitute": ("am", {"substitute_id": "no"}, "EMPLOYEE_UNKNOWN"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_refused(name: str) -> None:
    who, more, code = REFUSED[name]
    people = await organisation()
    with pytest.raises(TasError) as refused:
        await record_away(people, asked(**more), asking(who, "c"))
    assert refused.value.code == code


async def test_the_same_days_twice_and_a_circle_are_refused() -> None:
    people = await organisation()
    await record_away(people, asked(posts=("AM",)), asking("am", "c1"))
    for posts in (("AM",), (), ("AM", "SD")):
        with pytest.raises(TasError) as refused:
            await record_away(people, asked(posts=posts, first_day=UNTIL, last_day=UNTIL), asking("am", f"c{posts}"))
        assert refused.value.code == "AWAY_OVERLAPS"
    await record_away(people, asked(posts=("LE",)), asking("am", "c2"))
    with pytest.raises(TasError) as refused:
        await record_away(people, asked(employee_id="am2", substitute_id="am"), asking("am2", "c3"))
    assert refused.value.code == "AWAY_CIRCLE"
    later = {"first_day": UNTIL + timedelta(days=1), "last_day": UNTIL + timedelta(days=2)}
    await record_away(people, asked(employee_id="am2", substitute_id="am", **later), asking("am2", "c4"))
