"""Who sees a chain, its tasks and its history, on every path that leads there: by id, as an entity, by its subject."""

from typing import Any

import pytest

from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tests.support.asking import AM, CHM, COLLEAGUE, OTHER_PARTNER, SD, Graph
from tests.support.filing import FILING, PARTNER

FIELDS = """id status pending { waiting node params } nodes { key } tasks { id } history { what } account { id }
  starterId starter { id } comment verification { intact }"""
PATHS = {
    "chain": f"query($id: ID!) {{ found: chain(id: $id) {{ {FIELDS} }} }}",
    "entity": f"query($r: [_Any!]!) {{ found: _entities(representations: $r) {{ ... on Chain {{ {FIELDS} }} }} }}",
    "registration": "query($r: [_Any!]!) { found: _entities(representations: $r) "
    f"{{ ... on Registration {{ chains {{ {FIELDS} }} }} }} }}",
}
TASKS = {
    "task": "query($id: ID!) { found: task(id: $id) { id chain { id } } }",
    "entity": "query($r: [_Any!]!) { found: _entities(representations: $r) { ... on Task { id chain { id } } } }",
}
AUDITOR = Actor(ActorKind.EMPLOYEE, "emp_" + "f" * 32, ("AUD",))
INSIDE, OUTSIDE, NOTHING = "inside", "outside", "nothing"
TABLE = [
    (CHM, INSIDE),
    (SD, INSIDE),
    (AUDITOR, INSIDE),
    (service("worker"), INSIDE),
    (PARTNER, OUTSIDE),
    (COLLEAGUE, OUTSIDE),
    (OTHER_PARTNER, NOTHING),
    (Actor(ActorKind.PARTNER, "pus_" + "4" * 32), NOTHING),
    (AM, NOTHING),
    (Actor(ActorKind.EMPLOYEE, PARTNER.id), INSIDE),
    (ANONYMOUS, NOTHING),
    (Actor(ActorKind.ANONYMOUS, PARTNER.id, ("ADM",), partner=PARTNER.partner), NOTHING),
]


async def look(graph: Graph, actor: Actor, path: str, chain_id: str) -> Any:
    kind, id = ("Registration", FILING.registration_id) if path == "registration" else ("Chain", chain_id)
    asked = {"id": chain_id} if path == "chain" else {"r": [{"__typename": kind, "id": id}]}
    found = (await graph.data(actor, PATHS[path], asked))["found"]
    if path == "chain":
        return found
    return next(iter(found[0]["chains"]), None) if path == "registration" else found[0]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("actor", "sight"), TABLE, ids=lambda value: getattr(value, "id", value))
async def test_who_sees_a_chain(actor: Actor, sight: str, path: str) -> None:
    graph = Graph()
    chain_id, _ = await graph.chain(int("1" * 32, 16))
    found = await look(graph, actor, path, chain_id)
    if sight == NOTHING:
        assert found is None
        return
    assert (found["id"], found["status"], found["starterId"]) == (chain_id, "RUNNING", PARTNER.id)
    assert found["pending"][0]["waiting"] == "FOR_DECISION"
    inner = [found[name] for name in ("nodes", "tasks", "history", "account", "verification")]
    if sight == INSIDE:
        assert all(inner)
        assert found["pending"][0]["params"]["approver"] == CHM.id
    else:
        assert not any(inner)
        assert CHM.id not in str(found)
        assert set(found["pending"][0]["params"]) == {"due", "late"}
        assert found["pending"][1]["params"] == {"nodes": "channel"}


@pytest.mark.parametrize("path", TASKS)
@pytest.mark.parametrize(("actor", "sight"), TABLE, ids=lambda value: getattr(value, "id", value))
async def test_who_sees_a_task(actor: Actor, sight: str, path: str) -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    asked = {"id": task_id} if path == "task" else {"r": [{"__typename": "Task", "id": task_id}]}
    found = (await graph.data(actor, TASKS[path], asked))["found"]
    found = found if path == "task" else found[0]
    assert found == ({"id": task_id, "chain": {"id": chain_id}} if sight == INSIDE else None)


async def test_what_does_not_exist_looks_the_same() -> None:
    graph = Graph()
    query = "query($id: ID!) { chain(id: $id) { id } task(id: $id) { id } }"
    for id in ("chn_" + "0" * 32, "tsk_" + "0" * 32, "nonsense", ""):
        assert await graph.data(CHM, query, {"id": id}) == {"chain": None, "task": None}


async def test_an_account_s_chains_are_seen_by_employees_and_not_by_its_partner() -> None:
    graph = Graph()
    chain_id = await account_chain(graph)
    query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Account { chains { id account { id } } } } }"
    asked = {"r": [{"__typename": "Account", "id": FILING.account_id}]}
    (found,) = (await graph.data(CHM, query, asked))["_entities"]
    assert found["chains"] == [{"id": chain_id, "account": {"id": FILING.account_id}}]
    assert (await graph.data(PARTNER, query, asked))["_entities"] == [{"chains": []}]


async def account_chain(graph: Graph) -> str:
    mutation = "mutation($input: SubmitFlowInput!) { submitFlow(input: $input) { chain { id } errors { code } } }"
    subject = {"type": "account", "id": FILING.account_id}
    input = {"commandId": "5d6a1f0e-4b0c-4a57-9c39-3f1d8f2c7a10", "code": "TAS_1_2", "subject": subject}
    answer = (await graph.data(AM, mutation, {"input": input}))["submitFlow"]
    assert answer["errors"] == []
    return str(answer["chain"]["id"])


async def test_a_partner_is_told_the_words_meant_for_it() -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    decide = "mutation($input: DecideTaskInput!) { decideTask(input: $input) { errors { code } } }"
    input = {"commandId": "5d6a1f0e-4b0c-4a57-9c39-3f1d8f2c7a11", "taskId": task_id, "verdict": "RETURN"}
    await graph.data(CHM, decide, {"input": {**input, "comment": "whom have you met?"}})
    query = "query($id: ID!) { chain(id: $id) { comment pending { waiting params } } }"
    found = (await graph.data(PARTNER, query, {"id": chain_id}))["chain"]
    assert found["comment"] == "whom have you met?"
    assert found["pending"] == [{"waiting": "FOR_STARTER", "params": {"comment": "whom have you met?"}}]


async def test_flows_and_inbox_are_for_employees() -> None:
    graph = Graph()
    for query in ("{ flows { code } }", '{ flow(code: "TAS_2_2") { code } }', "{ inbox(first: 1) { nodes { id } } }"):
        for actor in (PARTNER, ANONYMOUS):
            (error,) = (await graph.ask(actor, query))["errors"]
            assert error["extensions"]["code"] == "EMPLOYEE_ONLY", query
        assert "errors" not in await graph.ask(AM, query)
