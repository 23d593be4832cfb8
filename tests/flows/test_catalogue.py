"""The packaged flows: all seventeen, each complete, named in both languages and in its stage."""

from dataclasses import replace

import pytest

from tas.core.codec import from_json, to_json
from tas.core.errors import Conflict, Missing
from tas.flows.definition import SEATLESS, FlowDefinition, content_hash
from tas.flows.loader import catalogue, startable
from tests.support.chain import with_sla

STAGES = {
    "S1": ["1_1", "1_2", "1_3"],
    "S2": ["2_1", "2_2", "2_3", "2_4", "2_5", "2_6"],
    "S3": ["3_1", "3_2"],
    "S4": ["4_1"],
    "S6": ["6_1", "6_2", "6_3", "6_4"],
    "S7": ["7_1"],
}
FROM_ELSEWHERE = ("TAS_1_3", "TAS_2_2")
"""Begun by what happens elsewhere, never by hand."""


def test_all_seventeen_are_there_in_their_stages() -> None:
    found = {(code, flow.stage) for code, flow in catalogue().items()}
    assert found == {(f"TAS_{code}", stage) for stage, codes in STAGES.items() for code in codes}
    assert len(found) == 17


def test_each_has_a_name_of_its_own_in_both_languages() -> None:
    assert len({flow.name.en for flow in catalogue().values()}) == 17
    assert len({flow.name.zh_cn for flow in catalogue().values()}) == 17


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_each_is_complete(code: str) -> None:
    flow = startable(code)
    facets = flow.facets
    assert flow.nodes and flow.form and flow.sla
    assert facets.sales_modes and facets.departments and facets.posts and facets.kpis and flow.description.zh_cn
    assert (flow.subject is None) is (code in FROM_ELSEWHERE)
    assert all(node.sla for node in flow.nodes if node.kind not in SEATLESS)
    assert code in (*FROM_ELSEWHERE, "TAS_1_2") or flow.covers
    assert all(field.label.en and field.label.zh_cn for field in flow.form)


def test_a_flow_that_is_only_listed_cannot_be_started() -> None:
    listed = replace(startable("TAS_2_1"), available=False)
    with pytest.raises(Conflict, match="FLOW_NOT_AVAILABLE"):
        startable("TAS_2_1", {"TAS_2_1": listed})


def test_an_unknown_flow_is_missing() -> None:
    with pytest.raises(Missing, match="FLOW_UNKNOWN"):
        startable("TAS_5_1")


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_definition_comes_back_from_its_json_with_the_same_hash(code: str) -> None:
    flow = startable(code)
    again: FlowDefinition = from_json(FlowDefinition, to_json(flow))
    assert again == flow
    assert content_hash(again) == content_hash(flow)


def test_other_content_has_another_hash() -> None:
    flow = startable("TAS_2_2")
    hurried = with_sla(flow, "10s")
    assert {node.sla.duration for node in hurried.nodes if node.sla} == {"10s"}
    assert content_hash(hurried) != content_hash(flow)
