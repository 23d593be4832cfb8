"""Whether whoever shows a token still stands: a token of one who left lives until it expires, so people is asked about
its holder, and the answer is kept for some seconds."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable

import orjson

from kit.telemetry.trace import traceparent
from services.gateway.api.entrance import Asker
from services.gateway.execution.error import SubgraphFailure
from services.gateway.execution.port import Asking, SubgraphCaller
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Unauthenticated

KEPT_SECONDS = 30.0
"""How long one who has left may still be let in."""
ASK_SECONDS = 1.0
QUIET_SECONDS = 5.0
"""After people did not answer, nobody is asked about for so long: no request waits for it in turn."""
MOST_KEPT = 10_000
QUESTION = orjson.dumps({"query": "{ actorStands }"})
log = logging.getLogger("tas.gateway.standing")


class StandingAsker:
    """Implements `Asker`: lets in whom another one identifies, as long as they stand. When people does not answer, the
    last answer counts, and without one the token does: it is short-lived, and people refuses who left by itself."""

    def __init__(self, asker: Asker, caller: SubgraphCaller, clock: Callable[[], float] = time.monotonic) -> None:
        self._asker = asker
        self._caller = caller
        self._clock = clock
        self._quiet_until = float("-inf")
        self._known: OrderedDict[tuple[str, str | None], tuple[float, bool]] = OrderedDict()

    async def identify(self, authorization: str) -> Actor:
        """Raises Unauthenticated TOKEN_WITHDRAWN, and what the other one raises."""
        actor = await self._asker.identify(authorization)
        if actor.kind is not ActorKind.ANONYMOUS and not await self._stands(actor):
            raise Unauthenticated("TOKEN_WITHDRAWN")
        return actor

    async def _stands(self, actor: Actor) -> bool:
        key = (actor.id, actor.partner)
        asked_at, stood = self._known.get(key, (float("-inf"), True))
        if self._clock() - asked_at < KEPT_SECONDS or self._clock() < self._quiet_until:
            return stood
        answer = await self._ask(actor)
        if answer is None:
            self._quiet_until = self._clock() + QUIET_SECONDS
            return stood
        self._known[key] = (self._clock(), answer)
        self._known.move_to_end(key)
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        return answer

    async def _ask(self, actor: Actor) -> bool | None:
        """None when there is no answer."""
        try:
            async with asyncio.timeout(ASK_SECONDS):
                answer = await self._caller.call("people", QUESTION, Asking(actor, traceparent=traceparent()))
        except (SubgraphFailure, TimeoutError) as failure:
            log.warning("nobody tells whether a token still stands: %r", failure)
            return None
        stands = (answer.get("data") or {}).get("actorStands")
        return stands if isinstance(stands, bool) else None
