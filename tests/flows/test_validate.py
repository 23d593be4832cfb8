"""Every rule of the loader and the validator fires once here, on a flow that is right but for one thing."""

import pytest

from tas.core.errors import Invalid, Refused
from tas.flows.loader import load

RIGHT = """
code = "TAS_2_2"
stage = "S2"
name = { en = "n", zh-CN = "名" }
description = { en = "d", zh-CN = "述" }
available = true
sla = "2wd"

[facets]
posts = ["CHM"]

[[form]]
key = "amount"
label = { en = "Amount", zh-CN = "金额" }
type = "MONEY"

[[nodes]]
key = "check"
name = { en = "c", zh-CN = "查" }
kind = "SYSTEM_CHECK"
checks = [{ must = "ok == true", finding = "NOT_OK" }]

[[nodes]]
key = "seat"
name = { en = "s", zh-CN = "席" }
after = ["check"]
mode = "ALL"
condition = "owned == true"
resolver = { kind = "LINE_MANAGER", level = 1 }
sla = { duration = "1wd", remind = 50 }
"""
NODE = '\n[[nodes]]\nkey = "{}"\nname = {{ en = "x", zh-CN = "又" }}\nresolver = {{ kind = "FLOW_ADMIN" }}\n{}\n'
GROUP = '{ key = "fin", label = { en = "F", zh-CN = "财" }, need = 1, resolver = { kind = "POST", post = "FIN" } }'
SCORE = '{ key = "fit", label = { en = "F", zh-CN = "合" }, max = 5, passAt = 1 }'


def test_the_right_flow_is_right() -> None:
    assert [node.key for node in load(RIGHT).nodes] == ["check", "seat"]


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('stage = "S2"', 'stage = "S2', "FLOW_NOT_TOML", None),
        ('stage = "S2"\n', "", "FLOW_FIELD_MISSING", "TAS_2_2.stage"),
        ('mode = "ALL"', 'mode = "SOME"', "FLOW_FIELD_WRONG", "TAS_2_2.nodes[1].mode"),
        ("remind = 50", "remind = true", "FLOW_FIELD_WRONG", "TAS_2_2.nodes[1].sla.remind"),
        ('after = ["check"]', "after = [1]", "FLOW_FIELD_WRONG", "TAS_2_2.nodes[1].after"),
        ('checks = [{ must = "ok == true", finding = "NOT_OK" }]', "checks = [1]", "FLOW_FIELD_WRONG", None),
        ("remind = 50", "nag = 50", "FLOW_FIELD_UNKNOWN", "TAS_2_2.nodes[1].sla.nag"),
    ],
)
def test_a_wrong_shape_names_its_place(old: str, new: str, code: str, place: str | None) -> None:
    assert old in RIGHT
    with pytest.raises(Invalid) as refusal:
        load(RIGHT.replace(old, new, 1))
    assert refusal.value.code == code
    assert place is None or refusal.value.params["place"] == place


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('stage = "S2"', 'stage = "S3"', "FLOW_STAGE"),
        ('stage = "S2"', 'stage = "S5"', "FLOW_STAGE"),
        ('posts = ["CHM"]', 'posts = ["CEO"]', "FLOW_POST_UNKNOWN"),
        ('{ kind = "LINE_MANAGER", level = 1 }', '{ kind = "POST", post = "CEO" }', "FLOW_POST_UNKNOWN"),
        ('{ kind = "LINE_MANAGER", level = 1 }', '{ kind = "POST" }', "FLOW_POST_UNKNOWN"),
        ('{ kind = "LINE_MANAGER", level = 1 }', '{ kind = "DICE" }', "FLOW_RULE_UNKNOWN"),
        ('resolver = { kind = "LINE_MANAGER", level = 1 }\n', "", "FLOW_RULE_UNKNOWN"),
        ('{ kind = "LINE_MANAGER", level = 1 }', '{ kind = "TEAM_ROLE" }', "FLOW_RULE_INCOMPLETE"),
        ('{ kind = "LINE_MANAGER", level = 1 }', '{ kind = "COMMITTEE", committee = "" }', "FLOW_RULE_INCOMPLETE"),
        ('{ kind = "LINE_MANAGER", level = 1 }', '{ kind = "EMPLOYEE", employee = 7 }', "FLOW_RULE_INCOMPLETE"),
        ('{ kind = "LINE_MANAGER", level = 1 }', '{ kind = "HEAD_OF" }', "FLOW_RULE_INCOMPLETE"),
        ("level = 1", "level = 0", "FLOW_LEVEL"),
        ("level = 1", "level = true", "FLOW_LEVEL"),
        ('sla = "2wd"', 'sla = "2 days"', "FLOW_DURATION"),
        ('duration = "1wd"', 'duration = "soon"', "FLOW_DURATION"),
        ('duration = "1wd"', 'duration = "10s"', "FLOW_DURATION_UNIT"),
        ('sla = "2wd"', 'sla = "5m"', "FLOW_DURATION_UNIT"),
        ('sla = "2wd"', 'sla = "2wd"\ncalendar = "lunar"', "FLOW_CALENDAR"),
        ('sla = "2wd"', 'sla = "2wd"\nmatch = "ok"', "FLOW_CONDITION"),
        ("remind = 50", "remind = 100", "FLOW_TIMERS"),
        ("remind = 50", "remind = 0", "FLOW_TIMERS"),
        ("remind = 50", "admin = 1001", "FLOW_TIMERS"),
        ('"owned == true"', '"owned"', "FLOW_CONDITION"),
        ('"ok == true"', '"ok"', "FLOW_CONDITION"),
        ('checks = [{ must = "ok == true", finding = "NOT_OK" }]', "", "FLOW_CHECK_EMPTY"),
        ('kind = "SYSTEM_CHECK"', 'kind = "SYSTEM_CHECK"\nsla = { duration = "1wd" }', "FLOW_CHECK_SEATED"),
        ('mode = "ALL"', 'checks = [{ must = "ok == true", finding = "F" }]', "FLOW_SEAT_CHECKED"),
        ('after = ["check"]', 'after = ["nowhere"]', "FLOW_NODE_UNKNOWN"),
        ('after = ["check"]', 'after = ["seat"]', "FLOW_NODE_UNKNOWN"),
        ('after = ["check"]', 'separateFrom = ["nowhere"]', "FLOW_NODE_UNKNOWN"),
        ('after = ["check"]', 'after = ["nowhere"]', "FLOW_NODE_UNREACHABLE"),
        ('key = "seat"', 'key = "check"', "FLOW_KEY_TWICE"),
        ('mode = "ALL"', 'mode = "QUORUM"', "FLOW_QUORUM"),
        ('mode = "ALL"', 'mode = "ALL"\nquorum = { count = 1 }', "FLOW_QUORUM"),
        ('mode = "ALL"', 'mode = "QUORUM"\nquorum = { count = 1, percent = 1 }', "FLOW_QUORUM"),
        ('mode = "ALL"', 'mode = "QUORUM"\nquorum = { count = 0 }', "FLOW_QUORUM"),
        ('mode = "ALL"', 'mode = "QUORUM"\nquorum = { percent = 101 }', "FLOW_QUORUM"),
        ('mode = "ALL"', 'mode = "PER_GROUP"', "FLOW_GROUPS"),
        ('mode = "ALL"', f"groups = [{GROUP}]", "FLOW_GROUPS"),
        ('mode = "ALL"', f'mode = "PER_GROUP"\ngroups = [{GROUP}]', "FLOW_GROUPS"),
        ('mode = "ALL"', f'mode = "PER_GROUP"\ngroups = [{GROUP}, {GROUP}]', "FLOW_KEY_TWICE"),
        ('mode = "ALL"', 'mode = "PER_GROUP"\ngroups = [' + GROUP.replace("FIN", "CEO") + "]", "FLOW_POST_UNKNOWN"),
        ('mode = "ALL"', 'kind = "REVIEW_SCORE"', "FLOW_SCORE"),
        ('mode = "ALL"', f"score = [{SCORE}]", "FLOW_SCORE"),
        ('mode = "ALL"', 'kind = "REVIEW_SCORE"\nscore = [' + SCORE.replace("5", "0") + "]", "FLOW_SCORE"),
        ('mode = "ALL"', 'kind = "REVIEW_SCORE"\nscore = [' + SCORE.replace("= 1 ", "= 6 ") + "]", "FLOW_SCORE"),
        ('mode = "ALL"', 'onReject = "TO_NODE"', "FLOW_REJECT_TO"),
        ('mode = "ALL"', 'rejectTo = ["check"]', "FLOW_REJECT_TO"),
        ('mode = "ALL"', 'onReject = "TO_NODE"\nrejectTo = ["seat"]', "FLOW_REJECT_TO"),
        ('kind = "SYSTEM_CHECK"', 'kind = "SYSTEM_CHECK"\nonReject = "TO_NODE"', "FLOW_REJECT_TO"),
        ('mode = "ALL"', 'covers = ["amount", "amount"]', "FLOW_COVERS"),
        ('mode = "ALL"', 'cc = [{ kind = "DICE" }]', "FLOW_RULE_UNKNOWN"),
        ('mode = "ALL"', 'kind = "NOTIFY"', "FLOW_NOTIFY"),
        ("[[nodes]]", '[[form]]\nkey = "amount"\nlabel = { en = "A", zh-CN = "又" }\n\n[[nodes]]', "FLOW_KEY_TWICE"),
    ],
)
def test_each_rule_fires(old: str, new: str, code: str) -> None:
    assert old in RIGHT
    with pytest.raises(Refused) as refusal:
        load(RIGHT.replace(old, new, 1))
    assert code in {error.code for error in refusal.value.errors}


