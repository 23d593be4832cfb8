"""The acts on seats through the schema: what they come to, who may, and what a task tells about itself."""

from typing import Any
from uuid import uuid4

import pytest

from tas.core.actor import Actor, ActorKind
from tests.approval.test_mutation import DECIDE, do
from tests.support.asking import AM, CHM, Graph
from tests.support.filing import PARTNER

REST = "chain { id status } task { id status closing } errors { code field }"
E1, E2 = "emp_" + "1" * 32, "emp_" + "2" * 32
OP, SECOND = (Actor(ActorKind.EMPLOYEE, id, ("ADM",)) for id in (E1, E2))
WHY = "nobody is there to do it"
Payload = dict[str, Any]


def mutation(name: str, rest: str = REST) -> str:
    return f"mutation($input: {name[0].upper()}{name[1:]}Input!) {{ done: {name}(input: $input) {{ {rest} }} }}"


def codes(done: Payload) -> list[str]:
    return [error["code"] for error in done["errors"]]


async def test_a_seat_is_given_away_advised_on_and_comes_back() -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    assert codes(await do(graph, CHM, mutation("delegateTask"), taskId=task_id, to=E1)) == []
    told = await do(graph, CHM, mutation("takeBackTask"), taskId=task_id)
    assert codes(told) == []
    (task,) = (await graph.bench.record_of(chain_id)).chain.open_tasks()
    done = await do(graph, CHM, mutation("transferTask"), taskId=task.id, to=E1)
    assert done["task"]["closing"] == "TRANSFERRED"
    assert codes(await do(graph, CHM, mutation("transferTask"), taskId=task.id, to="ptn_1")) == ["PERSON_NO_EMPLOYEE"]
    assert codes(await do(graph, CHM, DECIDE, taskId=task.id, verdict="APPROVE")) == ["TASK_CLOSED"]


OPERATING: list[tuple[str, Payload]] = [
    ("holdFlow", {"reason": "FROZEN"}),
    ("cancelFlow", {"comment": WHY}),
    ("skipNode", {"node": "channel", "reason": "LEFT", "comment": WHY}),
]


@pytest.mark.parametrize(("name", "input"), OPERATING)
@pytest.mark.parametrize(("actor", "code"), [(CHM, "OPERATOR_ONLY"), (PARTNER, "OPERATOR_ONLY"), (AM, "CHAIN_UNKNOWN")])
async def test_only_an_operator_runs_chains(name: str, input: Payload, actor: Actor, code: str) -> None:
    graph = Graph()
    chain_id, _ = await graph.chain()
    assert codes(await do(graph, actor, mutation(name), chainId=chain_id, **input)) == [code]
    assert codes(await do(graph, OP, mutation(name), chainId=chain_id, **input)) == []


async def test_operators_reassign_extend_hold_and_pass_over_by_two() -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    more = {"taskId": task_id, "reason": "ABSENT", "comment": WHY}
    assert codes(await do(graph, OP, mutation("extendTask"), duration="1wd", **more)) == []
    assert codes(await do(graph, OP, mutation("reassignTask"), to="emp_" + "3" * 32, **more)) == []
    assert codes(await do(graph, OP, mutation("holdFlow"), chainId=chain_id, reason="FROZEN")) == []
    assert codes(await do(graph, OP, mutation("resumeFlow"), chainId=chain_id)) == []
    skip = {"chainId": chain_id, "node": "channel", "reason": "LEFT", "comment": WHY}
    assert codes(await do(graph, OP, mutation("skipNode"), **skip)) == []
    assert codes(await do(graph, OP, mutation("skipNode"), **skip)) == ["SECOND_OPERATOR"]
    done = await do(graph, SECOND, mutation("skipNode"), **skip)
    assert (codes(done), done["chain"]["status"]) == ([], "APPROVED")


async def test_the_starter_urges_once() -> None:
    graph = Graph()
    _, task_id = await graph.chain()
    assert codes(await do(graph, OP, mutation("urgeTask"), taskId=task_id)) == []
    assert codes(await do(graph, OP, mutation("urgeTask"), taskId=task_id)) == ["URGED_ALREADY"]


async def test_deciding_several_fails_each_for_itself_and_is_answered_again_the_same() -> None:
    graph = Graph()
    _, task_id = await graph.chain()
    ask = mutation("bulkDecide", f"decisions {{ taskId result {{ {REST} }} }} errors {{ code }}")
    gone, command = "tsk_" + "0" * 32, str(uuid4())
    input: Payload = {"commandId": command, "taskIds": [gone, task_id], "verdict": "APPROVE"}
    done = await do(graph, CHM, ask, **input)
    assert [codes(one["result"]) for one in done["decisions"]] == [["TASK_UNKNOWN"], []]
    assert await do(graph, CHM, ask, **input) == done
    assert codes(await do(graph, CHM, ask, taskIds=[], verdict="APPROVE")) == ["BULK_SIZE"]


async def test_a_task_tells_why() -> None:
    graph = Graph()
    _, task_id = await graph.chain()
    query = """query($id: ID!) { task(id: $id) {
      whyRoutedTo { rule why } approve: whyCannot(attempt: APPROVE) { code }
      add: whyCannot(attempt: ADD_SIGNER) { code message }
      chain { whyPending { waiting } history { what text } } } }"""
    answer = await graph.ask(CHM, query, {"id": task_id}, "zh-CN")
    assert "errors" not in answer, answer["errors"]
    task = answer["data"]["task"]
    assert (task["approve"], task["add"]["code"]) == (None, "NODE_FORBIDS")
    assert task["whyRoutedTo"]["rule"]["kind"] == "POST"
    assert task["chain"]["whyPending"][0] == {"waiting": "FOR_DECISION"}
    assert task["chain"]["history"][0] == {"what": "SUBMITTED", "text": "提交"}
