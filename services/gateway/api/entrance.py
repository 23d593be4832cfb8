"""What every door does first: trace and language of the call, who asks, and whether they have asked too often."""

from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request

from kit.telemetry.trace import HEADER, begin, traceparent
from services.gateway.api.rate import RateLimit
from services.gateway.execution.port import Asking
from tas.core.actor import ANONYMOUS, Actor, ActorKind
from tas.core.errors import Unauthenticated
from tas.core.message import choose_locale


class Asker(Protocol):
    """Tells from the Authorization header ("" when there is none) who asks. Raises Unauthenticated TOKEN_…, and
    Unavailable when that cannot be found out now."""

    async def identify(self, authorization: str) -> Actor: ...


class Anybody:
    """Everybody may ask and is nobody. For gateways without an issuer."""

    async def identify(self, authorization: str) -> Actor:
        return ANONYMOUS


@dataclass(slots=True)
class Visit:
    """One call: `locale` and `trace_id` stand from the first line on, so that any refusal can be told; `headers` go
    with every answer to it."""

    locale: str
    trace_id: str
    headers: dict[str, str] = field(default_factory=dict)


def begin_visit(request: Request) -> Visit:
    """Takes the caller's trace over or makes one, and reads the language."""
    trace = begin(request.headers.get(HEADER, ""))
    locale = choose_locale(request.headers.get("accept-language", ""))
    headers = {"cache-control": "no-store", "content-language": locale, "x-content-type-options": "nosniff"}
    return Visit(locale, trace.id, headers)


class Entrance:
    """Lets a call in."""

    def __init__(self, asker: Asker, rate: RateLimit | None = None) -> None:
        self._asker = asker
        self._rate = rate

    async def admit(self, visit: Visit, request: Request) -> Asking:
        """Who asks, for the subgraphs. Raises Unauthenticated, Unavailable. A bad token counts against the address
        that sent it, so guessing is bounded too."""
        try:
            actor = await self._asker.identify(request.headers.get("authorization", ""))
        except Unauthenticated:
            self._count(visit, address_of(request))
            raise
        known = actor.kind is not ActorKind.ANONYMOUS
        self._count(visit, actor.partner or actor.id if known else address_of(request))
        return Asking(actor, visit.locale, traceparent=traceparent())

    def _count(self, visit: Visit, client: str) -> None:
        if self._rate is not None:
            visit.headers |= self._rate.fields(client)
            visit.headers |= self._rate.take(client)


def address_of(request: Request) -> str:
    """The network address of whoever holds the connection. Forwarding headers are anybody's to write: not believed."""
    return f"at {request.client.host}" if request.client else "at nowhere"
