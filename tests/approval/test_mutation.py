"""The four acts through the schema: what they answer, and every refusal with its code and field, recording nothing."""

from typing import Any
from uuid import uuid4

import pytest

from kit.graphql.cursor import read_cursor
from tas.core.actor import ANONYMOUS, Actor, service
from tests.support.asking import AM, CHM, COLLEAGUE, MDS, OTHER_PARTNER, SD, Graph
from tests.support.filing import FILING, PARTNER

REST = "chain { id status outcome } task { id status verdict } errors { code message field params } cursor"
DECIDE = f"mutation($input: DecideTaskInput!) {{ done: decideTask(input: $input) {{ {REST} }} }}"
WITHDRAW = f"mutation($input: WithdrawFlowInput!) {{ done: withdrawFlow(input: $input) {{ {REST} }} }}"
RESUBMIT = f"mutation($input: ResubmitFlowInput!) {{ done: resubmitFlow(input: $input) {{ {REST} }} }}"
SUBMIT = f"mutation($input: SubmitFlowInput!) {{ done: submitFlow(input: $input) {{ {REST} }} }}"
WHY = "whom have you met there?"
Payload = dict[str, Any]


async def do(graph: Graph, actor: Actor, mutation: str, locale: str = "en", **input: Any) -> Payload:
    answer = await graph.ask(actor, mutation, {"input": {"commandId": str(uuid4()), **input}}, locale)
    assert "errors" not in answer, answer["errors"]
    done: Payload = answer["data"]["done"]
    return done


def refusal(payload: Payload) -> tuple[str, list[str]]:
    """The code and field of a payload that holds one refusal and nothing else."""
    assert (payload["chain"], payload["task"], payload["cursor"]) == (None, None, None)
    (error,) = payload["errors"]
    return error["code"], error["field"]


async def test_a_decision_answers_with_chain_task_and_cursor() -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    command = str(uuid4())
    done = await do(graph, CHM, DECIDE, commandId=command, taskId=task_id, verdict="APPROVE")
    assert done["errors"] == []
    assert done["chain"] == {"id": chain_id, "status": "APPROVED", "outcome": "APPROVED"}
    assert done["task"] == {"id": task_id, "status": "DECIDED", "verdict": "APPROVE"}
    cursor = read_cursor(done["cursor"])
    assert (cursor.service, cursor.aggregate, cursor.version) == ("approval", f"chain/{chain_id}", 3)
    assert await do(graph, CHM, DECIDE, commandId=command, taskId=task_id, verdict="APPROVE") == done


@pytest.mark.parametrize(
    ("actor", "input", "code", "field"),
    [
        (CHM, {"taskId": "tsk_" + "0" * 32}, "TASK_UNKNOWN", ["taskId"]),
        (CHM, {"taskId": ""}, "TASK_UNKNOWN", ["taskId"]),
        (AM, {}, "TASK_UNKNOWN", ["taskId"]),
        (PARTNER, {}, "TASK_UNKNOWN", ["taskId"]),
        (ANONYMOUS, {}, "TASK_UNKNOWN", ["taskId"]),
        (SD, {}, "TASK_NOT_YOURS", ["taskId"]),
        (service("worker"), {}, "TASK_NOT_YOURS", ["taskId"]),
        (CHM, {"verdict": "REJECT", "comment": "no"}, "COMMENT_TOO_SHORT", ["comment"]),
        (CHM, {"verdict": "RETURN", "comment": "         .         "}, "COMMENT_TOO_SHORT", ["comment"]),
        (CHM, {"verdict": "RETURN", "comment": "\u200b" * 20}, "COMMENT_TOO_SHORT", ["comment"]),
        (CHM, {"comment": "x" * 2001}, "COMMENT_TOO_LONG", ["comment"]),
        (CHM, {"comment": "well\0 met"}, "TEXT_UNREADABLE", ["comment"]),
        (CHM, {"comment": "well \u202emet"}, "TEXT_UNREADABLE", ["comment"]),
        (CHM, {"commandId": "1"}, "COMMAND_ID_INVALID", ["commandId"]),
    ],
)
async def test_a_refused_decision_changes_nothing(actor: Actor, input: Payload, code: str, field: list[str]) -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    done = await do(graph, actor, DECIDE, **{"taskId": task_id, "verdict": "APPROVE", **input})
    assert refusal(done) == (code, field)
    assert len(await graph.bench.store.entries(f"chain/{chain_id}", 0, 10)) == 2


