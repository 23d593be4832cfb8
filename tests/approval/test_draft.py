"""Drafts: written, sent, returned, taken back and sent again; by their owner alone, and for 14 days."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from services.approval.domain.draft import LIFETIME
from tas.core.actor import Actor
from tas.flows.definition import CASE, FieldType, FlowDefinition, FormField, Label, Node, OnReject
from tests.support.asking import AM, CHM, SD, Graph

L = Label("a", "甲")
FORM = (FormField("needed", L, FieldType.BOOLEAN),)
RULE = {"kind": "POST", "post": "CHM"}
FLOW = FlowDefinition(
    "TAS_2_1", "S2", L, L, True, form=FORM, subject=CASE,
    nodes=(Node("channel", L, resolver=RULE, on_reject=OnReject.TO_STARTER),),
)  # fmt: skip
REST = "draft { id status form expiresAt history { what chainId } chain { id status round } } errors { code }"
SAVE = f"mutation($input: SaveDraftInput!) {{ done: saveDraft(input: $input) {{ {REST} }} }}"
SUBMIT = f"mutation($input: SubmitDraftInput!) {{ done: submitDraft(input: $input) {{ {REST} }} }}"
REOPEN = f"mutation($input: ReopenDraftInput!) {{ done: reopenDraft(input: $input) {{ {REST} }} }}"
READ = "query($id: ID!) { draft(id: $id) { id status } }"
DECIDE = "mutation($input: DecideTaskInput!) { done: decideTask(input: $input) { errors { code } } }"


def graph_with(flow: FlowDefinition = FLOW) -> Graph:
    graph = Graph()
    flows = {**graph.bench.submitting.flows, flow.code: flow}
    graph.bench.submitting = replace(graph.bench.submitting, flows=flows)
    graph.bench.world.holders = {"channel": (CHM.id,)}
    graph.app = graph.bench.app
    return graph


async def do(graph: Graph, actor: Actor, mutation: str, command: str = "", **input: Any) -> dict[str, Any]:
    answer = await graph.data(actor, mutation, {"input": {"commandId": command or str(uuid4()), **input}})
    done: dict[str, Any] = answer["done"]
    return done


async def save(graph: Graph, actor: Actor = AM, form: Any = None, **more: Any) -> dict[str, Any]:
    return await do(graph, actor, SAVE, code="TAS_2_1", subject={"type": "case", "id": "C-1"}, form=form, **more)


def codes(done: dict[str, Any]) -> list[str]:
    return [error["code"] for error in done["errors"]]


async def reject(graph: Graph, chain_id: str) -> None:
    (task,) = (await graph.bench.record_of(chain_id)).chain.open_tasks()
    told = {"taskId": task.id, "verdict": "REJECT", "comment": "the receipt is missing"}
    assert (await do(graph, CHM, DECIDE, **told))["errors"] == []


async def test_a_draft_is_sent_returned_taken_back_changed_and_sent_again_on_the_same_chain() -> None:
    graph = graph_with()
    id = (await save(graph, form={}))["draft"]["id"]
    assert codes(await do(graph, AM, SUBMIT, draftId=id)) == ["FORM_FIELD_MISSING"]
    assert (await save(graph, form={"needed": True}, draftId=id))["draft"]["status"] == "OPEN"
    sent = (await do(graph, AM, SUBMIT, draftId=id))["draft"]
    chain = sent["chain"]["id"]
    await graph.bench.start(chain)
    assert codes(await do(graph, AM, SUBMIT, draftId=id)) == ["DRAFT_SUBMITTED"]
    assert codes(await save(graph, form={}, draftId=id)) == ["DRAFT_SUBMITTED"]
    assert codes(await do(graph, AM, REOPEN, draftId=id)) == ["DRAFT_NOT_RETURNED"]
    await reject(graph, chain)
    assert codes(await do(graph, AM, SUBMIT, draftId=id)) == ["DRAFT_SUBMITTED"]
    assert (await do(graph, AM, REOPEN, draftId=id))["draft"]["status"] == "OPEN"
    assert codes(await do(graph, AM, REOPEN, draftId=id)) == ["DRAFT_NOT_RETURNED"]
    again = (await do(graph, AM, SUBMIT, draftId=id))["draft"]
    assert again["chain"] == {"id": chain, "status": "RUNNING", "round": 2}
    told = [(one["what"], one["chainId"]) for one in again["history"]]
    saved, sent_to, back = ("SAVED", None), ("SUBMITTED", chain), ("REOPENED", None)
    assert told == [saved, saved, sent_to, back, sent_to]


async def test_after_a_chain_that_ended_a_new_one_begins() -> None:
    graph = graph_with(replace(FLOW, nodes=(replace(FLOW.nodes[0], on_reject=OnReject.TERMINATE),)))
    id = (await save(graph, form={"needed": False}))["draft"]["id"]
    first = (await do(graph, AM, SUBMIT, draftId=id))["draft"]["chain"]["id"]
    await graph.bench.start(first)
    await reject(graph, first)
    assert (await do(graph, AM, REOPEN, draftId=id))["draft"]["chain"] is None
    second = (await do(graph, AM, SUBMIT, draftId=id))["draft"]["chain"]
    assert second["id"] != first and second["round"] == 1


async def test_a_draft_is_its_owners_alone() -> None:
    graph = graph_with()
    id = (await save(graph, form={"needed": True}))["draft"]["id"]
    other = replace(AM, id="emp_" + "9" * 32)
    assert (await graph.data(other, READ, {"id": id}))["draft"] is None
    assert (await graph.data(AM, READ, {"id": id}))["draft"] == {"id": id, "status": "OPEN"}
    for mutation in (SUBMIT, REOPEN):
        assert codes(await do(graph, other, mutation, draftId=id)) == ["DRAFT_UNKNOWN"]
    assert codes(await save(graph, other, {}, draftId=id)) == ["DRAFT_UNKNOWN"]
    assert codes(await save(graph, SD)) == ["FLOW_NOT_YOURS"]
    assert codes(await save(graph, form={"needed": "x" * 30_000})) == ["DRAFT_TOO_LARGE"]


async def test_a_command_sent_again_is_answered_again_and_does_nothing_twice() -> None:
    graph = graph_with()
    once = str(uuid4())
    first = await save(graph, form={"needed": True}, command=once)
    assert await save(graph, form={"needed": True}, command=once) == first
    id, sending = first["draft"]["id"], str(uuid4())
    sent = await do(graph, AM, SUBMIT, command=sending, draftId=id)
    assert await do(graph, AM, SUBMIT, command=sending, draftId=id) == sent
    assert len([one for one in graph.bench.store.by_id.values() if one.aggregate.startswith("chain/")]) == 1


async def test_an_open_draft_expires_after_fourteen_days_without_a_change() -> None:
    graph = graph_with()
    id = (await save(graph, form={"needed": True}))["draft"]["id"]
    graph.bench.clock.move(LIFETIME - timedelta(seconds=1))
    assert (await save(graph, form={"needed": False}, draftId=id))["draft"]["status"] == "OPEN"
    graph.bench.clock.move(LIFETIME)
    assert (await graph.data(AM, READ, {"id": id}))["draft"]["status"] == "EXPIRED"
    assert codes(await do(graph, AM, SUBMIT, draftId=id)) == ["DRAFT_EXPIRED"]
    assert codes(await save(graph, form={}, draftId=id)) == ["DRAFT_EXPIRED"]


async def test_what_a_chain_goes_on_with_keeps_its_subject() -> None:
    graph = graph_with()
    id = (await save(graph, form={"needed": True}))["draft"]["id"]
    chain = (await do(graph, AM, SUBMIT, draftId=id))["draft"]["chain"]["id"]
    await graph.bench.start(chain)
    await reject(graph, chain)
    await do(graph, AM, REOPEN, draftId=id)
    moved = await do(graph, AM, SAVE, draftId=id, code="TAS_2_1", subject={"type": "case", "id": "C-2"}, form={})
    assert codes(moved) == ["DRAFT_GOES_ON"]
