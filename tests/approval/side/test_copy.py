"""Copies, once for each person and chain, and who has read what; a `Copied` event of a chain is all it takes."""

from typing import Any

from kit.journal.command import caused_command
from services.approval.domain.chain import CHAIN
from tas.contracts.chain import Copied
from tas.core.actor import service
from tests.support.asking import AM, CHM, MDS, SD, Graph
from tests.support.filing import PARTNER

READ = """mutation($input: ReadChainInput!) { done: readChain(input: $input) {
  receipt { readAt copiedAt } errors { code } } }"""
COPIES = """query($unread: Boolean!) { copies(unread: $unread, first: 10) {
  nodes { chainId node copiedAt readAt } pageInfo { hasNextPage } } }"""
READERS = """query($id: ID!) { chainReceipts(chainId: $id, first: 10) {
  nodes { reader { ... on Employee { id } } copiedAt readAt } } }"""


async def say_copied(graph: Graph, chain: str, *people: str, key: str = "copy") -> None:
    """The chain says whom it is shown to, as its run does."""
    ledger = graph.bench.ledger
    event = Copied(chain, "channel", 1, people, graph.bench.clock.at)
    loaded = await ledger.load(CHAIN, chain)
    await ledger.append_on(CHAIN, chain, loaded, caused_command(service("worker"), key, event.at), (event,), {})
    await graph.bench.beside.follow()


async def copies(graph: Graph, actor: Any, unread: bool = False) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await graph.data(actor, COPIES, {"unread": unread}))["copies"]["nodes"]
    return found


async def test_whoever_is_copied_twice_has_one_copy_and_one_notice() -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    await say_copied(graph, chain, AM.id, MDS.id)
    await say_copied(graph, chain, AM.id, key="again")
    assert [(one["chainId"], one["node"]) for one in await copies(graph, AM)] == [(chain, "channel")]
    notices = await graph.data(AM, "{ notices(first: 10) { nodes { kind } } }")
    assert notices["notices"]["nodes"] == [{"kind": "COPIED"}]
    assert await copies(graph, SD) == []


async def test_reading_stands_from_the_first_time_and_empties_the_unread() -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    assert (await graph.data(AM, "query($id: ID!) { chain(id: $id) { id } }", {"id": chain}))["chain"] is None
    await say_copied(graph, chain, AM.id)
    assert (await graph.data(AM, "query($id: ID!) { chain(id: $id) { id } }", {"id": chain}))["chain"] == {"id": chain}
    assert len(await copies(graph, AM, True)) == 1
    first = (await graph.data(AM, READ, {"input": {"chainId": chain}}))["done"]
    graph.bench.clock.move(graph.bench.clock.at - graph.bench.clock.at.replace(hour=0))
    assert (await graph.data(AM, READ, {"input": {"chainId": chain}}))["done"] == first
    assert first["receipt"]["readAt"] is not None and await copies(graph, AM, True) == []
    await graph.data(CHM, READ, {"input": {"chainId": chain}})
    readers = (await graph.data(MDS, READERS, {"id": chain}))["chainReceipts"]["nodes"]
    assert {one["reader"]["id"]: one["copiedAt"] is not None for one in readers} == {AM.id: True, CHM.id: False}


async def test_who_may_not_see_a_chain_cannot_have_read_it() -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    for actor, id in ((AM, chain), (MDS, "chn_" + "9" * 32)):
        done = (await graph.data(actor, READ, {"input": {"chainId": id}}))["done"]
        assert done["errors"] == [{"code": "CHAIN_UNKNOWN"}]
    answer = await graph.ask(PARTNER, COPIES, {"unread": False})
    assert answer["errors"][0]["extensions"]["code"] == "EMPLOYEE_ONLY"
