"""What a node may say beside its kind and mode: read as written, and nothing said leaves the content hash as it was."""

from dataclasses import fields

import pytest

from tas.core.codec import from_json, to_json
from tas.core.errors import Invalid
from tas.flows.definition import LATER, FlowDefinition, Node, Quorum, RejectRule, ReturnPolicy, content_hash
from tas.flows.loader import load
from tests.flows.test_validate import GROUP, RIGHT, SCORE

BEFORE = "b62fddcad5b4963e0b6b974c900858749e2856959f36d3750421d8e587362725"
"""The hash of RIGHT by the first release, which knew none of these fields."""
SAID = [
    'mode = "QUORUM"\nquorum = { count = 2 }',
    f'mode = "PER_GROUP"\ngroups = [{GROUP}]',
    'rejectRule = "MAJORITY"',
    f'kind = "REVIEW_SCORE"\nscore = [{SCORE}]',
    "mayAddSigner = true",
    "mayTransfer = false",
    "mayDelegate = false",
    'returnPolicy = "RERUN_CHANGED"',
    'covers = ["amount"]',
    'cc = [{ kind = "UNIT_HEAD" }]',
]


def saying(said: str) -> FlowDefinition:
    text = RIGHT.replace('mode = "ALL"', said)
    if "groups" in said:
        text = text.replace('resolver = { kind = "LINE_MANAGER", level = 1 }\n', "")
    return load(text)


def test_what_is_not_said_is_not_hashed() -> None:
    assert content_hash(load(RIGHT)) == BEFORE
    assert set(LATER["Node"]) <= {one.name for one in fields(Node)}


@pytest.mark.parametrize("said", SAID)
def test_what_is_said_is_hashed_and_comes_back(said: str) -> None:
    definition = saying(said)
    assert content_hash(definition) != BEFORE
    assert from_json(FlowDefinition, to_json(definition)) == definition


def test_a_vote_by_quorum_is_not_stopped_by_one_unless_it_says_so() -> None:
    node = saying(SAID[0]).node("seat")
    assert (node.quorum, node.reject_rule, node.return_policy) == (
        Quorum(count=2), RejectRule.MAJORITY, ReturnPolicy.RERUN_ALL,
    )  # fmt: skip
    assert saying(SAID[0] + '\nrejectRule = "VETO"').node("seat").reject_rule is RejectRule.VETO


def test_a_part_of_wrong_shape_names_its_place() -> None:
    with pytest.raises(Invalid) as refusal:
        saying('mode = "QUORUM"\nquorum = { count = "two" }')
    assert refusal.value.params["place"] == "TAS_2_2.nodes[1].quorum.count"
