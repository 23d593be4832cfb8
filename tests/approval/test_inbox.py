"""The inbox: mine and open only, oldest submission first, in pages that survive what happens around them."""

from typing import Any
from uuid import uuid4

import pytest

from services.approval.app.act import decide_task
from tas.chain.event import Verdict
from tests.support.asking import AM, CHM, SD, Graph

INBOX = """query($first: Int, $last: Int, $after: String, $before: String) {
  inbox(first: $first, last: $last, after: $after, before: $before) {
    nodes { id status nodeName approver { id } chain { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


async def page(graph: Graph, **asked: Any) -> tuple[list[str], dict[str, Any]]:
    """The ids of the tasks, and where the page stands."""
    found = (await graph.data(CHM, INBOX, asked))["inbox"]
    return [node["id"] for node in found["nodes"]], found["pageInfo"]


async def five(graph: Graph) -> list[str]:
    """Five chains that wait for the channel manager; their tasks, oldest first."""
    return [(await graph.chain(number))[1] for number in range(1, 6)]


async def test_pages_give_every_task_once_in_order_forwards_and_backwards() -> None:
    graph = Graph()
    tasks = await five(graph)
    first, info = await page(graph, first=2)
    assert (first, info["hasNextPage"], info["hasPreviousPage"]) == (tasks[:2], True, False)
    second, info = await page(graph, first=2, after=info["endCursor"])
    third, info = await page(graph, first=2, after=info["endCursor"])
    assert (second, third, info["hasNextPage"]) == (tasks[2:4], tasks[4:], False)
    last, info = await page(graph, last=2)
    assert (last, info["hasPreviousPage"]) == (tasks[3:], True)
    before, info = await page(graph, last=3, before=info["startCursor"])
    assert (before, info["hasPreviousPage"]) == (tasks[:3], False)


async def test_a_cursor_survives_the_decision_of_its_task() -> None:
    graph = Graph()
    tasks = await five(graph)
    _, info = await page(graph, first=2)
    await decide_task(graph.app.acting, CHM, str(uuid4()), tasks[1], Verdict.APPROVE, "")
    assert (await page(graph, first=5, after=info["endCursor"]))[0] == tasks[2:]
    assert (await page(graph, first=5))[0] == [tasks[0], *tasks[2:]]


async def test_two_tasks_in_one_chain_are_two_items() -> None:
    """A page may end between them."""
    graph = Graph()
    graph.bench.world.facts["account.owned"] = True
    graph.bench.world.holders = {"channel": (CHM.id,), "owner-head": (CHM.id,)}
    other = (await graph.chain(1))[1]
    mine = await both_seats(graph)
    found, info = await page(graph, first=2)
    assert found == [other, mine[0]]
    found, _ = await page(graph, first=2, after=info["endCursor"])
    assert found == [mine[1]]
    back, info = await page(graph, last=1)
    assert back == [mine[1]]
    assert (await page(graph, last=2, before=info["startCursor"]))[0] == [other, mine[0]]


async def both_seats(graph: Graph) -> list[str]:
    """A chain in which the channel manager holds two open tasks, by their ids."""
    chain_id, task_id = await graph.chain(2)
    key = ("chain", chain_id)
    state = graph.bench.store.states[key]["state"]["chain"]
    twin = "tsk_" + "f" * 32
    state["tasks"][twin] = {**state["tasks"][task_id], "id": twin}
    return sorted([task_id, twin])


async def test_others_tasks_are_not_in_it() -> None:
    graph = Graph()
    await five(graph)
    for actor in (SD, AM):
        assert (await graph.data(actor, INBOX, {"first": 9}))["inbox"]["nodes"] == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "PAGE_SIZE"), ({"first": 0}, "PAGE_SIZE"), ({"first": 101}, "PAGE_SIZE"),
        ({"first": 1, "last": 1}, "PAGE_SIZE"), ({"first": 1, "after": "x"}, "PAGE_CURSOR"),
    ],
)  # fmt: skip
async def test_a_wrong_page_is_refused(asked: dict[str, Any], code: str) -> None:
    (error,) = (await Graph().ask(CHM, INBOX, asked))["errors"]
    assert error["extensions"]["code"] == code


async def test_a_page_with_everything_around_it_is_a_few_reads_however_long() -> None:
    graph = Graph()
    await five(graph)
    query = """query($n: Int!) { inbox(first: $n) { nodes { id chain {
      id history { what } tasks { id chain { id } } pending { waiting } nodes { key }
      registration { chains { id tasks { id } } } account { chains { id } }
    } } } }"""
    counts = []
    for size in (1, 5):
        with graph.reads() as counted:
            found = (await graph.data(CHM, query, {"n": size}))["inbox"]["nodes"]
        assert len(found) == size
        counts.append(dict(counted))
    assert counts[0] == counts[1] == {"waiting_for": 1, "documents": 1, "of_subjects": 2}


async def test_entities_are_read_in_one_go() -> None:
    graph = Graph()
    tasks = await five(graph)
    chains = list(graph.bench.runs)
    refs = [{"__typename": "Chain", "id": id} for id in chains] + [{"__typename": "Task", "id": id} for id in tasks]
    refs += [{"__typename": "Registration", "id": f"reg_{number:032x}"} for number in range(1, 6)]
    query = """query($r: [_Any!]!) { _entities(representations: $r) {
      ... on Chain { id tasks { id } } ... on Task { id chain { id } } ... on Registration { chains { id } }
    } }"""
    with graph.reads() as counted:
        found = (await graph.data(CHM, query, {"r": refs}))["_entities"]
    assert [one["id"] for one in found[:10]] == chains + tasks
    assert [one["chains"][0]["id"] for one in found[10:]] == chains
    assert dict(counted) == {"documents": 1, "of_tasks": 1, "of_subjects": 1}
