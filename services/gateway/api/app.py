"""The gateway's web application: /graphql, the page at /, partner REST, /livez and /readyz. Each door is a module of
its own; here they are given their addresses."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from kit.http.serving import Parts, add_health
from services.gateway.api.door import METHODS, GraphQLDoor
from services.gateway.api.entrance import Anybody, Asker, Entrance
from services.gateway.api.file import FileDoor
from services.gateway.api.page.door import add_page
from services.gateway.api.partner.door import PartnerDoor
from services.gateway.api.partner.problem import tell_http_exception
from services.gateway.api.rate import RateLimit
from services.gateway.execution.engine import Engine

MAX_BODY = 1_000_000
Close = Callable[[], Awaitable[None]]


async def no_parts() -> Mapping[str, bool]:
    """For a gateway that is ready once it answers."""
    return {}


def create_gateway(
    engine: Engine,
    closing: Sequence[Close] = (),
    asker: Asker | None = None,
    parts: Parts = no_parts,
    rate: RateLimit | None = None,
    max_body: int = MAX_BODY,
    partner: bool = False,
    files: FileDoor | None = None,
) -> FastAPI:
    """The application. `closing` is awaited at shutdown; `parts` tells what it needs to serve and whether that stands;
    `partner` opens the REST door, which needs a supergraph with the suite's registrations; `files` another."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        for close in closing:
            await close()

    app = FastAPI(title="TAS gateway", openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    entrance = Entrance(asker or Anybody(), rate)
    app.add_route("/graphql", GraphQLDoor(engine, entrance, max_body).serve, methods=list(METHODS))
    app.add_exception_handler(HTTPException, tell_http_exception)
    add_page(app)
    if partner:
        PartnerDoor(engine, entrance, max_body).add_to(app)
    if files is not None:
        files.add_to(app)
    add_health(app, parts)
    return app
