"""One cell of the fault table: a registration from filing to opportunity, hit by one signal at one step.

The client sends its commands again until they are answered, as clients do; what it was told goes into its log.
"""

import asyncio
import signal
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.faults.step import Journey, Step
from tests.support.client import GraphClient, Unanswered
from tests.support.scene import way_of
from tests.support.stage import LEASE_SECONDS, Stage, filing, fresh_code
from tests.support.wait import until

STEP_SECONDS = 60.0
JOURNEY_SECONDS = 120.0
STOPPED_SECONDS = LEASE_SECONDS * 1.5
"""How long a stopped process is held: longer than any lease."""
LOOK = """
query Look($id: ID!) {
  registration(id: $id) { status opportunity { id grade } chains { tasks { id status approver { id } } } }
}"""


@dataclass(frozen=True, slots=True)
class Hit:
    """Which process gets which signal: KILL (and it is started again) or STOP (and it goes on after a while)."""

    process: str
    signal: str

    def __str__(self) -> str:
        return f"{self.signal} {self.process}"


KILLED = ("worker", "opportunity", "people", "approval", "gateway", "broker")
STOPPED = ("opportunity", "people", "approval", "gateway")
HITS = (*(Hit(name, "KILL") for name in KILLED), *(Hit(name, "STOP") for name in STOPPED))


async def run_cell(stage: Stage, step: Step, hit: Hit) -> float:
    """Runs the cell; seconds from the filing to the end. Fails when the registration does not arrive."""
    partner, approver = await stage.partner(), await stage.employee()
    code, filed, decided = fresh_code(), str(uuid4()), str(uuid4())
    way = way_of(partner.owner, filed, code, "GTX", "East")
    journey = Journey(stage.scene, stage.log, way, filed, decided)
    began = time.monotonic()
    travelling = asyncio.create_task(travel(journey, partner, approver))
    try:
        await until(lambda: _reached_or_failed(step, journey, travelling), STEP_SECONDS, step.name)
        await strike(stage, hit)
        await asyncio.wait_for(travelling, JOURNEY_SECONDS)
    finally:
        travelling.cancel()
    return time.monotonic() - began


async def _reached_or_failed(step: Step, journey: Journey, travelling: "asyncio.Task[None]") -> bool:
    if travelling.done() and travelling.exception() is not None:
        travelling.result()
    return await step.reached(journey)


async def travel(journey: Journey, partner: GraphClient, approver: GraphClient) -> None:
    """Files, waits for the channel manager's task, decides it, and waits for the opportunity of grade E."""
    way = journey.way
    filed = await partner.file(journey.filing, filing(way.credit_code), JOURNEY_SECONDS)
    assert filed["verdict"] == "ACCEPTED" and filed["registration"]["id"] == way.registration, filed

    async def task() -> str:
        found = await look(approver, way.registration)
        tasks = [task for chain in found.get("chains", ()) for task in chain["tasks"]]
        mine = (task for task in tasks if task["approver"]["id"] == approver.owner)
        return next((str(task["id"]) for task in mine if task["status"] == "OPEN"), "")

    async def grade() -> str:
        found = await look(approver, way.registration)
        return str((found.get("opportunity") or {}).get("grade", ""))

    decided = await approver.decide(journey.decision, await until(task, JOURNEY_SECONDS, "a task"), "APPROVE")
    assert not decided["errors"], decided
    assert await until(grade, JOURNEY_SECONDS, "an opportunity") == "E"


async def look(approver: GraphClient, registration: str) -> dict[str, Any]:
    """The registration as the approver sees it, {} when nobody answers or a part of the answer is missing."""
    try:
        answer = await approver.ask(LOOK, {"id": registration})
    except Unanswered:
        return {}
    found = (answer.get("data") or {}).get("registration")
    return {} if answer.get("errors") or found is None else dict(found)


async def strike(stage: Stage, hit: Hit) -> None:
    """Sends the signal and brings the process back."""
    if hit.process == "broker":
        stage.servers.kill("broker")
        await until(lambda: stage.servers.processes.find("broker") is None, 10, "the broker's end")
        await asyncio.to_thread(stage.servers.start)
        return
    name = await victim(stage, hit.process)
    if hit.signal == "STOP":
        assert stage.suite.kill(name, signal.SIGSTOP)
        over = time.monotonic() + STOPPED_SECONDS
        await until(lambda: time.monotonic() > over, STOPPED_SECONDS + 5)
        assert stage.suite.kill(name, signal.SIGCONT)
        return
    assert stage.suite.kill(name, signal.SIGKILL)
    await until(lambda: stage.suite.processes.find(name) is None, 10, f"the end of {name}")
    await asyncio.to_thread(stage.suite.restart, name)


async def victim(stage: Stage, process: str) -> str:
    """The replica that leads the relay where there are several: the one whose loss is felt most."""
    replicas = [place for place in stage.suite.places.values() if place.process == process]
    if len(replicas) == 1:
        return process
    leader = await stage.scene.leader(process)
    running = {place.name: stage.suite.processes.find(place.name) for place in replicas}
    return next((name for name, one in running.items() if one and f"-{one.pid}-" in leader), process)