@pytest.mark.parametrize(
    "rule",
    ['kind = "TEAM_ROLE", role = "SM"', 'kind = "UNIT_HEAD"', 'kind = "FIELD_OWNER"', 'kind = "STARTER_CHOICE"',
     'kind = "COMMITTEE", committee = "OC"', 'kind = "EMPLOYEE", employee = "emp_1"',
     'kind = "HEAD_OF", fact = "owner"'],
)  # fmt: skip
def test_every_kind_of_rule_may_stand(rule: str) -> None:
    load(RIGHT.replace('kind = "LINE_MANAGER", level = 1', rule, 1))


def test_a_cycle_is_unreachable() -> None:
    cycle = NODE.format("a", 'after = ["b"]') + NODE.format("b", 'after = ["a"]')
    with pytest.raises(Refused) as refusal:
        load(RIGHT + cycle)
    assert [(error.code, error.params["node"]) for error in refusal.value.errors] == [
        ("FLOW_NODE_UNREACHABLE", "a"),
        ("FLOW_NODE_UNREACHABLE", "b"),
    ]


def test_an_available_flow_needs_nodes_and_not_too_many() -> None:
    with pytest.raises(Refused, match="FLOW_EMPTY"):
        load(RIGHT.partition("[[nodes]]")[0])
    with pytest.raises(Refused, match="FLOW_TOO_LONG"):
        load(RIGHT + "".join(NODE.format(f"n{at}", "") for at in range(50)))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        load(RIGHT.replace('"S2"', '"S3"').replace("level = 1", "level = 0").replace('"1wd"', '"soon"'))
    assert {error.code for error in refusal.value.errors} == {"FLOW_STAGE", "FLOW_LEVEL", "FLOW_DURATION"}
