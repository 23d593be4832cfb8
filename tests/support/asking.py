"""The approval subgraph asked in process: its real schema and loaders over a bench, and its store's reads counted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kit.graphql.context import Asking, Context
from kit.graphql.schema import execute
from services.approval.api import SCHEMA, make_loaders
from services.approval.app.submit import submit_for_registration
from tas.core.actor import Actor, ActorKind
from tests.support.filing import FILING, PARTNER, chain_of, filed
from tests.support.running import ApprovalBench

CHM = Actor(ActorKind.EMPLOYEE, "emp_" + "c" * 32, ("CHM",))
SD = Actor(ActorKind.EMPLOYEE, "emp_" + "d" * 32, ("SD",))
MDS = Actor(ActorKind.EMPLOYEE, "emp_" + "e" * 32, ("MDS",))
AM = Actor(ActorKind.EMPLOYEE, "emp_" + "a" * 32, ("AM",))
COLLEAGUE = replace(PARTNER, id="pus_" + "2" * 32)
OTHER_PARTNER = Actor(ActorKind.PARTNER, "pus_" + "3" * 32, partner="ptn_" + "3" * 32)
HOLDERS = {"channel": (CHM.id,), "owner-head": (SD.id,), "steward": (MDS.id,)}


class Graph:
    """A bench whose seats are held by the people above, and its graph."""

    def __init__(self) -> None:
        self.bench = ApprovalBench()
        self.bench.world.facts |= {"account.owned": False, "accountId": FILING.account_id}
        self.bench.world.holders = HOLDERS
        self.app = self.bench.app

    async def ask(
        self, actor: Actor, query: str, variables: Mapping[str, Any] | None = None, locale: str = "en"
    ) -> dict[str, Any]:
        """The whole answer, as over the wire."""
        caller = actor.id if actor.kind is ActorKind.SERVICE else "gateway"
        asking = Asking(caller, actor, locale, "0" * 32)
        context = Context(asking, self.app, make_loaders(self.app, asking))
        return await execute(SCHEMA, {"query": query, "variables": deepcopy(dict(variables or {}))}, context)

    async def data(self, actor: Actor, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.ask(actor, query, variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def chain(self, number: int = 1) -> tuple[str, str]:
        """A registration's chain that waits for the channel manager: its id, the task's. Each a second later."""
        filing = replace(FILING, registration_id=f"reg_{number:032x}")
        entry = filed(filing=filing)
        self.bench.clock.move(timedelta(seconds=1))
        await submit_for_registration(self.bench.submitting, entry)
        await self.bench.start(chain_of(entry))
        (task,) = (await self.bench.record_of(chain_of(entry))).chain.open_tasks()
        return chain_of(entry), task.id

    @contextmanager
    def reads(self) -> Iterator[Counter[str]]:
        """What the store and the lists are asked meanwhile, by the name of the call."""
        counted: Counter[str] = Counter()
        store, chains = self.bench.store, self.bench.chains
        names = ("by_command", "entry", "entries", "document", "documents")
        for name in names:
            setattr(store, name, _counting(counted, name, getattr(store, name)))
        before = len(chains.asked)
        try:
            yield counted
        finally:
            counted.update(chains.asked[before:])
            for name in names:
                delattr(store, name)


def _counting(counted: Counter[str], name: str, call: Any) -> Any:
    async def count(*arguments: Any) -> Any:
        counted[name] += 1
        return await call(*arguments)

    return count