async def test_a_closed_task_names_who_closed_it_in_the_reader_s_language() -> None:
    graph = Graph()
    graph.bench.world.holders = {"channel": (CHM.id, MDS.id)}
    graph.bench.world.facts["account.owned"] = True
    chain_id, first, second = await two_seats(graph)
    await do(graph, MDS, DECIDE, taskId=second, verdict="APPROVE")
    done = await do(graph, CHM, DECIDE, "zh-CN", taskId=first, verdict="APPROVE")
    assert refusal(done) == ("TASK_CLOSED", [])
    assert done["errors"][0]["params"] == {"task": first, "by": MDS.id, "how": "NOT_NEEDED"}
    assert done["errors"][0]["message"] == f"该任务已由 {MDS.id} 关闭(NOT_NEEDED)。"
    await do(graph, PARTNER, WITHDRAW, chainId=chain_id)
    ended = await do(graph, MDS, DECIDE, taskId=second, verdict="APPROVE")
    assert refusal(ended)[0] == "CHAIN_ENDED"
    assert ended["errors"][0]["params"]["by"] == PARTNER.id


async def two_seats(graph: Graph) -> tuple[str, str, str]:
    """A chain whose first node has two holders, CHM and MDS: chain, their tasks."""
    with pytest.raises(ValueError, match="unpack"):
        await graph.chain()
    (chain_id,) = graph.bench.runs
    first, second = (await graph.bench.record_of(chain_id)).chain.open_tasks()
    return chain_id, first.id, second.id


async def test_a_reused_command_is_a_conflict_and_another_s_is_nobody_s() -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    command = str(uuid4())
    await do(graph, CHM, DECIDE, commandId=command, taskId=task_id, verdict="RETURN", comment=WHY)
    reused = await do(graph, CHM, DECIDE, commandId=command, taskId=task_id, verdict="APPROVE")
    assert refusal(reused) == ("COMMAND_REUSED", [])
    other = await do(graph, PARTNER, RESUBMIT, commandId=command, chainId=chain_id)
    assert other["chain"] == {"id": chain_id, "status": "RUNNING", "outcome": None}


@pytest.mark.parametrize(
    ("actor", "code"),
    [(CHM, "NOT_THE_STARTER"), (COLLEAGUE, "NOT_THE_STARTER"), (OTHER_PARTNER, "CHAIN_UNKNOWN"), (AM, "CHAIN_UNKNOWN")],
)
@pytest.mark.parametrize("mutation", [WITHDRAW, RESUBMIT])
async def test_only_the_starter_withdraws_and_resubmits(mutation: str, actor: Actor, code: str) -> None:
    graph = Graph()
    chain_id, _ = await graph.chain()
    assert refusal(await do(graph, actor, mutation, chainId=chain_id))[0] == code


async def test_an_unknown_chain_is_unknown_and_a_running_one_is_not_resubmitted() -> None:
    graph = Graph()
    chain_id, _ = await graph.chain()
    for mutation in (WITHDRAW, RESUBMIT):
        done = await do(graph, PARTNER, mutation, chainId="chn_" + "0" * 32)
        assert refusal(done) == ("CHAIN_UNKNOWN", ["chainId"])
    assert refusal(await do(graph, PARTNER, RESUBMIT, chainId=chain_id))[0] == "CHAIN_NOT_RETURNED"


async def test_a_withdrawal_ends_the_chain_once() -> None:
    graph = Graph()
    chain_id, _ = await graph.chain()
    done = await do(graph, PARTNER, WITHDRAW, chainId=chain_id, comment="lost interest")
    assert done["chain"] == {"id": chain_id, "status": "WITHDRAWN", "outcome": "WITHDRAWN"}
    assert refusal(await do(graph, PARTNER, WITHDRAW, chainId=chain_id))[0] == "CHAIN_ENDED"


async def test_a_partner_is_not_told_who_of_the_company_ended_the_chain() -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    await do(graph, CHM, DECIDE, taskId=task_id, verdict="APPROVE")
    for mutation in (WITHDRAW, RESUBMIT):
        for locale in ("en", "zh-CN"):
            late = await do(graph, PARTNER, mutation, locale, chainId=chain_id)
            assert refusal(late)[0] == "CHAIN_ENDED"
            assert late["errors"][0]["params"] == {"chain": chain_id, "outcome": "APPROVED"}
            assert CHM.id not in str(late) and "{" not in late["errors"][0]["message"]


ACCOUNT = {"type": "account", "id": FILING.account_id}


