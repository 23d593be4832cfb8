"""Flows about what no service holds: the form is checked when it is submitted and sent on, and is all the facts there
are; a flow chooses its starters."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from tas.core.actor import Actor
from tas.flows.definition import CASE, FieldType, FlowDefinition, FormField, Label, Node
from tests.support.asking import AM, CHM, SD, Graph

L = Label("a", "甲")
FORM = (
    FormField("amount", L, FieldType.MONEY),
    FormField("opportunity", L, FieldType.REFERENCE, required=False),
    FormField("engineers", L, FieldType.REFERENCE, required=False),
)
NODES = (
    Node("channel", L, resolver={"kind": "POST", "post": "CHM"}),
    Node("head", L, after=("channel",), condition="form.amount.base >= 1000", resolver={"kind": "POST", "post": "SD"}),
)
FLOW = FlowDefinition("TAS_2_1", "S2", L, L, True, form=FORM, nodes=NODES, subject=CASE)
REST = "chain { id status subject { type id digest } nodes { key status } } errors { code field }"
SUBMIT = f"mutation($input: SubmitFlowInput!) {{ done: submitFlow(input: $input) {{ {REST} }} }}"
RESUBMIT = f"mutation($input: ResubmitFlowInput!) {{ done: resubmitFlow(input: $input) {{ {REST} }} }}"
DECIDE = f"mutation($input: DecideTaskInput!) {{ done: decideTask(input: $input) {{ {REST} }} }}"
PREVIEW = """query($f: JSON) { previewFlow(code: "TAS_2_1", subject: {type: "case", id: "C-1"}, form: $f) {
  steps { key passage } } }"""


def money(amount: str, currency: str = "CNY") -> dict[str, Any]:
    return {"amount": {"amount": amount, "currency": currency}}


def graph_with(flow: FlowDefinition = FLOW) -> Graph:
    graph = Graph()
    flows = {**graph.bench.submitting.flows, flow.code: flow}
    graph.bench.submitting = replace(graph.bench.submitting, flows=flows)
    graph.bench.world.holders = {"channel": (CHM.id,), "head": (SD.id,)}
    graph.app = graph.bench.app
    return graph


async def do(graph: Graph, actor: Actor, mutation: str, **input: Any) -> dict[str, Any]:
    answer = await graph.data(actor, mutation, {"input": {"commandId": str(uuid4()), **input}})
    done: dict[str, Any] = answer["done"]
    return done


async def submit(graph: Graph, form: Any, id: str = "C-1", actor: Actor = AM) -> dict[str, Any]:
    return await do(graph, actor, SUBMIT, code="TAS_2_1", subject={"type": "case", "id": id}, form=form)


async def test_a_form_is_the_facts_of_a_case() -> None:
    graph = graph_with()
    form = {**money("200", "USD"), "opportunity": "opp_1", "engineers": ["emp_1", "emp_2"]}
    chain = (await submit(graph, form))["chain"]
    facts = (await graph.bench.record_of(chain["id"])).chain.facts
    assert facts == {
        "form.amount": "200", "form.amount.currency": "USD", "form.amount.base": "1404.0000",
        "form.opportunity": "opp_1", "opportunityId": "opp_1", "form.engineers": ["emp_1", "emp_2"],
        "chosen": {"opportunity": ["opp_1"], "engineers": ["emp_1", "emp_2"]}, "starterId": AM.id,
    }  # fmt: skip
    assert (chain["subject"]["type"], chain["subject"]["id"]) == ("case", "C-1")


async def test_what_is_wrong_with_a_form_is_told_with_its_fields_and_nothing_starts() -> None:
    graph = graph_with()
    for form, code, field in (
        (None, "FORM_FIELD_MISSING", ["form", "amount"]),
        ({}, "FORM_FIELD_MISSING", ["form", "amount"]),
        ({**money("1"), "other": 1}, "FORM_FIELD_UNKNOWN", ["form", "other"]),
        (money("1", "XXX"), "RATE_UNKNOWN", ["form", "amount"]),
        ([1], "FORM_WRONG", ["form"]),
    ):
        assert (await submit(graph, form))["errors"] == [{"code": code, "field": field}]
    assert (await submit(graph, money("1"), id="\n"))["errors"] == [{"code": "CASE_ID", "field": ["subject", "id"]}]
    assert graph.bench.store.by_id == {}


async def test_a_flow_names_who_may_start_it() -> None:
    graph = graph_with(replace(FLOW, starters=("SD",)))
    assert (await submit(graph, money("1")))["errors"] == [{"code": "FLOW_NOT_YOURS", "field": ["code"]}]
    assert (await submit(graph, money("1"), actor=SD))["errors"] == []


async def test_a_returned_case_is_sent_on_with_another_form_and_goes_another_way() -> None:
    graph = graph_with()
    chain_id = (await submit(graph, money("10")))["chain"]["id"]
    await graph.bench.start(chain_id)
    (task,) = (await graph.bench.record_of(chain_id)).chain.open_tasks()
    why = {"verdict": "RETURN", "comment": "the amount is too small"}
    returned = await do(graph, CHM, DECIDE, taskId=task.id, **why)
    first = returned["chain"]["subject"]["digest"]
    wrong = await do(graph, AM, RESUBMIT, chainId=chain_id, form={})
    assert wrong["errors"] == [{"code": "FORM_FIELD_MISSING", "field": ["form", "amount"]}]
    stranger = await do(graph, SD, RESUBMIT, chainId=chain_id, form={})
    assert [error["code"] for error in stranger["errors"]] == ["NOT_THE_STARTER"]
    again = await do(graph, AM, RESUBMIT, chainId=chain_id, form=money("5000"))
    assert again["errors"] == [] and again["chain"]["subject"]["digest"] != first
    (task,) = (await graph.bench.record_of(chain_id)).chain.open_tasks()
    done = await do(graph, CHM, DECIDE, taskId=task.id, verdict="APPROVE")
    assert {node["key"]: node["status"] for node in done["chain"]["nodes"]} == {"channel": "DONE", "head": "ACTIVE"}


async def test_a_preview_is_of_the_form_given() -> None:
    graph = graph_with()
    for amount, passage in (("999.9999", "SKIPPED"), ("1000", "ENTERED")):
        route = (await graph.data(AM, PREVIEW, {"f": money(amount)}))["previewFlow"]
        assert [step["passage"] for step in route["steps"]] == ["ENTERED", passage]
    (error,) = (await graph.ask(AM, PREVIEW, {"f": {}}))["errors"]
    assert error["extensions"]["code"] == "FORM_FIELD_MISSING"
