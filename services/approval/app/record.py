"""Appending a running chain's entry at exactly the version its run believes in. Only the worker may."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kit.journal.command import Command
from kit.journal.ledger import Ledger
from kit.journal.port import JournalStore, VersionTaken
from kit.journal.seal import entry_to_json
from services.approval.app import authorise
from services.approval.domain.chain import CHAIN
from tas.chain import act_event
from tas.chain import event as inner
from tas.contracts import chain as outer
from tas.core.actor import Actor
from tas.core.codec import from_json
from tas.core.errors import Conflict, Invalid, Missing
from tas.core.event import Recorded, knows, revive
from tas.core.ids import aggregate_name

STRETCH = 200
MODULES = (inner.__name__, act_event.__name__, outer.__name__)


@dataclass(frozen=True, slots=True)
class Recording:
    ledger: Ledger
    store: JournalStore


async def record_chain_entry(app: Recording, caller: Actor, request: Mapping[str, Any]) -> dict[str, Any]:
    """`{"recorded", "version"}`; `{"replayed", "answer", "entries"}` for a command that stands already;
    `{"behind", "entries"}` when the journal is ahead: the caller folds them and decides again. Raises CHAIN_UNKNOWN,
    CHAIN_SUPERSEDED (a newer run owns the chain), CHAIN_ENDED, ENTRY_MALFORMED, COMMAND_REUSED."""
    authorise.to_record(caller)
    chain_id, expected, command, events = _read(request)
    done = await app.ledger.answered(command)
    if done is not None:
        await app.ledger.settle(CHAIN, chain_id)
        return {"replayed": True, "answer": done.answer, "entries": await _newer(app, chain_id, expected)}
    loaded = await app.ledger.load(CHAIN, chain_id)
    if loaded.version == 0:
        raise Missing("CHAIN_UNKNOWN", chain=chain_id)
    if loaded.state.epoch > int(request["epoch"]):
        raise Conflict("CHAIN_SUPERSEDED", chain=chain_id, epoch=loaded.state.epoch)
    if loaded.version != expected:
        return {"behind": True, "entries": await _newer(app, chain_id, expected)}
    if loaded.state.chain.ended:
        raise Conflict("CHAIN_ENDED", chain=chain_id, outcome=loaded.state.chain.status.value)
    try:
        done = await app.ledger.append_on(CHAIN, chain_id, loaded, command, events, dict(request["answer"]))
    except VersionTaken:
        return {"behind": True, "entries": await _newer(app, chain_id, expected)}
    if done.replayed:
        return {"replayed": True, "answer": done.answer, "entries": await _newer(app, chain_id, expected)}
    return {"recorded": True, "version": done.version}


def _read(request: Mapping[str, Any]) -> tuple[str, int, Command, tuple[Any, ...]]:
    try:
        command = Command(
            str(request["commandKey"]),
            str(request["bodyDigest"]),
            from_json(Actor, request["actor"]),
            from_json(datetime, request["at"]),
            request.get("onBehalfOf"),
        )
        recorded: list[Recorded] = [from_json(Recorded, event) for event in request["events"]]
        if not recorded or not all(knows(one.type) for one in recorded):
            raise ValueError("events")
        events = tuple(revive(one) for one in recorded)
        if any(type(event).__module__ not in MODULES or isinstance(event, outer.FlowSubmitted) for event in events):
            raise ValueError("events")
        return str(request["chainId"]), int(request["expectedVersion"]), command, events
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("ENTRY_MALFORMED", reason=str(error)) from error


async def _newer(app: Recording, chain_id: str, after: int) -> list[dict[str, Any]]:
    entries = await app.store.entries(aggregate_name("chain", chain_id), after, STRETCH)
    return [entry_to_json(entry) for entry in entries]
