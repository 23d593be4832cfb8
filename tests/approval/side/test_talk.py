"""Comments and requests for information through the graph: who says, asks, answers, sees what; no clock moves."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tas.core.actor import ANONYMOUS, Actor
from tests.support.asking import AM, CHM, MDS, OTHER_PARTNER, SD, Graph
from tests.support.filing import PARTNER

COMMENT = """mutation($input: CommentChainInput!) { done: commentChain(input: $input) {
  comment { id text author { id } mentioned { id } taskId } errors { code field } } }"""
ASK = """mutation($input: AskInformationInput!) { done: askInformation(input: $input) {
  request { id question asked { id } answer } errors { code field } } }"""
GIVE = """mutation($input: GiveInformationInput!) { done: giveInformation(input: $input) {
  request { id answer } errors { code field } } }"""
COMMENTS = """query($id: ID!) { chainComments(chainId: $id, first: 10) { nodes { text } } }"""
ASKED = """{ informationAskedOfMe(first: 10) { nodes { id question } } }"""


async def do(graph: Graph, actor: Actor, mutation: str, **input: Any) -> dict[str, Any]:
    given = {"commandId": str(uuid4()), **input}
    done: dict[str, Any] = (await graph.data(actor, mutation, {"input": given}))["done"]
    return done


async def test_a_comment_is_read_by_insiders_in_order_and_a_retry_says_it_once() -> None:
    graph = Graph()
    chain, task = await graph.chain()
    command = str(uuid4())
    told = {"commandId": command, "chainId": chain, "text": " 预算依据在第三页 ", "taskId": task}
    first = await do(graph, CHM, COMMENT, **told, mentioned=[AM.id, AM.id])
    assert first["comment"]["text"] == "预算依据在第三页" and first["comment"]["mentioned"] == [{"id": AM.id}]
    assert await do(graph, CHM, COMMENT, **told, mentioned=[AM.id]) == first
    graph.bench.clock.move(timedelta(seconds=1))
    await do(graph, SD, COMMENT, chainId=chain, text="Thank you")
    page = await graph.data(MDS, COMMENTS, {"id": chain})
    assert [one["text"] for one in page["chainComments"]["nodes"]] == ["预算依据在第三页", "Thank you"]
    other = await do(graph, CHM, COMMENT, **{**told, "text": "another"})
    assert other["errors"] == [{"code": "COMMAND_REUSED", "field": []}]


@pytest.mark.parametrize("actor", [PARTNER, OTHER_PARTNER, AM, ANONYMOUS])
async def test_who_does_not_see_inside_neither_says_nor_reads(actor: Actor) -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    for mutation, more in ((COMMENT, {"text": "hello"}), (ASK, {"askedId": MDS.id, "question": "why"})):
        assert (await do(graph, actor, mutation, chainId=chain, **more))["errors"][0]["code"] == "CHAIN_UNKNOWN"
    answer = await graph.ask(actor, COMMENTS, {"id": chain})
    assert answer["errors"][0]["extensions"]["code"] == "CHAIN_UNKNOWN"


@pytest.mark.parametrize(
    ("input", "code"),
    [
        ({"text": " \u200b "}, "TEXT_EMPTY"),
        ({"text": "x" * 2001}, "TEXT_TOO_LONG"),
        ({"text": "a\u202eb"}, "TEXT_UNREADABLE"),
        ({"taskId": "tsk_" + "9" * 32}, "TASK_UNKNOWN"),
        ({"mentioned": ["ptn_" + "1" * 32]}, "MENTIONED_UNKNOWN"),
        ({"commandId": "1"}, "COMMAND_ID_INVALID"),
        ({"chainId": "chn_" + "9" * 32}, "CHAIN_UNKNOWN"),
    ],
)
async def test_a_refused_comment_is_not_said(input: dict[str, Any], code: str) -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    done = await do(graph, CHM, COMMENT, **{"chainId": chain, "text": "hello", **input})
    assert (done["comment"], done["errors"][0]["code"]) == (None, code)
    assert (await graph.data(CHM, COMMENTS, {"id": chain}))["chainComments"]["nodes"] == []


async def test_a_question_is_answered_once_by_who_was_asked_and_the_chain_goes_on() -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    before = await graph.bench.record_of(chain)
    asked = (await do(graph, CHM, ASK, chainId=chain, askedId=AM.id, question="Which quarter?"))["request"]
    waiting = (await graph.data(AM, ASKED))["informationAskedOfMe"]["nodes"]
    assert waiting == [{"id": asked["id"], "question": "Which quarter?"}]
    by_other = await do(graph, CHM, GIVE, requestId=asked["id"], answer="The third")
    assert by_other["errors"][0]["code"] == "REQUEST_NOT_YOURS"
    hidden = await do(graph, PARTNER, GIVE, requestId=asked["id"], answer="The third")
    assert hidden["errors"][0]["code"] == "REQUEST_UNKNOWN"
    command = str(uuid4())
    for _ in range(2):
        done = await do(graph, AM, GIVE, commandId=command, requestId=asked["id"], answer="The third")
        assert done["request"] == {"id": asked["id"], "answer": "The third"}
    again = await do(graph, AM, GIVE, requestId=asked["id"], answer="No, the fourth")
    assert again["errors"][0]["code"] == "REQUEST_ANSWERED"
    assert (await graph.data(AM, ASKED))["informationAskedOfMe"]["nodes"] == []
    assert await graph.bench.record_of(chain) == before, "neither the chain nor its clocks have moved"


async def test_the_starter_outside_may_be_asked_and_others_outside_may_not() -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    asked = await do(graph, CHM, ASK, chainId=chain, askedId=PARTNER.id, question="Whom did you meet?")
    done = await do(graph, PARTNER, GIVE, requestId=asked["request"]["id"], answer="The head of plant")
    assert done["request"]["answer"] == "The head of plant"
    for other in (OTHER_PARTNER.id, CHM.id, "nobody"):
        refused = await do(graph, CHM, ASK, chainId=chain, askedId=other, question="Why?")
        assert refused["errors"][0]["code"] == "ASKED_UNKNOWN"
