"""A flow whose definition says so is not submitted while its customer is about to become another legal entity."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from tas.core.actor import Actor
from tas.core.ids import natural_id
from tas.flows.definition import CASE, Check, FieldType, FlowDefinition, FormField, Label, Node
from tas.flows.loader import startable
from tas.flows.validate import problems
from tests.support.approval import FakeOrganisation
from tests.support.asking import AM, Graph

L = Label("a", "甲")
MUST = Check("account.entityChangeRunning != true", "ENTITY_CHANGE_RUNNING")
ACCOUNT = natural_id("account", "acme")[:-1] + "1"
SUBMIT = """mutation($i: SubmitFlowInput!) { submitFlow(input: $i) { chain { status } errors { code field } } }"""
FLOW = FlowDefinition(
    "TAS_6_1",
    "S6",
    L,
    L,
    True,
    form=(FormField("account", L, FieldType.REFERENCE, required=False),),
    nodes=(Node("head", L, resolver={"kind": "POST", "post": "SD"}),),
    subject=CASE,
    requires=(MUST,),
)


def graph_with(running: bool | None, flow: FlowDefinition = FLOW) -> Graph:
    graph = Graph()
    facts = {} if running is None else {"account.entityChangeRunning": running}
    flows = {**graph.bench.submitting.flows, flow.code: flow}
    graph.bench.submitting = replace(graph.bench.submitting, flows=flows)
    graph.app = replace(graph.bench.app, organisation=FakeOrganisation(facts))
    return graph


async def submit(graph: Graph, form: dict[str, Any] | None, actor: Actor = AM, subject: str = CASE) -> Any:
    asked = {"commandId": str(uuid4()), "code": FLOW.code, "subject": {"type": subject, "id": "T-1"}}
    if subject != CASE:
        asked["subject"] = {"type": subject, "id": ACCOUNT}
    return (await graph.data(actor, SUBMIT, {"i": asked | ({"form": form} if form is not None else {})}))["submitFlow"]


@pytest.mark.parametrize("running", [True, False, None])
async def test_it_is_refused_by_its_code_while_the_change_runs(running: bool | None) -> None:
    answer = await submit(graph_with(running), {"account": ACCOUNT})
    refused = [{"code": "ENTITY_CHANGE_RUNNING", "field": ["subject", "id"]}]
    assert answer["errors"] == (refused if running else [])


async def test_an_account_s_own_flow_is_refused_as_well_and_a_case_of_no_customer_is_not() -> None:
    own = replace(FLOW, subject="account", form=())
    answer = await submit(graph_with(True, own), None, subject="account")
    assert [one["code"] for one in answer["errors"]] == ["ENTITY_CHANGE_RUNNING"]
    assert (await submit(graph_with(True), {}))["errors"] == []
    unknown = ACCOUNT[:-1] + "0"
    assert [one["code"] for one in (await submit(graph_with(True), {"account": unknown}))["errors"]] == [
        "ACCOUNT_UNKNOWN"
    ]


@pytest.mark.parametrize("code", ["TAS_6_4", "TAS_7_1"])
def test_seals_and_contracts_wait_for_it(code: str) -> None:
    assert startable(code).requires == (MUST,)


def test_a_definition_refuses_with_codes_that_have_words() -> None:
    wrong = replace(FLOW, requires=(Check("a ==", "NO_SUCH_CODE"),))
    assert {one.code for one in problems(wrong)} >= {"FLOW_CONDITION", "FLOW_REFUSAL_UNKNOWN"}
    assert problems(FLOW) == ()
