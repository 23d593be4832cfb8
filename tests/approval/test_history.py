"""A chain's history as people read it, and the verification of the record that it rests on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kit.journal.entry import Entry
from services.approval.app.act import decide_task, resubmit_flow
from tas.chain.event import Verdict
from tests.support.asking import CHM, Graph
from tests.support.filing import PARTNER
from tests.support.journal import MemoryStore

HISTORY = """query($id: ID!) { chain(id: $id) {
  history { at round node what who { id } whoId why }
  tasks { reminded breached due }
  verification { intact entries faults { place code } }
} }"""


async def told(graph: Graph, chain_id: str) -> list[tuple[int, str, str, str | None]]:
    found = (await graph.data(CHM, HISTORY, {"id": chain_id}))["chain"]["history"]
    return [(line["round"], line["node"], line["what"], line["whoId"]) for line in found]


async def test_it_tells_reminders_breaches_and_escalations_beside_decisions() -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    run = graph.bench.runs[chain_id]
    while len(run.state.tasks) < 3:
        assert run.next_due is not None
        graph.bench.clock.at = run.next_due
        assert await run.fire()
        assert await run.advance()
    await decide_task(graph.app.acting, CHM, str(uuid4()), task_id, Verdict.APPROVE, "late, but fine")
    head = f"head_{CHM.id}"
    assert await told(graph, chain_id) == [
        (1, "", "SUBMITTED", PARTNER.id), (1, "check", "CHECKED", None), (1, "channel", "ENTERED", None),
        (1, "channel", "OPENED", CHM.id), (1, "channel", "REMINDED", CHM.id), (1, "channel", "BREACHED", CHM.id),
        (1, "channel", "LINE_HEAD_DUE", CHM.id), (1, "channel", "OPENED", head), (1, "channel", "ESCALATED", CHM.id),
        (1, "channel", "ADMIN_DUE", CHM.id), (1, "channel", "OPENED", "emp_adm"), (1, "channel", "ESCALATED", CHM.id),
        (1, "channel", "APPROVE", CHM.id), (1, "channel", "NOT_NEEDED", CHM.id), (1, "channel", "NOT_NEEDED", CHM.id),
        (1, "owner-head", "SKIPPED", None), (1, "dispute", "SKIPPED", None), (1, "", "APPROVED", CHM.id),
    ]  # fmt: skip
    chain = (await graph.data(CHM, HISTORY, {"id": chain_id}))["chain"]
    assert chain["tasks"][0] == {"reminded": True, "breached": True, "due": "2026-03-03T02:00:01+00:00"}
    assert chain["history"][4]["who"] == {"id": CHM.id}
    assert chain["history"][0]["who"] is None  # a partner's user is no employee
    assert chain["history"][12]["why"] == "late, but fine"


async def test_earlier_rounds_stay_in_it() -> None:
    graph = Graph()
    chain_id, task_id = await graph.chain()
    graph.bench.clock.move(timedelta(hours=1))
    await decide_task(graph.app.acting, CHM, str(uuid4()), task_id, Verdict.RETURN, "whom have you met?")
    await resubmit_flow(graph.app.acting, PARTNER, str(uuid4()), chain_id)
    lines = await told(graph, chain_id)
    assert lines[4:] == [
        (1, "channel", "RETURN", CHM.id), (1, "", "RETURNED", CHM.id), (2, "", "RESUBMITTED", PARTNER.id),
        (2, "check", "CHECKED", None), (2, "channel", "ENTERED", None), (2, "channel", "OPENED", CHM.id),
    ]  # fmt: skip
    at = [line["at"] for line in (await graph.data(CHM, HISTORY, {"id": chain_id}))["chain"]["history"]]
    assert at == sorted(at)


async def decided() -> tuple[Graph, str]:
    """A chain of three entries."""
    graph = Graph()
    chain_id, task_id = await graph.chain()
    await decide_task(graph.app.acting, CHM, str(uuid4()), task_id, Verdict.APPROVE, "fine with me")
    return graph, chain_id


async def verification(graph: Graph, chain_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await graph.data(CHM, HISTORY, {"id": chain_id}))["chain"]["verification"]
    return found


async def test_a_record_that_nobody_touched_is_intact() -> None:
    graph, chain_id = await decided()
    assert await verification(graph, chain_id) == {"intact": True, "entries": 3, "faults": []}


def edit(store: MemoryStore, name: str) -> None:
    store.by_id[f"{name}@2"] = replace(store.by_id[f"{name}@2"], answer={"status": "REJECTED"})


def delete(store: MemoryStore, name: str) -> None:
    del store.by_id[f"{name}@2"]


def cut(store: MemoryStore, name: str) -> None:
    del store.by_id[f"{name}@3"]


def swap(store: MemoryStore, name: str) -> None:
    second, third = store.by_id[f"{name}@2"], store.by_id[f"{name}@3"]
    store.by_id |= {f"{name}@2": _at(third, 2), f"{name}@3": _at(second, 3)}


def _at(entry: Entry, version: int) -> Entry:
    return replace(entry, version=version)


@pytest.mark.parametrize(
    ("harm", "codes"),
    [
        (edit, [(2, "EDITED")]),
        (delete, [(2, "GAP")]),
        (cut, [(3, "TRUNCATED")]),
        (swap, [(2, "UNCHAINED"), (2, "EDITED"), (3, "UNCHAINED"), (3, "EDITED"), (3, "UNCHAINED")]),
    ],
)
async def test_whatever_was_done_to_it_is_found(
    harm: Callable[[MemoryStore, str], None], codes: list[tuple[int, str]]
) -> None:
    graph, chain_id = await decided()
    name = f"chain/{chain_id}"
    harm(graph.bench.store, name)
    found = await verification(graph, chain_id)
    assert not found["intact"]
    assert [(fault["place"], fault["code"]) for fault in found["faults"]] == [
        (f"{name}@{n}", code) for n, code in codes
    ]


async def test_so_many_verifications_and_no_more() -> None:
    graph = Graph()
    for number in range(1, 12):
        await graph.chain(number)
    query = "query($n: Int!) { inbox(first: $n) { nodes { chain { verification { intact } } } } }"
    assert len((await graph.data(CHM, query, {"n": 10}))["inbox"]["nodes"]) == 10
    answer = await graph.ask(CHM, query, {"n": 11})
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"VERIFICATION_LIMIT"}
