"""Taking an act of a user to the running chain, and answering from the journal when there is no such run any more."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kit.journal.aggregate import Loaded
from kit.journal.command import Command
from kit.journal.ledger import Ledger
from services.approval.app import authorise
from services.approval.app.command import read_command, read_comment
from services.approval.app.form import Form, filled_again
from services.approval.app.port import ChainDoor, ChainList, NotRunning
from services.approval.domain.chain import CHAIN, ChainRecord
from tas.chain.decide import Act, Decide, Withdraw
from tas.chain.event import Condition, Verdict
from tas.chain.request import ActRequest
from tas.core.actor import Actor
from tas.core.codec import to_json
from tas.core.errors import Conflict, Missing, Unavailable
from tas.flows.definition import ReturnPolicy

START_SECONDS = 5.0
"""How long an act waits for a chain that was submitted but does not run yet."""
LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Acting:
    """What the handlers below need. `patience`: seconds for a chain to start; `pause` is asyncio.sleep but in tests."""

    ledger: Ledger
    door: ChainDoor
    chains: ChainList
    now: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    patience: float = START_SECONDS


@dataclass(frozen=True, slots=True)
class Said:
    """What a decision may say beside its verdict, see `tas.chain.act.decide_task`."""

    conditions: tuple[Condition, ...] = ()
    return_to: tuple[str, ...] = ()
    policy: ReturnPolicy | None = None
    score: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Acted:
    """The chain after the act, and the version of the entry that holds it."""

    chain_id: str
    version: int
    answer: Mapping[str, Any]


async def decide_task(
    app: Acting, actor: Actor, command_id: str, task_id: str, verdict: Verdict, comment: str, more: Said | None = None
) -> Acted:
    """A holder's word on a task. Raises what `tas.chain.decide` refuses, TASK_UNKNOWN, COMMAND_REUSED, Unavailable."""
    comment = read_comment(comment)
    body = {"decideTask": task_id, "verdict": verdict.value, "comment": comment}
    act = Decide(task_id, verdict, comment)
    if more is not None:
        body = {**body, "more": to_json(more)}
        act = Decide(task_id, verdict, comment, more.conditions, more.return_to, more.policy, more.score)
    return await _on_task(app, read_command(actor, command_id, body, app.now()), task_id, act)


async def act_on_task(app: Acting, actor: Actor, command_id: str, task_id: str, act: Act) -> Acted:
    """Any act about one task. Raises Missing TASK_UNKNOWN for one that the actor may not see."""
    body = {"act": type(act).__name__, "task": task_id, **to_json(act)}
    return await _on_task(app, read_command(actor, command_id, body, app.now()), task_id, act)


async def act_on_chain(app: Acting, actor: Actor, command_id: str, chain_id: str, act: Act) -> Acted:
    """Any act about a chain as a whole."""
    body = {"act": type(act).__name__, "chain": chain_id, **to_json(act)}
    return await _begin(app, read_command(actor, command_id, body, app.now()), chain_id, lambda _: act)


async def withdraw_flow(app: Acting, actor: Actor, command_id: str, chain_id: str, comment: str) -> Acted:
    """The starter takes the whole chain back; it ends WITHDRAWN."""
    comment = read_comment(comment)
    body = {"withdrawFlow": chain_id, "comment": comment}
    return await _begin(app, read_command(actor, command_id, body, app.now()), chain_id, lambda _: Withdraw(comment))


async def resubmit_flow(app: Acting, actor: Actor, command_id: str, chain_id: str, form: Form = None) -> Acted:
    """The starter answers a return. Facts are read again from the subject when the first node is entered. Raises also
    Refused with what is wrong with the form."""
    at = app.now()
    body = {"resubmitFlow": chain_id} if form is None else {"resubmitFlow": chain_id, "form": dict(form)}

    def again(record: ChainRecord) -> Act:
        return filled_again(record.chain, form if record.chain.starter_id == actor.id else None, at.date())

    return await _begin(app, read_command(actor, command_id, body, at), chain_id, again)


async def _on_task(app: Acting, command: Command, task_id: str, act: Act) -> Acted:
    done = await app.ledger.answered(command)
    if done is not None:
        return _acted(done.answer)
    found = await app.chains.of_tasks([task_id])
    if not found or not authorise.sees_inside(command.actor, found[0].chain):
        raise Missing("TASK_UNKNOWN", field=("taskId",), task=task_id)
    return await _act(app, command, found[0].chain.id, act)


async def _begin(app: Acting, command: Command, chain_id: str, act: Callable[[ChainRecord], Act]) -> Acted:
    done = await app.ledger.answered(command)
    if done is not None:
        return _acted(done.answer)
    return await _act(app, command, chain_id, act((await app.ledger.load(CHAIN, chain_id)).state))


async def _act(app: Acting, command: Command, chain_id: str, act: Act) -> Acted:
    loaded = await app.ledger.load(CHAIN, chain_id)
    if loaded.version == 0:
        raise Missing("CHAIN_UNKNOWN", field=("chainId",), chain=chain_id)
    authorise.to_act(command.actor, loaded.state.chain, act)
    request = ActRequest(command.key, command.digest, command.actor, act, command.on_behalf_of)
    try:
        return await _taken(app, command, chain_id, request)
    except Conflict as refusal:
        raise authorise.told(command.actor, loaded.state.chain, refusal) from None


async def _taken(app: Acting, command: Command, chain_id: str, request: ActRequest) -> Acted:
    """The answer of the running chain; of the journal when there is no such run any more."""
    deadline = time.monotonic() + app.patience
    while True:
        try:
            return _acted(await app.door.act(chain_id, request))
        except NotRunning:
            settled = await _settled(app, command, await app.ledger.load(CHAIN, chain_id))
            if settled is not None:
                return settled
            if time.monotonic() > deadline:
                raise Unavailable("CHAIN_NOT_STARTED", chain=chain_id) from None
            await app.pause(LOOK_SECONDS)


async def _settled(app: Acting, command: Command, loaded: Loaded[ChainRecord]) -> Acted | None:
    """From the journal: the stored answer, CHAIN_ENDED naming who closed it, or None when it has not begun."""
    done = await app.ledger.answered(command)
    if done is not None:
        return _acted(done.answer)
    chain = loaded.state.chain
    if chain.ended:
        raise Conflict("CHAIN_ENDED", chain=chain.id, outcome=chain.status.value, by=chain.last_by)
    return None


def _acted(answer: Mapping[str, Any]) -> Acted:
    return Acted(str(answer["chainId"]), int(answer["version"]), answer)
