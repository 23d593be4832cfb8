"""A subgraph's web application: POST /graphql for signed calls, /livez, /readyz. What a query means lives in the
service's `api`; how it is executed in `kit.graphql.schema`; the background work in `kit.runtime`."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from kit.auth.signature import Verifier
from kit.graphql.context import Asking, Context
from kit.graphql.cursor import JournalPositions, Positions, read_cursors, wait_for, waited_for
from kit.graphql.schema import SubgraphSchema, execute, refused_request
from kit.http.body import CLOSING, read_body
from kit.http.serving import add_health
from kit.journal.intake import Subscription
from kit.journal.port import JournalStore, PositionStore
from kit.mongo.index import Index
from kit.settings import Settings
from kit.telemetry.trace import HEADER, Trace, begin
from tas.core.errors import Forbidden, Invalid, TasError, Unauthenticated, Unavailable
from tas.core.message import choose_locale

JSON = "application/json"
MakeLoaders = Callable[[Any, Asking], Any]
STATUS: Mapping[type[TasError], int] = {Unauthenticated: 401, Forbidden: 403, Unavailable: 503}
STATUS_OF_CODE = {"CONTENT_TYPE": 415, "CONTENT_ENCODING": 415, "BODY_TOO_LARGE": 413, "BODY_TOO_SLOW": 408}


class Host(Protocol):
    """The part of `kit.runtime.Runtime` that is used here."""

    @property
    def settings(self) -> Settings: ...

    @property
    def service(self) -> str: ...

    @property
    def store(self) -> JournalStore: ...

    @property
    def positions(self) -> PositionStore: ...

    @property
    def verifier(self) -> Verifier: ...

    def running(
        self, subscriptions: Sequence[Subscription], indexes: Sequence[Index]
    ) -> AbstractAsyncContextManager[None]: ...

    async def parts(self) -> Mapping[str, bool]: ...


def no_loaders(_app: Any, _asking: Asking) -> None:
    """For a service without data loaders."""


def create_subgraph(
    runtime: Host,
    schema: SubgraphSchema,
    app: Any,
    *,
    loaders: MakeLoaders = no_loaders,
    subscriptions: Sequence[Subscription] = (),
    indexes: Sequence[Index] = (),
    told: Collection[str] = (),
) -> FastAPI:
    """The application. `app` is the service's container (`context.app`); `loaders(app, asking)` is called once for
    each request; background work runs from startup to shutdown; `told` are the aggregate types whose changes also
    those outside the company may wait for."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with runtime.running(subscriptions, indexes):
            yield

    web = FastAPI(title=f"TAS {runtime.service}", openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    positions = JournalPositions(runtime.service, runtime.store, runtime.positions, subscriptions)
    web.add_route("/graphql", Door(runtime, schema, app, loaders, positions, told).serve, methods=["POST"])
    add_health(web, runtime.parts)
    return web


class Door:
    """Turns a signed HTTP request into an executed one. Whatever is refused before that is coded and translated."""

    def __init__(
        self,
        host: Host,
        schema: SubgraphSchema,
        app: Any,
        loaders: MakeLoaders,
        positions: Positions,
        told: Collection[str],
    ) -> None:
        self._verifier = host.verifier
        self._settings = host.settings
        self._schema = schema
        self._app = app
        self._loaders = loaders
        self._positions = positions
        self._told = told

    async def serve(self, request: Request) -> Response:
        """Answers one request: 200 once it is executed, also with errors beside data."""
        trace = begin(request.headers.get(HEADER, ""))
        locale = choose_locale(request.headers.get("accept-language", ""))
        try:
            answer = await self._answer(request, locale, trace)
        except TasError as refusal:
            headers = {"connection": "close"} if refusal.code in CLOSING else {}
            return _json(refused_request(refusal, locale, trace.id), status_of(refusal), headers)
        return _json(answer, 200, {})

    async def _answer(self, request: Request, locale: str, trace: Trace) -> dict[str, Any]:
        require_json(request)
        body = await read_body(request, self._settings.body_bytes)
        query = f"?{request.url.query}" if request.scope["query_string"] else ""
        signed = self._verifier.verify(request.method, request.scope["path"] + query, request.headers, body)
        asked = read_json(body)
        if signed.after:
            cursors = waited_for(read_cursors(signed.after), signed.actor, self._told)
            await wait_for(cursors, self._positions, self._settings.after_seconds)
        asking = Asking(signed.caller, signed.actor, locale, trace.id)
        context = Context(asking, self._app, self._loaders(self._app, asking))
        return await execute(self._schema, asked, context)


def require_json(request: Request) -> None:
    """Raises Invalid CONTENT_TYPE for a body that says it is anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise Invalid("CONTENT_TYPE")


def read_json(body: bytes) -> dict[str, Any]:
    """The object in the body. Raises Invalid GRAPHQL_REQUEST."""
    try:
        asked = orjson.loads(body)
    except ValueError:
        raise Invalid("GRAPHQL_REQUEST") from None
    if not isinstance(asked, dict):
        raise Invalid("GRAPHQL_REQUEST")
    return asked


def status_of(refusal: TasError) -> int:
    """The HTTP status of what is refused before execution."""
    return STATUS_OF_CODE.get(refusal.code) or STATUS.get(type(refusal), 400)


def _json(answer: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> Response:
    return Response(orjson.dumps(answer), status, headers, media_type=JSON)
