"""Running one chain by its definition: the order of deciding, consulting, appending and only then believing.

No Temporal here: what lies outside is behind `Outside`, so that the approval service's tests run the same code in
process. The approval journal is the truth; this is its clock and dispatcher.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from kit.journal.command import Command, caused_command
from kit.journal.seal import entry_from_json
from tas.chain.act.timer import TimerFired
from tas.chain.advance import Candidate, Consultation, advance, candidates, escalation_candidates
from tas.chain.clock import timers
from tas.chain.consultation import moves, ready
from tas.chain.decide import decide
from tas.chain.evolve import fold
from tas.chain.request import ActRequest, Seen, Standing, refused
from tas.chain.state import ChainState
from tas.contracts.chain import ChainRebuilt, Subject
from tas.core.actor import service
from tas.core.codec import to_json
from tas.core.errors import Conflict, TasError, Unavailable
from tas.core.event import knows, record, revive
from tas.core.ids import aggregate_name, caused_command_id, entry_id, timer_command_id
from tas.core.refusal import write_refusal

WORKER = service("worker")
ATTEMPTS = 8
"""How often newer entries are folded and an act decided again before the caller is told to come back."""
SEEN = 500
"""How many answered commands a run remembers; older ones are answered by the journal's command key."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one consultation reads: the subject's facts, and who answers each rule."""

    subject: Subject
    facts: Mapping[str, Any]
    rules: tuple[Candidate, ...]
    as_of: datetime


class Outside(Protocol):
    """What a running chain needs of the world."""

    def now(self) -> datetime: ...

    async def consult(self, question: Question) -> Consultation | None:
        """None when it was not answered in time: then the chain moves on later."""

    async def record(self, entry: Mapping[str, Any]) -> Mapping[str, Any]:
        """Appends to the approval journal (recordChainEntry). Raises TasError when it is refused for good."""

    def alert(self, reason: str) -> None:
        """Tells an operator."""


class Interpreter:
    """One chain, running. Acts and timers go through one lock, from deciding to the append's answer.

    What nobody has foreseen (a fault of ours, an answer that is none) ends neither the chain nor its run: it is told to
    an operator, what was asked is refused for the moment, and `shaken` says that the run should go on as a new one, so
    that a mended release never replays what the faulty one did.
    """

    def __init__(self, standing: Standing, outside: Outside) -> None:
        self.standing = standing
        self._outside = outside
        self._lock = asyncio.Lock()
        self._superseded = False
        self.shaken = False

    @property
    def state(self) -> ChainState:
        return self.standing.state

    @property
    def over(self) -> bool:
        """Whether this run has nothing left to do: the chain ended, or a newer run has taken it over."""
        return self.state.ended or self._superseded

    @property
    def next_due(self) -> datetime | None:
        """When the earliest timer falls due."""
        armed = timers(self.state)
        return armed[0].due if armed else None

    @property
    def waiting(self) -> bool:
        """Whether something can be entered or added without anybody's act."""
        return question_of(self.state, self._outside.now()) is not None

    async def act(self, request: ActRequest) -> dict[str, Any]:
        """Takes one act, once. The answer is `{"answer": …}` or `{"refused": …}`."""
        async with self._lock:
            try:
                seen = self._seen(request)
                return {"answer": dict(seen.answer if seen else await self._take(request))}
            except TasError as error:
                return refused(write_refusal(error))
            except Exception as problem:
                self.shake("act", problem)
                unforeseen = Unavailable("ACTIVITY_FAILED", activity="act", reason=type(problem).__name__)
                return refused(write_refusal(unforeseen))

    async def advance(self) -> bool:
        """Enters what can be entered. False when that has to be tried again later."""
        async with self._lock:
            return await self._unshaken("advance", self._advance)

    async def fire(self) -> bool:
        """Tells of every timer that is due. False when one could not be told; the next turn tries again."""
        async with self._lock:
            return await self._unshaken("fire", self._fire)

    def shake(self, what: str, problem: Exception) -> None:
        """Notes what nobody has foreseen. An exception's text may hold anything: it goes to the log only."""
        self.shaken = True
        self._outside.alert(f"{type(problem).__name__} at {what}")

    async def _unshaken(self, what: str, step: Callable[[], Awaitable[bool]]) -> bool:
        try:
            return await step()
        except Exception as problem:
            self.shake(what, problem)
            return False

    async def _advance(self) -> bool:
        if self.over or not self.waiting:
            return True
        at = self._outside.now()
        command_id = caused_command_id(self._last_entry(), "worker", "advance", self.standing.chain_id)
        return await self._quietly(caused_command(WORKER, command_id, at), ())

    async def _fire(self) -> bool:
        for timer in timers(self.state):
            at = self._outside.now()
            if timer.due > at:
                break
            id = timer_command_id(self.standing.chain_id, timer.task_id, timer.kind.value, 0)
            events = decide(self.state, TimerFired(timer), WORKER.id, at)
            if events and not await self._quietly(caused_command(WORKER, id, at), events):
                return False
        return True

    def _seen(self, request: ActRequest) -> Seen | None:
        seen = self.standing.seen.get(request.command_key)
        if seen is not None and seen.digest != request.digest:
            raise Conflict("COMMAND_REUSED")
        return seen

    async def _take(self, request: ActRequest) -> Mapping[str, Any]:
        """Decides and appends, again when the journal is ahead."""
        for _ in range(ATTEMPTS):
            at = self._outside.now()
            command = Command(request.command_key, request.digest, request.actor, at, request.on_behalf_of)
            events = decide(self.state, request.act, request.on_behalf_of or request.actor.id, at)
            answer = await self._append(command, await self._going_on(events, at))
            if answer is not None:
                return answer
        raise Unavailable("BUSY", aggregate=aggregate_name("chain", self.standing.chain_id))

    async def _quietly(self, command: Command, events: tuple[object, ...]) -> bool:
        """An append of the chain's own: a refusal is for an operator, nobody waits for it."""
        going_on = await self._going_on(events, command.at)
        if not going_on:
            return False
        try:
            return await self._append(command, going_on) is not None
        except TasError as error:
            self._outside.alert(f"{error.code} on an append of the chain's own")
            return False

    async def _going_on(self, events: tuple[object, ...], at: datetime) -> tuple[object, ...]:
        """The events, and what follows from them at once, so that both are one entry; alone if nobody can be asked."""
        after = fold(self.state, events)
        question = question_of(after, at)
        if question is None:
            return events + advance(after, Consultation(), at)
        consultation = await self._outside.consult(question)
        return events if consultation is None else events + advance(after, consultation, at)

    async def _append(self, command: Command, events: Sequence[object]) -> Mapping[str, Any] | None:
        """Appends; state moves only on success. None when newer entries were folded instead."""
        after = fold(self.state, events)
        answer = {"chainId": after.id, "version": self.standing.version + 1, "status": after.status.value}
        try:
            result = await self._outside.record(self._entry(command, events, answer))
        except Conflict as error:
            if error.code == "CHAIN_SUPERSEDED":
                self._superseded = True
            raise
        except TasError as error:
            self._outside.alert(f"{error.code} on an append")
            raise
        if result.get("recorded"):
            self.standing = replace(self.standing, state=after, version=int(result["version"]))
        else:
            self._fold(result["entries"])
            if result.get("behind"):
                return None
            answer = dict(result["answer"])
        self._remember(command, answer)
        return answer

    def _entry(self, command: Command, events: Sequence[object], answer: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "chainId": self.standing.chain_id,
            "epoch": self.standing.epoch,
            "expectedVersion": self.standing.version,
            "commandKey": command.key,
            "bodyDigest": command.digest,
            "actor": to_json(command.actor),
            "onBehalfOf": command.on_behalf_of,
            "at": to_json(command.at),
            "events": [to_json(record(event)) for event in events],
            "answer": dict(answer),
        }

    def _fold(self, entries: Sequence[Mapping[str, Any]]) -> None:
        for body in entries:
            entry = entry_from_json(body)
            if entry.version != self.standing.version + 1:
                continue
            events = [revive(recorded) for recorded in entry.events if knows(recorded.type)]
            rebuilt = [event.epoch for event in events if isinstance(event, ChainRebuilt)]
            self._superseded = self._superseded or any(epoch > self.standing.epoch for epoch in rebuilt)
            self.standing = replace(self.standing, state=fold(self.state, events), version=entry.version)

    def _remember(self, command: Command, answer: Mapping[str, Any]) -> None:
        seen = {**self.standing.seen, command.key: Seen(command.digest, answer)}
        self.standing = replace(self.standing, seen=dict(list(seen.items())[-SEEN:]))

    def _last_entry(self) -> str:
        return entry_id(aggregate_name("chain", self.standing.chain_id), self.standing.version)


def question_of(state: ChainState, at: datetime) -> Question | None:
    """What must be asked before the chain can go on; None when it waits for people or clocks only."""
    rules = (*candidates(state), *escalation_candidates(state))
    if not rules and not (moves(state) and any(ready(state, node) for node in state.definition.nodes)):
        return None
    return Question(state.subject, state.facts, rules, at)
