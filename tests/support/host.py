"""A process without servers: what a subgraph's web application needs of its runtime, in memory, over real HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from kit.auth.keys import CALLERS, SigningKey, Trust
from kit.auth.signature import Signer, Verifier
from kit.http.serving import server
from kit.journal.intake import Subscription
from kit.mongo.index import Index
from kit.settings import Settings
from tests.support.journal import MemoryStore
from tests.support.position import MemoryPositions
from tests.support.wait import until


@cache
def caller_key(name: str) -> SigningKey:
    """The test key of a caller: one for the whole session."""
    return SigningKey(name, Ed25519PrivateKey.generate())


def caller(name: str) -> Signer:
    return Signer(caller_key(name))


def trust() -> Trust:
    """The public keys of every caller."""
    return {name: caller_key(name).private.public_key() for name in CALLERS}


class MemoryHost:
    """`kit.http.subgraph.Host` in memory. `state` is what /readyz tells."""

    def __init__(self, service: str, **settings: Any) -> None:
        self.service = service
        self.settings = Settings(**settings)
        self.store = MemoryStore()
        self.positions = MemoryPositions()
        self.verifier = Verifier(trust())
        self.state: dict[str, bool] = {"store": True}
        self.ran: list[str] = []

    @asynccontextmanager
    async def running(self, subscriptions: Sequence[Subscription], indexes: Sequence[Index]) -> AsyncIterator[None]:
        self.ran.append("started")
        yield
        self.ran.append("stopped")

    async def parts(self) -> Mapping[str, bool]:
        return self.state


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The application on a free port of its own; yields its address."""
    one = server(app, "127.0.0.1", 0, 1)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_no_signals(one))
        task = asyncio.create_task(one.serve())
        try:
            await until(lambda: one.started or task.done(), 10, "the server starts")
            assert not task.done(), "the application did not start"
            port = one.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}"
        finally:
            one.should_exit = True
            await asyncio.wait_for(task, 15)


@contextlib.contextmanager
def _no_signals(one: Any) -> Any:
    """Keeps the server from taking the test runner's signals."""
    one.capture_signals = contextlib.nullcontext
    yield
