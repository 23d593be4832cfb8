"""Variants: the first whose condition holds is chosen; a definition published before there were any keeps its hash."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tas.core.codec import from_json, to_json
from tas.core.errors import Invalid, Refused
from tas.flows.definition import ROUND_THE_CLOCK, FlowDefinition, content_hash
from tas.flows.loader import catalogue
from tas.flows.variant import choose, load_variant

ROOT = Path(__file__).resolve().parents[2]
GUIDED = (ROOT / "deploy/seed/flows/TAS_2_2.guided.toml").read_text("utf-8")
PLAIN = catalogue()["TAS_2_2"]


def guided() -> FlowDefinition:
    return load_variant(GUIDED, "guided")


@pytest.mark.parametrize(
    ("facts", "chosen"),
    [
        ({"registration.productLine": "Guided tour"}, True),
        ({"registration.productLine": "GTX"}, False),
        ({}, False),
    ],
)
def test_a_variant_is_chosen_when_its_condition_holds(facts: dict[str, Any], chosen: bool) -> None:
    assert (choose(PLAIN, [guided()], facts) == guided()) is chosen
    assert choose(PLAIN, [], facts) == PLAIN


def test_the_first_that_holds_wins_and_only_of_its_own_code() -> None:
    facts = {"registration.productLine": "Guided tour"}
    other = load_variant(GUIDED.replace('code = "TAS_2_2"', 'code = "TAS_2_1"'), "other")
    hurried = load_variant(GUIDED.replace('"10s"', '"4s"'), "hurried")
    assert choose(PLAIN, [other, hurried, guided()], facts) == hurried


def test_the_guided_run_walks_the_same_route_in_seconds() -> None:
    assert guided().calendar == ROUND_THE_CLOCK
    assert {node.sla.duration for node in guided().nodes if node.sla} == {"10s"}
    route = [(node.key, node.after, node.condition, node.resolver, node.separate_from) for node in guided().nodes]
    assert route == [(node.key, node.after, node.condition, node.resolver, node.separate_from) for node in PLAIN.nodes]


def test_what_could_never_be_chosen_is_refused() -> None:
    with pytest.raises(Invalid, match="FLOW_NO_VARIANT"):
        load_variant(GUIDED.replace("match =", "# match ="), "unmatched")
    with pytest.raises(Invalid, match="FLOW_NO_VARIANT"):
        load_variant(GUIDED.replace("TAS_2_2", "TAS_2_9"), "unlisted")
    with pytest.raises(Refused, match="FLOW_DURATION_UNIT"):
        load_variant(GUIDED.replace("calendar =", "# calendar ="), "hurried")


def test_the_hash_of_a_recorded_definition_has_not_moved() -> None:
    history = json.loads((ROOT / "workflows/replays/registration_approved.json").read_text())
    start = history["events"][0]["workflowExecutionStartedEventAttributes"]["input"]["payloads"][0]["data"]
    state = json.loads(base64.b64decode(start))["standing"]["state"]
    assert "match" not in state["definition"]
    assert content_hash(from_json(FlowDefinition, state["definition"])) == state["definition_hash"]


def test_match_and_calendar_are_part_of_the_content() -> None:
    again: FlowDefinition = from_json(FlowDefinition, to_json(guided()))
    assert again == guided()
    other = load_variant(GUIDED.replace("Guided tour", "Other tour"), "other")
    assert len({content_hash(one) for one in (guided(), other, PLAIN)}) == 3
