"""Who approves, by table: rule and facts against employees, why and hops; nobody found means ADM."""

from typing import Any

import pytest

from kit.journal.aggregate import AggregateType, Decided
from services.people.app.container import People
from services.people.app.resolve import line_heads, resolve_approvers
from services.people.app.resolve_rule import FINDERS
from services.people.domain.account import ACCOUNT
from services.people.domain.field_owner import FIELD_OWNER
from services.people.domain.staff import EMPLOYEE, UNIT
from tas.contracts.people import AccountDrafted, EmployeeRecorded, PostAssigned, UnitRecorded
from tas.contracts.staff import FieldOwnerNamed
from tas.core.errors import Invalid
from tas.flows.validate import RULES
from tests.support.people import NOW, command, fake_people

STAFF: list[tuple[str, str | None, str | None, bool, list[tuple[str, str | None]]]] = [
    # id, unit, line head, active, posts (code, unit)
    ("am", "west", "sd", True, [("AM", "west")]),
    ("am-gone-head", "west", "left", True, [("AM", "west")]),
    ("am-no-head", "west", None, True, []),
    ("am-alone", None, None, True, []),
    ("sd", "west", "vp", True, [("SD", "west")]),
    ("left", "west", "vp", False, [("SD", None), ("CHM", None)]),
    ("vp", None, None, True, [("VP", None)]),
    ("chm-all", None, None, True, [("CHM", None)]),
    ("chm-east", None, None, True, [("CHM", "east")]),
    ("ring-1", None, "ring-2", True, []),
    ("ring-2", None, "ring-1", True, []),
    ("adm", None, None, True, [("ADM", None)]),
]
UNITS = [("west", None, ("sd", "left")), ("west-north", "west", ("left",)), ("east", None, ())]
OWNERS = [("acc-am", "am"), ("acc-gone", "am-gone-head"), ("acc-alone", "am-alone"), ("acc-none", None)]


@pytest.fixture
async def people() -> People:
    made, _ = fake_people()

    async def put(kind: AggregateType[Any], key: str, *events: Any) -> None:
        await made.ledger.execute(kind, key, command(f"{kind.name}{key}"), lambda _: Decided(events, {}))

    for id, unit, head, active, posts in STAFF:
        held = [PostAssigned(id, code, where) for code, where in posts]
        await put(EMPLOYEE, id, EmployeeRecorded(id, id, id.title(), unit, head, active), *held)
    for id, parent, heads in UNITS:
        await put(UNIT, id, UnitRecorded(id, id, None, parent, heads))
    for id, owner in OWNERS:
        await put(ACCOUNT, id, AccountDrafted(id, id, None, "import", owner_employee_id=owner))
    return made


