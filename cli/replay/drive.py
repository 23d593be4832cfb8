"""Sending the steps of one case as the persons whom the log names by their roles, one after the other.

A step is sent even where it cannot be right: the suite is to refuse it. Nothing of a later step is used for an earlier
one, but for the facts that a document's submission brings.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from cli.person import Unexpected
from cli.replay import document as ask
from cli.replay.definition import CODE, form_of, node_key
from cli.replay.log import EMPLOYEE, Step, Verb
from cli.replay.play import Players, Refused
from cli.replay.shape import Facts, Shape
from tas.core.ids import make_id

READER = "@reader"
"""Somebody who may read every chain, and decides nothing."""
REST_SECONDS = 60.0
FIRST_LOOK, LAST_LOOK = 0.1, 1.0
"""Seconds between two looks at a chain that does not rest yet: longer from look to look."""
COMMENT = "Turned down, as the log has it."
Place = tuple[str, int]


@dataclass(slots=True)
class Paper:
    """A document as it was sent: its draft, and its chain as last seen."""

    draft_id: str = ""
    chain: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Drive:
    """One case under way. `name` makes its subjects' ids; `facts` are those of the unaltered case, by document."""

    players: Players
    shape: Shape
    name: str
    facts: Mapping[Place, Facts]
    papers: dict[Place, Paper] = field(default_factory=dict)

    async def send(self, steps: Sequence[Step]) -> tuple[Step, str] | None:
        """Sends all steps; the first that was refused, with the code. Raises Unexpected."""
        for place, step in zip(self.shape.places(steps), steps, strict=True):
            try:
                await self._step(place, step)
            except Refused as refusal:
                return step, refusal.code
        return None

    async def drafts(self) -> list[Mapping[str, Any]]:
        """What stands at the end, in the order in which the documents began. Raises Unexpected."""
        found = []
        for paper in self.papers.values():
            if paper.chain is not None:
                await self._at_rest(paper)
            if paper.draft_id:
                found.append((await self.players.ask(EMPLOYEE, ask.WHOLE, {"id": paper.draft_id}))["draft"])
        return found

    async def _step(self, place: Place, step: Step) -> None:
        paper = self.papers.setdefault(place, Paper())
        if step.verb is Verb.SAVED:
            await self._save(place, paper, step.role)
        elif step.verb is Verb.SUBMITTED:
            if not paper.draft_id:
                await self._save(place, paper, step.role)
            given = {"draftId": paper.draft_id}
            payload = await self.players.command(step.role, "submitDraft", ask.SUBMIT, given)
            paper.chain = payload["draft"]["chain"]
        elif step.verb is Verb.REJECTED and step.role == EMPLOYEE:
            given = {"draftId": paper.draft_id or make_id("draft", uuid4())}
            await self.players.command(EMPLOYEE, "reopenDraft", ask.REOPEN, given)
        else:
            await self._decide(place, paper, step)

    async def _save(self, place: Place, paper: Paper, role: str) -> None:
        thing, number = place
        form = form_of(self.shape, thing, self.facts.get(place, dict.fromkeys(self._asked(thing), False)))
        subject = {"type": "case", "id": f"{self.name}/{node_key(thing, str(number))}"}
        given: dict[str, Any] = {"code": CODE, "subject": subject, "form": form}
        given |= {"draftId": paper.draft_id} if paper.draft_id else {}
        payload = await self.players.command(role, "saveDraft", ask.SAVE, given)
        paper.draft_id = payload["draft"]["id"]

    def _asked(self, thing: str) -> frozenset[str]:
        return self.shape.routes[thing].asked

    async def _decide(self, place: Place, paper: Paper, step: Step) -> None:
        if paper.chain is not None:
            await self._at_rest(paper)
        node = node_key(place[0], step.thing if step.verb is Verb.OTHER else step.role)
        turned = step.verb is Verb.REJECTED
        given = {"taskId": self._task(paper, node, step.role), "verdict": "REJECT" if turned else "APPROVE"}
        given |= {"comment": COMMENT} if turned else {}
        payload = await self.players.command(step.role, "decideTask", ask.DECIDE, given)
        paper.chain = payload["chain"] or paper.chain

    def _task(self, paper: Paper, node: str, role: str) -> str:
        """The task that the step is about: the open one of its node, else one that was; else one that waits for
        somebody else; else one that does not exist."""
        tasks = paper.chain["tasks"] if paper.chain is not None else []
        here = [task for task in tasks if task["node"] == node]
        elsewhere = [task for task in tasks if task["approver"]["id"] != self.players.ids[role]]
        for found in ([task for task in here if task["status"] == "OPEN"], here[-1:]):
            if found:
                return str(found[0]["id"])
        waiting = [task for task in elsewhere if task["status"] == "OPEN"]
        return str(waiting[0]["id"]) if waiting else make_id("task", uuid4())

    async def _at_rest(self, paper: Paper) -> None:
        """Waits until the chain waits for somebody, or for nobody any more."""
        deadline, pause = time.monotonic() + REST_SECONDS, FIRST_LOOK
        while not at_rest(paper.chain):
            if time.monotonic() > deadline:
                raise Unexpected(f"{self.name}: its chain does not come to rest")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_LOOK)
            id = paper.chain["id"] if paper.chain is not None else ""
            paper.chain = (await self.players.ask(READER, ask.STANDING, {"id": id}))["chain"] or paper.chain


def at_rest(chain: Mapping[str, Any] | None) -> bool:
    """Whether nothing goes on by itself: somebody holds an open task, or the chain does not run."""
    if chain is None or chain["status"] != "RUNNING":
        return chain is not None
    return any(task["status"] == "OPEN" for task in chain["tasks"])
