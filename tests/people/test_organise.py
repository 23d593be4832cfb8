"""Changes of the organisation by command, and what approvers come of them: posts, units, committees, owners of fields,
deal teams, calendars, and one who leaves."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.people.app.container import SELF, People
from services.people.app.deal_role import RoleAsked, end_deal_role, take_deal_role
from services.people.app.leave import hand_over, record_leaving
from services.people.app.organise import head_unit, name_field_owner, record_committee
from services.people.app.post_change import PostGiven, assign_post, end_post
from services.people.app.resolve import resolve_approvers
from services.people.app.work_calendar import CalendarAsked, calendar_of_unit, set_unit_calendar
from services.people.domain.account import ACCOUNT
from services.people.domain.staff import EMPLOYEE, Post
from services.people.domain.team_template import read_templates, templates
from services.people.domain.work_calendar import WorkTime
from tas.contracts.people import AccountOwnerAssigned
from tas.contracts.staff import Phase, Vote
from tas.core.calendar import DayHours
from tas.core.errors import Invalid, TasError
from tests.support.organisation import DEAL, TODAY, actor, asking, found, ids, organisation
from tests.support.people import NOW

LATER = TODAY + timedelta(days=10)
LAST = LATER + timedelta(days=10)


async def code_of(work: Awaitable[Any]) -> str:
    with pytest.raises(TasError) as refused:
        await work
    return refused.value.code


async def test_a_post_from_a_day_to_a_day() -> None:
    people = await organisation()
    rule = {"kind": "POST", "post": "CHM"}
    await assign_post(people, PostGiven("am", "CHM", None, LATER, LAST), asking("adm", "c1"))
    assert (await found(people, rule))["fallback"] and ids(await found(people, rule, day=LATER)) == ["am"]
    assert ids(await found(people, rule, day=LAST)) == ["am"]
    assert (await found(people, rule, day=LAST + timedelta(days=1)))["fallback"]
    assert "CHM" in await people.directory.held_posts(LAST) and "CHM" not in await people.directory.held_posts(TODAY)
    await end_post(people, "am", Post("CHM"), LATER, asking("adm", "c2"))
    assert (await found(people, rule, day=LAST))["fallback"] and ids(await found(people, rule, day=LATER)) == ["am"]


async def test_a_unit_is_headed_from_a_day_on() -> None:
    people = await organisation()
    await head_unit(people, "west", "all", ["sd2"], LATER, asking("adm", "c1"))
    rule = {"kind": "UNIT_HEAD", "unit": "west"}
    assert [ids(await found(people, rule, day=day)) for day in (TODAY, LATER)] == [["sd"], ["sd2"]]
    await head_unit(people, "west", None, [], LAST, asking("adm", "c2"))
    assert (await found(people, rule, day=LAST))["fallback"]


async def test_a_committee_votes_with_weights_and_a_substitute_votes_for_a_member() -> None:
    people = await organisation()
    rule = {"kind": "COMMITTEE", "committee": "OC"}
    assert (await found(people, rule))["fallback"]
    votes = [Vote("vp", 2), Vote("fin", 1), Vote("gone", 1)]
    await record_committee(people, "OC", "Review", votes, TODAY, asking("adm", "c1"))
    await record_committee(people, "OC", "Review", [Vote("sd", 3)], LATER, asking("adm", "c2"))
    assert [(one["id"], one["weight"]) for one in (await found(people, rule))["approvers"]] == [("vp", 2), ("fin", 1)]
    assert [(one["id"], one["weight"]) for one in (await found(people, rule, day=LATER))["approvers"]] == [("sd", 3)]


async def test_a_field_owner_from_a_day_on() -> None:
    people = await organisation()
    await name_field_owner(people, "legalName", "fin", LATER, asking("adm", "c1"))
    await name_field_owner(people, "legalName", None, LAST, asking("adm", "c2"))
    rule = {"kind": "FIELD_OWNER", "field": "legalName"}
    answers = [await found(people, rule, day=day) for day in (TODAY, LATER, LAST)]
    assert [(ids(one), one["fallback"]) for one in answers] == [(["adm"], True), (["fin"], False), (["adm"], True)]


async def test_the_starters_choice_must_fit() -> None:
    people = await organisation()
    rule = {"kind": "STARTER_CHOICE", "slot": "expert", "post": "SD"}
    facts = {"starterId": "am", "chosen": {"expert": ["sd2", "am", "fin", "gone", "no", 7]}}
    assert ids(await found(people, rule, facts)) == ["sd2"]
    unfit: tuple[dict[str, Any], ...] = ({}, {"chosen": []}, {"chosen": {"other": ["sd2"]}})
    for wrong in unfit:
        assert (await found(people, rule, {"starterId": "am", **wrong}))["fallback"]
    free = {"kind": "STARTER_CHOICE", "slot": "expert"}
    assert ids(await found(people, free, {"starterId": "am", "chosen": {"expert": ["am", "fin"]}})) == ["fin"]


def role(employee: str, name: str = "AM", **more: Any) -> RoleAsked:
    given: dict[str, Any] = {"opportunity_id": DEAL, "employee_id": employee, "role": name, "phase": Phase.PURSUE,
                             "primary": True, "allocation_percent": 50, "first_day": TODAY, "reason": ""}  # fmt: skip
    return RoleAsked(**{**given, **more})


async def test_deal_roles_find_approvers_as_of_any_day() -> None:
    people = await organisation()
    await take_deal_role(people, role("am"), asking("am", "c1"))
    await take_deal_role(people, role("fin", "SM"), asking("am", "c2"))
    await take_deal_role(people, role("am2", first_day=LATER), asking("sd", "c3"))
    rule, facts = {"kind": "TEAM_ROLE", "role": "AM"}, {"opportunityId": DEAL}
    assert [ids(await found(people, rule, facts, day)) for day in (TODAY, LATER)] == [["am"], ["am2"]]
    assert ids(await found(people, {"kind": "TEAM_ROLE", "role": "SM"}, facts)) == ["fin"]
    await end_deal_role(people, DEAL, "fin", "SM", TODAY, "done", asking("am", "c4"))
    for missing in ({"kind": "TEAM_ROLE", "role": "SM"}, {"kind": "TEAM_ROLE"}, {"kind": "TEAM_ROLE", "role": "DM"}):
        assert (await found(people, missing, facts, LATER))["fallback"]
    assert (await found(people, rule, {}))["fallback"]


async def test_who_may_give_roles() -> None:
    people = await organisation()
    assert await code_of(take_deal_role(people, role("am2"), asking("am", "a"))) == "DEAL_TEAM_FORBIDDEN"
    assert await code_of(take_deal_role(people, role("fin"), asking("fin", "b"))) == "DEAL_TEAM_FORBIDDEN"
    await take_deal_role(people, role("am"), asking("am", "c"))
    assert await code_of(take_deal_role(people, role("am2"), asking("am2", "d"))) == "DEAL_TEAM_FORBIDDEN"
    assert await code_of(take_deal_role(people, role("fin", "SM"), asking("sd2", "e"))) == "DEAL_TEAM_FORBIDDEN"
    for who in ("sd", "vp", "adm", "am"):
        await take_deal_role(people, role("fin", "SM"), asking(who, f"f{who}"))


async def test_a_careful_deal_has_three_people_and_always_an_account_manager() -> None:
    people = await organisation()
    await take_deal_role(people, role("am"), asking("am", "a"))
    assert await code_of(take_deal_role(people, role("am", "DM", grade="A"), asking("am", "b"))) == "TEAM_NOT_SEPARATE"
    await take_deal_role(people, role("am", "DM", grade="C"), asking("am", "c"))
    assert await code_of(end_deal_role(people, DEAL, "am", "AM", TODAY, "", asking("am", "d"))) == "TEAM_WITHOUT_AM"
    assert await code_of(end_deal_role(people, DEAL, "fin", "SM", TODAY, "", asking("am", "e"))) == "ROLE_NOT_HELD"


TIME = WorkTime("CN", "Asia/Shanghai", (1, 2, 3, 4), ("08:00-12:00",), (date(2026, 3, 3),), (date(2026, 3, 8),))


async def test_a_unit_keeps_its_calendar_and_its_history() -> None:
    people = await organisation()
    await set_unit_calendar(people, CalendarAsked("all", TIME, LATER), asking("adm", "c1"))
    assert (await calendar_of_unit(people, "west", TODAY)).hours != TIME.hours
    kept = await calendar_of_unit(people, "west", LATER)
    assert (kept.name, kept.weekdays, kept.hours) == ("all", (1, 2, 3, 4), ("08:00-12:00",))
    assert date(2026, 3, 3) in kept.holidays and date(2026, 3, 8) in kept.workdays
    half = (DayHours(date(2026, 2, 13), ("09:00-12:00",)),)
    own = WorkTime("CN", "Asia/Shanghai", (1, 2, 3, 4, 5), ("10:00-11:00",), (), (), special=half)
    await set_unit_calendar(people, CalendarAsked("west", own, LAST), asking("adm", "c2"))
    found = [(await calendar_of_unit(people, "west", day)).hours for day in (LATER, LAST)]
    assert found == [("08:00-12:00",), ("10:00-11:00",)]
    west = await calendar_of_unit(people, "west", LAST)
    assert west.hours_on(date(2026, 2, 13)) == ("09:00-12:00",) and west.works_on(date(2026, 2, 13))
    for wrong in (
        {"weekdays": (8,)},
        {"weekdays": ()},
        {"hours": ("12:00-08:00",)},
        {"zone": "Nowhere/At"},
        {"special": half * 2},
    ):
        time = WorkTime(**{**{one: getattr(TIME, one) for one in TIME.__slots__}, **wrong})
        work = set_unit_calendar(people, CalendarAsked("all", time, LATER), asking("adm", f"c{wrong}"))
        assert (await code_of(work)).startswith("CALENDAR_")


async def test_one_who_leaves_is_told_with_all_that_must_be_taken_over() -> None:
    people = await organisation()
    await take_deal_role(people, role("am"), asking("am", "a"))
    await record_committee(people, "OC", "Review", [Vote("sd"), Vote("am")], TODAY, asking("adm", "b"))
    await name_field_owner(people, "legalName", "am", TODAY, asking("adm", "c"))
    await record_leaving(people, "am", LATER, asking("adm", "d"))
    listed = await hand_over(people, actor("sd"), "am")
    assert [one.id for one in listed.accounts] == ["acc"]
    assert [(one.post.code, one.period.last) for one in listed.posts] == [("AM", LATER)]
    assert [(one.opportunity_id, one.member.role) for one in listed.deal_roles] == [(DEAL, "AM")]
    assert (listed.committees, listed.fields, listed.reports, listed.units) == (["OC"], ["legalName"], [], [])
    heads = await hand_over(people, actor("adm"), "sd")
    assert [one.id for one in heads.reports] == ["am", "am2"] and [one.id for one in heads.units] == ["west"]
    state = (await people.ledger.load(EMPLOYEE, "am")).state
    assert [state.on(day).active for day in (LATER, LATER + timedelta(days=1))] == [True, False]
    assert (await found(people, {"kind": "EMPLOYEE", "employee": "am"}, day=LAST))["fallback"]
    assert await code_of(hand_over(people, actor("fin"), "am")) == "NOT_YOURS"
    assert await code_of(record_leaving(people, "am", LAST, asking("adm", "e"))) == "EMPLOYEE_GONE"


COMMANDS: dict[str, Callable[[People, str], Awaitable[Any]]] = {
    "post": lambda p, who: assign_post(p, PostGiven("am", "CHM", None, TODAY, None), asking(who, "c")),
    "end of a post": lambda p, who: end_post(p, "am", Post("AM"), TODAY, asking(who, "c")),
    "unit": lambda p, who: head_unit(p, "west", "all", [], TODAY, asking(who, "c")),
    "committee": lambda p, who: record_committee(p, "OC", "O", [], TODAY, asking(who, "c")),
    "field": lambda p, who: name_field_owner(p, "legalName", "am", TODAY, asking(who, "c")),
    "calendar": lambda p, who: set_unit_calendar(p, CalendarAsked("west", TIME, TODAY), asking(who, "c")),
    "leaving": lambda p, who: record_leaving(p, "am", TODAY, asking(who, "c")),
}


@pytest.mark.parametrize("name", COMMANDS)
async def test_the_organisation_is_changed_by_adm_alone_and_a_retry_is_one_change(name: str) -> None:
    people = await organisation()
    for who in ("am", "vp", "sd"):
        assert await code_of(COMMANDS[name](people, who)) == "ADM_ONLY"
    first = await COMMANDS[name](people, "adm")
    again = await COMMANDS[name](people, "adm")
    assert (again.replayed, again.version) == (True, first.version)


REFUSED: dict[str, tuple[Callable[[People], Awaitable[Any]], str]] = {
    "an unknown post": (lambda p: assign_post(p, PostGiven("am", "PTN", None, TODAY, None), asking("adm", "c")),
                        "POST_INVALID"),
    "a post held": (lambda p: assign_post(p, PostGiven("am", "AM", None, TODAY, None), asking("adm", "c")),
                    "POST_HELD"),
    "a post for nobody": (lambda p: assign_post(p, PostGiven("no", "AM", None, TODAY, None), asking("adm", "c")),
                          "EMPLOYEE_UNKNOWN"),
    "a post of no unit": (lambda p: assign_post(p, PostGiven("am", "SD", "no", TODAY, None), asking("adm", "c")),
                          "UNIT_MISSING"),
    "a post of one who left": (lambda p: assign_post(p, PostGiven("gone", "SD", None, TODAY, None),
                                                     asking("adm", "c")), "EMPLOYEE_GONE"),
    "reversed": (lambda p: assign_post(p, PostGiven("am", "SD", None, LATER, TODAY), asking("adm", "c")),
                 "DAYS_REVERSED"),
    "a post not held": (lambda p: end_post(p, "am", Post("SD"), TODAY, asking("adm", "c")), "POST_NOT_HELD"),
    "a unit above itself": (lambda p: head_unit(p, "all", "west", [], TODAY, asking("adm", "c")), "UNIT_CIRCLE"),
    "a member twice": (lambda p: record_committee(p, "OC", "O", [Vote("am"), Vote("am")], TODAY, asking("adm", "c")),
                       "MEMBERS_INVALID"),
    "a vote of no weight": (lambda p: record_committee(p, "OC", "O", [Vote("am", 0)], TODAY, asking("adm", "c")),
                            "WEIGHT_INVALID"),
    "a committee without a name": (lambda p: record_committee(p, "OC", " ", [], TODAY, asking("adm", "c")),
                                   "NAME_INVALID"),
    "a field that is none": (lambda p: name_field_owner(p, "a b", None, TODAY, asking("adm", "c")), "NAME_INVALID"),
    "a deal that is none": (lambda p: take_deal_role(p, role("am", opportunity_id="x"), asking("adm", "c")),
                            "OPPORTUNITY_MISSING"),
    "a role that is none": (lambda p: take_deal_role(p, role("am", "VP"), asking("adm", "c")), "ROLE_INVALID"),
    "too much of somebody": (lambda p: take_deal_role(p, role("am", allocation_percent=101), asking("adm", "c")),
                             "ALLOCATION_INVALID"),
    "a role for one who left": (lambda p: take_deal_role(p, role("gone"), asking("adm", "c")), "EMPLOYEE_GONE"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_refused_by_code(name: str) -> None:
    work, code = REFUSED[name]
    assert await code_of(work(await organisation())) == code


@pytest.mark.parametrize(
    ("phase", "value", "roles"),
    [
        (Phase.ACQUIRE, "0", {"LE", "AM", "SM"}),
        (Phase.PURSUE, "0", {"AM", "SM", "DM"}),
        (Phase.PURSUE, "4999999.99", {"AM", "SM", "DM"}),
        (Phase.PURSUE, "5000000", {"AM", "SM", "DM", "LE"}),
        (Phase.PURSUE, "20000000", {"AM", "SM", "DM", "LE", "SVM"}),
        (Phase.DELIVER, "99000000", {"SVM", "DM", "AM"}),
    ],
)
def test_the_team_is_chosen_by_value(phase: Phase, value: str, roles: set[str]) -> None:
    chosen = templates().choose(phase, Decimal(value), "CNY")
    assert set(chosen.roles) == roles and len(chosen.roles) == len(roles)
    assert all(one.before.en and one.after.zh and one.drive.en and one.blind_spot.zh for one in chosen.duties)


def test_a_template_that_cannot_stand_is_refused() -> None:
    with pytest.raises(Invalid):
        templates().choose(Phase.PURSUE, Decimal(1), "EUR")
    duty = "\n".join(
        f'[duty.{role}]\ndrive = {{en="a", zh="b"}}\nblindSpot = {{en="a", zh="b"}}\n'
        'before = {en="a", zh="b"}\nafter = {en="a", zh="b"}'
        for role in ("AM", "SM")
    )

    def text(*rows: tuple[str, str, str, list[str]]) -> str:
        made = [f'[[template]]\ncode="{c}"\nphase="{p}"\nfrom="{f}"\nroles={r}\ntask={{en="a", zh="b"}}'
                for c, p, f, r in rows]  # fmt: skip
        return f'currency = "CNY"\n{duty}\n' + "\n".join(made)

    good = [(phase.value, phase.value, "0", ["AM", "SM"]) for phase in Phase]
    assert len(read_templates(text(*good)).templates) == 3
    wrong = (
        good[:2], [*good, ("X", "PURSUE", "0", ["AM", "SM"])], [*good, ("PURSUE", "PURSUE", "5", ["AM", "SM"])],
        [*good, ("X", "PURSUE", "5", ["AM", "AM"])], [*good, ("X", "PURSUE", "5", ["SM"])],
        [*good, ("X", "PURSUE", "5", ["AM", "CEO"])], [*good, ("X", "PURSUE", "-1", ["AM", "SM"])],
        [*good, ("X", "PURSUE", "5", ["AM", "DM"])], [*good, ("X", "NEVER", "5", ["AM", "SM"])],
    )  # fmt: skip
    for rows in wrong:
        with pytest.raises((ValueError, KeyError)):
            read_templates(text(*rows))


async def test_a_question_is_about_the_companys_day() -> None:
    people = await organisation()
    await assign_post(people, PostGiven("am", "CHM", None, LATER, None), asking("adm", "c1"))
    rule = [{"kind": "POST", "post": "CHM"}]
    midnight = datetime(LATER.year, LATER.month, LATER.day, tzinfo=UTC) - timedelta(hours=8)  # in Shanghai
    (early,) = await resolve_approvers(people, rule, {}, midnight - timedelta(minutes=1))
    (late,) = await resolve_approvers(people, rule, {}, midnight)
    assert (early["fallback"], ids(late)) == (True, ["am"])


async def test_the_accounts_owner_of_the_day_is_asked() -> None:
    people = await organisation()
    event = AccountOwnerAssigned("acc", "fin", None)
    later = caused_command(SELF, "owner", NOW + timedelta(days=10))
    await people.ledger.execute(ACCOUNT, "acc", later, lambda _: Decided((event,), {}))
    rule, facts = {"kind": "ACCOUNT_OWNER_HEAD"}, {"accountId": "acc"}
    assert [ids(await found(people, rule, facts, day)) for day in (TODAY, LATER)] == [["sd"], ["vp"]]
    assert (await found(people, rule, facts, TODAY - timedelta(days=1)))["fallback"]  # the account was nobody's
