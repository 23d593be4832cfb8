"""The steps of the filing and decision paths, by name, and how a test sees from outside that one is reached.

Each is a fact of a journal, a feed, a consumer or a workflow's history, asked by exact key; nothing sleeps.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.support.client import ClientLog
from tests.support.scene import Scene, Way

ACCEPTED = "workflow_execution_update_accepted_event_attributes"
SCHEDULED = "activity_task_scheduled_event_attributes"


@dataclass(frozen=True, slots=True)
class Journey:
    """One registration under way: where to look, and the command ids of its filing and its decision."""

    scene: Scene
    log: ClientLog
    way: Way
    filing: str
    decision: str


@dataclass(frozen=True, slots=True)
class Step:
    """`path` is filing or decision; `seen_in` says which kind of record tells."""

    name: str
    path: str
    seen_in: str
    reached: Callable[[Journey], Awaitable[bool]]


def journal(name: str, path: str, service: str, aggregate: Callable[[Way], str], version: int = 1) -> Step:
    async def reached(journey: Journey) -> bool:
        return await journey.scene.entry(service, aggregate(journey.way), version) is not None

    return Step(name, path, "journal", reached)


def feed(name: str, path: str, service: str, aggregate: Callable[[Way], str], version: int) -> Step:
    async def reached(journey: Journey) -> bool:
        return await journey.scene.fed(service, aggregate(journey.way), version)

    return Step(name, path, "feed", reached)


def handled(name: str, path: str, service: str, owner: str, aggregate: Callable[[Way], str], version: int) -> Step:
    async def reached(journey: Journey) -> bool:
        consumer = f"{service}<{owner}"
        return await journey.scene.handled(service, consumer, aggregate(journey.way)) >= version

    return Step(name, path, "queue", reached)


def _registration(way: Way) -> str:
    return f"registration/{way.registration}"


def _chain(way: Way) -> str:
    return f"chain/{way.chain}"


async def _chain_runs(journey: Journey) -> bool:
    return bool(await journey.scene.chain_events(journey.way))


async def _act_accepted(journey: Journey) -> bool:
    return ACCEPTED in await journey.scene.chain_events(journey.way)


async def _append_scheduled(journey: Journey) -> bool:
    events = await journey.scene.chain_events(journey.way)
    return ACCEPTED in events and SCHEDULED in events[events.index(ACCEPTED) :]


async def _answered(journey: Journey) -> bool:
    return journey.log.acknowledged(journey.decision)


async def _protected(journey: Journey) -> bool:
    return bool(await journey.scene.protection_events(journey.way))


async def _opened(journey: Journey) -> bool:
    entry = await journey.scene.entry("opportunity", _registration(journey.way), 2)
    if entry is None:
        return False
    opportunity = entry.answer["opportunityId"]
    return await journey.scene.entry("opportunity", f"opportunity/{opportunity}", 1) is not None


STEPS = (
    journal("credit code claimed", "filing", "people", lambda way: f"credit-code/{way.credit_code}"),
    journal("account drafted", "filing", "people", lambda way: f"account/{way.account}"),
    journal("scope taken", "filing", "opportunity", lambda way: f"scope/{way.scope}"),
    journal("registration recorded", "filing", "opportunity", _registration),
    feed("registration fed", "filing", "opportunity", _registration, 1),
    journal("flow submitted", "filing", "approval", _chain),
    handled("registration handled", "filing", "approval", "opportunity", _registration, 1),
    Step("chain started", "filing", "history", _chain_runs),
    journal("task opened", "filing", "approval", _chain, 2),
    Step("act accepted", "decision", "history", _act_accepted),
    Step("append scheduled", "decision", "history", _append_scheduled),
    journal("decision recorded", "decision", "approval", _chain, 3),
    Step("decision answered", "decision", "client's log", _answered),
    feed("decision fed", "decision", "approval", _chain, 3),
    journal("registration approved", "decision", "opportunity", _registration, 2),
    Step("opportunity opened", "decision", "journal", _opened),
    handled("decision handled", "decision", "opportunity", "approval", _chain, 3),
    Step("window armed", "decision", "history", _protected),
)