@pytest.mark.parametrize(
    ("rule", "facts", "ids", "hops"),
    [
        ({"kind": "POST", "post": "CHM"}, {}, ["chm-all", "chm-east"], []),
        ({"kind": "POST", "post": "CHM", "unit": "east"}, {}, ["chm-all", "chm-east"], ["east"]),
        ({"kind": "POST", "post": "CHM", "unit": "west"}, {}, ["chm-all"], ["west"]),
        ({"kind": "HEAD_OF", "fact": "change.newOwnerId"}, {"change.newOwnerId": "am"}, ["sd"], ["am", "sd"]),
        ({"kind": "ACCOUNT_OWNER_HEAD"}, {"accountId": "acc-am"}, ["sd"], ["acc-am", "am", "sd"]),
        # the head has left: the next one up
        ({"kind": "ACCOUNT_OWNER_HEAD"}, {"accountId": "acc-gone"}, ["vp"], ["acc-gone", "am-gone-head", "left", "vp"]),
        ({"kind": "LINE_MANAGER"}, {"starterId": "am"}, ["sd"], ["am", "sd"]),
        ({"kind": "LINE_MANAGER", "level": 2}, {"starterId": "am"}, ["vp"], ["am", "sd", "vp"]),
        ({"kind": "LINE_MANAGER"}, {"starterId": "am-no-head"}, ["sd"], ["am-no-head", "west"]),
        ({"kind": "UNIT_HEAD", "unit": "west"}, {}, ["sd"], ["west"]),
        ({"kind": "UNIT_HEAD"}, {"unitId": "west-north"}, ["sd"], ["west-north", "west"]),
        ({"kind": "FLOW_ADMIN"}, {}, ["adm"], []),
        ({"kind": "EMPLOYEE", "employee": "vp"}, {}, ["vp"], []),
    ],
)
async def test_found(
    people: People, rule: dict[str, Any], facts: dict[str, Any], ids: list[str], hops: list[str]
) -> None:
    (answer,) = await resolve_approvers(people, [rule], facts, NOW)
    assert [one["id"] for one in answer["approvers"]] == ids
    assert answer["approvers"][0]["hops"] == hops
    assert all(one["why"] for one in answer["approvers"])
    assert answer["fallback"] is False


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ({"kind": "POST", "post": "LAB"}, {}),
        ({"kind": "POST"}, {}),
        ({"kind": "ACCOUNT_OWNER_HEAD"}, {"accountId": "acc-none"}),
        ({"kind": "ACCOUNT_OWNER_HEAD"}, {"accountId": "acc-alone"}),
        ({"kind": "ACCOUNT_OWNER_HEAD"}, {"accountId": "no such"}),
        ({"kind": "ACCOUNT_OWNER_HEAD"}, {}),
        ({"kind": "LINE_MANAGER", "level": 9}, {"starterId": "am"}),
        ({"kind": "LINE_MANAGER", "level": "1"}, {"starterId": "am"}),
        ({"kind": "LINE_MANAGER", "level": 2}, {"starterId": "ring-1"}),
        ({"kind": "UNIT_HEAD", "unit": "east"}, {}),
        ({"kind": "EMPLOYEE", "employee": "left"}, {}),
        ({"kind": "EMPLOYEE"}, {}),
        ({"kind": "HEAD_OF", "fact": "change.newOwnerId"}, {}),
        ({"kind": "HEAD_OF"}, {"change.newOwnerId": "am"}),
        ({"kind": "FIELD_OWNER"}, {}),
        ({"kind": "FIELD_OWNER"}, {"fields": ["legalName"]}),
    ],
)
async def test_nobody_means_the_flow_administrator(people: People, rule: dict[str, Any], facts: dict[str, Any]) -> None:
    (answer,) = await resolve_approvers(people, [rule], facts, NOW)
    assert [one["id"] for one in answer["approvers"]] == ["adm"]
    assert answer["fallback"] is True


async def test_one_answer_a_rule_in_their_order(people: People) -> None:
    rules = [{"kind": "FLOW_ADMIN"}, {"kind": "POST", "post": "VP"}]
    assert [one["approvers"][0]["id"] for one in await resolve_approvers(people, rules, {}, NOW)] == ["adm", "vp"]


@pytest.mark.parametrize("rules", [[{"kind": "DICE"}], [{}], [{"kind": "FLOW_ADMIN"}] * 101])
async def test_what_is_refused(people: People, rules: list[dict[str, Any]]) -> None:
    with pytest.raises(Invalid) as refused:
        await resolve_approvers(people, rules, {}, NOW)
    assert refused.value.code == ("RESOLVER_UNKNOWN" if len(rules) == 1 else "ASK_TOO_LARGE")


async def test_line_heads(people: People) -> None:
    heads = await line_heads(people, ["am", "am-gone-head", "am-no-head", "am-alone", "am"])
    assert heads == {"am": "sd", "am-gone-head": "vp", "am-no-head": "sd", "am-alone": None}


@pytest.mark.parametrize(
    ("fields", "starter", "ids"),
    [
        (["industry"], "am", ["fo-1"]),
        (["industry"], "fo-1", ["fo-2"]),
        (["legalName", "industry"], "am", ["fo-1"]),
        (["bank", "industry"], "am", ["sd", "fo-1"]),
        (["creditRating"], "am", ["fin"]),
        (["blacklist"], "am", ["fo-1"]),  # nobody holds the post that its policy names
    ],
)
async def test_every_field_has_one_owner_to_sign(
    people: People, fields: list[str], starter: str, ids: list[str]
) -> None:
    for id, post in (("fo-1", "FO"), ("fo-2", "FO"), ("fin", "FIN")):
        events = (EmployeeRecorded(id, id, id, None, None), PostAssigned(id, post))
        await people.ledger.execute(EMPLOYEE, id, command(id), lambda _, events=events: Decided(events, {}))  # type: ignore[misc]
    named = FieldOwnerNamed("bank", "sd", NOW.date())
    await people.ledger.execute(FIELD_OWNER, "bank", command("named"), lambda _: Decided((named,), {}))
    facts = {"fields": fields, "starterId": starter}
    (answer,) = await resolve_approvers(people, [{"kind": "FIELD_OWNER"}], facts, NOW)
    assert ([one["id"] for one in answer["approvers"]], answer["fallback"]) == (ids, False)


def test_every_kind_that_a_definition_may_name_is_found_by() -> None:
    assert set(FINDERS) == set(RULES)