async def test_an_account_manager_submits_flow_1_2_once() -> None:
    graph = Graph()
    command = str(uuid4())
    done = await do(graph, AM, SUBMIT, commandId=command, code="TAS_1_2", subject=ACCOUNT)
    assert done["errors"] == []
    assert done["chain"]["status"] == "RUNNING"
    assert await do(graph, AM, SUBMIT, commandId=command, code="TAS_1_2", subject=ACCOUNT) == done
    again = await do(graph, MDS, SUBMIT, code="TAS_1_2", subject=ACCOUNT)
    assert refusal(again) == ("FLOW_UNDER_WAY", ["subject", "id"])
    assert again["errors"][0]["params"] == {"chain": done["chain"]["id"]}
    run = await graph.bench.start(done["chain"]["id"])
    assert run.state.starter_id == AM.id


@pytest.mark.parametrize(
    ("actor", "code", "subject", "refused", "field"),
    [
        (AM, "TAS_9_9", ACCOUNT, "FLOW_UNKNOWN", ["code"]),
        (AM, "TAS_2_1", ACCOUNT, "FLOW_SUBJECT", ["subject", "type"]),
        (AM, "TAS_2_2", {"type": "registration", "id": FILING.registration_id}, "FLOW_NOT_AVAILABLE", ["code"]),
        (CHM, "TAS_1_2", ACCOUNT, "FLOW_NOT_YOURS", ["code"]),
        (PARTNER, "TAS_9_9", ACCOUNT, "FLOW_NOT_YOURS", ["code"]),
        (ANONYMOUS, "TAS_2_1", ACCOUNT, "FLOW_NOT_YOURS", ["code"]),
        (PARTNER, "TAS_1_2", ACCOUNT, "FLOW_NOT_YOURS", ["code"]),
        (ANONYMOUS, "TAS_1_2", ACCOUNT, "FLOW_NOT_YOURS", ["code"]),
        (service("people"), "TAS_1_2", ACCOUNT, "FLOW_NOT_YOURS", ["code"]),
        (AM, "TAS_1_2", {**ACCOUNT, "type": "registration"}, "FLOW_SUBJECT", ["subject", "type"]),
        (AM, "TAS_1_2", {**ACCOUNT, "id": "acc_" + "0" * 32}, "ACCOUNT_UNKNOWN", ["subject", "id"]),
    ],
)
async def test_a_refused_submission_records_nothing(
    actor: Actor, code: str, subject: Payload, refused: str, field: list[str]
) -> None:
    graph = Graph()
    assert refusal(await do(graph, actor, SUBMIT, code=code, subject=subject)) == (refused, field)
    assert graph.bench.store.by_id == {}


@pytest.mark.parametrize("actor", [AM, PARTNER, ANONYMOUS, service("people")])
async def test_only_the_worker_records(actor: Actor) -> None:
    graph = Graph()
    chain_id, _ = await graph.chain()
    mutation = "mutation($input: RecordChainEntryInput!) { recordChainEntry(input: $input) }"
    answer = await graph.ask(actor, mutation, {"input": {**entry(chain_id), "commandKey": "k"}})
    expected = "SERVICE_ONLY" if actor == service("people") else "INTERNAL_ONLY"
    assert answer["errors"][0]["extensions"]["code"] == expected
    assert len(await graph.bench.store.entries(f"chain/{chain_id}", 0, 10)) == 2


async def test_the_worker_s_append_stands_as_it_was_sent() -> None:
    graph = Graph()
    chain_id, _ = await graph.chain()
    mutation = "mutation($input: RecordChainEntryInput!) { recordChainEntry(input: $input) }"
    data = await graph.data(service("worker"), mutation, {"input": entry(chain_id)})
    assert data == {"recordChainEntry": {"recorded": True, "version": 3}}
    stands = await graph.bench.store.entry(f"chain/{chain_id}", 3)
    assert stands is not None
    assert (stands.at.isoformat(), stands.actor) == ("2026-03-02T02:00:00.123456+00:00", CHM)
    unheard = [{"type": "Unheard", "version": 1}]
    wrongs: list[Payload] = [{"at": "2026-03-02T02:00:00"}, {"events": []}, {"events": unheard}]
    for wrong in wrongs:
        answer = await graph.ask(
            service("worker"), mutation, {"input": {**entry(chain_id), "commandKey": "x", **wrong}}
        )
        assert answer["errors"][0]["extensions"]["code"] == "ENTRY_MALFORMED", wrong


def entry(chain_id: str) -> Payload:
    event = {"type": "FactsRead", "version": 1, "data": {"facts": {"a": 1}, "at": "2026-03-02T02:00:00Z"}}
    return {
        "chainId": chain_id, "epoch": 0, "expectedVersion": 2, "commandKey": "k", "bodyDigest": "d",
        "actor": {"kind": "EMPLOYEE", "id": CHM.id, "posts": ["CHM"]}, "at": "2026-03-02T02:00:00.123456Z",
        "events": [event], "answer": {"version": 3},
    }  # fmt: skip
