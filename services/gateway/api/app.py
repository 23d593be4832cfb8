"""The gateway's web application: /graphql, /livez, /readyz and the page. Who asks is found out by an Asker."""

import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from services.gateway.api.transport import JSON, answer, negotiated, read_request, refused
from services.gateway.execution.engine import Engine
from services.gateway.execution.error import RequestError, refusal
from services.gateway.execution.port import Asking

MAX_BODY = 1_000_000
log = logging.getLogger("gateway")


class Asker(Protocol):
    """Tells from the request's headers who asks; raises RequestError (401) for a token that is not good."""

    async def identify(self, request: Request) -> Asking: ...


class Anybody:
    """Everybody may ask; only the trace is taken over. For gateways without an issuer."""

    async def identify(self, request: Request) -> Asking:
        """The anonymous asker."""
        return Asking(traceparent=request.headers.get("traceparent", ""))


Ready = Callable[[], Awaitable[bool]]


def create_gateway(
    engine: Engine,
    close: Callable[[], Awaitable[None]],
    asker: Asker | None = None,
    ready: Ready | None = None,
    max_body: int = MAX_BODY,
) -> FastAPI:
    """The application. `close` is awaited at shutdown; `ready` says whether requests can be served."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await close()

    app = FastAPI(title="TAS gateway", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    door = GraphQLDoor(engine, asker or Anybody(), max_body)
    app.add_route("/graphql", door.serve, methods=["GET", "POST"])

    @app.get("/livez")
    async def livez() -> JSONResponse:
        return JSONResponse({"status": "live"})

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        good = ready is None or await ready()
        return JSONResponse({"status": "ready" if good else "waiting"}, 200 if good else 503)

    return app


class GraphQLDoor:
    """Turns HTTP into engine requests and back; nothing that goes wrong leaves as a trace of code."""

    def __init__(self, engine: Engine, asker: Asker, max_body: int) -> None:
        self._engine = engine
        self._asker = asker
        self._max_body = max_body

    async def serve(self, request: Request) -> Response:
        """One GraphQL request."""
        media = negotiated(request.headers.get("accept", ""))
        if media is None:
            return refused(refusal("NOT_ACCEPTABLE", "Answers are JSON.", 406), JSON)
        try:
            asking = await self._asker.identify(request)
            asked = await read_request(request, self._max_body)
            return answer(await self._engine.execute(asked, asking), media)
        except RequestError as error:
            return refused(error, media)
        except Exception:
            trace = secrets.token_hex(8)
            log.exception("request failed", extra={"trace_id": trace})
            failure = refusal("INTERNAL", f"Something went wrong; its trace is {trace}.", 500)
            failure.errors[0]["extensions"]["traceId"] = trace
            return refused(failure, media)
