"""One command id, whatever is sent under it and however often at once: one answer to one body, a typed refusal to any
other, on each of the four acts; and nothing of what was refused is recorded."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

import pytest

from tests.approval.test_mutation import ACCOUNT, DECIDE, RESUBMIT, SUBMIT, WHY, WITHDRAW, do, refusal
from tests.support.asking import AM, CHM, Graph
from tests.support.filing import FILING, PARTNER

Payload = dict[str, Any]
Act = Callable[[Graph, str, int], Coroutine[Any, Any, Payload]]
"""Sends an act under a command id; number 0 is its body, any other number another body."""


async def _decide(graph: Graph, command: str, number: int) -> Payload:
    comment = ["", f"seen by number {number}"][number > 0]
    return await do(graph, CHM, DECIDE, commandId=command, taskId=graph_task(graph), verdict="APPROVE", comment=comment)


async def _withdraw(graph: Graph, command: str, number: int) -> Payload:
    return await do(graph, PARTNER, WITHDRAW, commandId=command, chainId=graph_chain(graph), comment=f"{number}")


async def _resubmit(graph: Graph, command: str, number: int) -> Payload:
    chain = graph_chain(graph) if number == 0 else "chn_" + f"{number:032x}"
    return await do(graph, PARTNER, RESUBMIT, commandId=command, chainId=chain)


async def _submit(graph: Graph, command: str, number: int) -> Payload:
    subject = {**ACCOUNT, "id": FILING.account_id if number == 0 else "acc_" + f"{number:031x}1"}
    return await do(graph, AM, SUBMIT, commandId=command, code="TAS_1_2", subject=subject)


ACTS: dict[str, Act] = {"decide": _decide, "withdraw": _withdraw, "resubmit": _resubmit, "submit": _submit}


def graph_chain(graph: Graph) -> str:
    (chain,) = graph.bench.runs
    return chain


def graph_task(graph: Graph) -> str:
    (task,) = graph.bench.runs[graph_chain(graph)].state.tasks
    return task


async def made_ready(name: str) -> Graph:
    """A graph in which the act is possible."""
    graph = Graph()
    if name != "submit":
        _, task = await graph.chain()
    if name == "resubmit":
        await do(graph, CHM, DECIDE, taskId=task, verdict="RETURN", comment=WHY)
    return graph


def entries(graph: Graph) -> int:
    return len(graph.bench.store.by_id)


@pytest.mark.parametrize("name", ACTS)
async def test_the_same_command_at_once_has_one_answer_and_one_effect(name: str) -> None:
    graph, command, act = await made_ready(name), str(uuid4()), ACTS[name]
    first, *others = await asyncio.gather(*(act(graph, command, 0) for _ in range(6)))
    assert first["errors"] == []
    assert [(one["errors"], one["cursor"]) for one in others] == [([], first["cursor"])] * 5
    stands = entries(graph)
    assert (await act(graph, command, 0))["cursor"] == first["cursor"]
    assert (await act(graph, command.upper(), 0))["cursor"] == first["cursor"]
    assert entries(graph) == stands


@pytest.mark.parametrize("name", ACTS)
async def test_a_repetition_that_comes_at_any_moment_of_the_first_has_its_answer(name: str) -> None:
    for steps in range(0, 16, 2):
        graph, command, act = await made_ready(name), str(uuid4()), ACTS[name]
        first = asyncio.create_task(act(graph, command, 0))
        for _ in range(steps):
            await asyncio.sleep(0)
        again = await act(graph, command, 0)
        assert (again["errors"], again["cursor"]) == ([], (await first)["cursor"]), steps


@pytest.mark.parametrize("name", ACTS)
async def test_another_body_under_the_command_is_refused_and_leaves_nothing(name: str) -> None:
    graph, command, act = await made_ready(name), str(uuid4()), ACTS[name]
    assert (await act(graph, command, 0))["errors"] == []
    stands = dict(graph.bench.store.by_id)
    for number in (1, 2):
        assert refusal(await act(graph, command, number)) == ("COMMAND_REUSED", [])
    assert graph.bench.store.by_id == stands


@pytest.mark.parametrize("name", ["decide", "withdraw", "submit"])
async def test_of_two_bodies_at_once_under_a_command_one_stands(name: str) -> None:
    graph, command, act = await made_ready(name), str(uuid4()), ACTS[name]
    answers = await asyncio.gather(*(act(graph, command, number) for number in (0, 1, 0, 1, 2)))
    won = {one["cursor"] for one in answers if not one["errors"]}
    codes = {error["code"] for one in answers for error in one["errors"]}
    assert len(won) == 1
    assert codes == {"COMMAND_REUSED"}
    keys = [entry.command_key for entry in graph.bench.store.by_id.values()]
    assert len(keys) == len(set(keys))


async def test_an_id_of_another_form_is_no_command() -> None:
    graph = await made_ready("withdraw")
    stands = entries(graph)
    for wrong in ("", "1", "x" * 36, "0" * 31, "\0" * 32, "😀" * 8, str(uuid4()) + "0", "a" * 100_000):
        assert refusal(await _withdraw(graph, wrong, 0)) == ("COMMAND_ID_INVALID", ["commandId"])
    assert entries(graph) == stands
