"""Serving an application over HTTP with limits said, and the two questions that every process answers: is it alive
(`/livez`), can it be given work (`/readyz`)."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from kit.http.connection import Bounded

KEEP_ALIVE_SECONDS = 75
BACKLOG = 2048
STOP_SECONDS = 5
Parts = Callable[[], Awaitable[Mapping[str, bool]]]


def add_health(app: FastAPI, parts: Parts) -> None:
    """Adds both doors. Ready when every part is; the answer names each part."""

    async def livez(_: Request) -> JSONResponse:
        return JSONResponse({"status": "live"})

    async def readyz(_: Request) -> JSONResponse:
        found = await parts()
        good = all(found.values())
        return JSONResponse({"status": "ready" if good else "waiting", "parts": dict(found)}, 200 if good else 503)

    app.add_route("/livez", livez, methods=["GET"])
    app.add_route("/readyz", readyz, methods=["GET"])


class Server(uvicorn.Server):
    """Stops at SIGTERM or SIGINT and returns: to be asked to stop is no failure, so the exit code is the process's own.
    uvicorn raises the signal once more when it has stopped, which ends the process with 143 and before what else it is
    at has finished."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def server(app: FastAPI, host: str, port: int, stop_seconds: float = STOP_SECONDS) -> Server:
    """A server that does not run yet; its logs go where the process's logs go."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        http=Bounded,
        server_header=False,
        date_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, round(stop_seconds)),
    )
    return Server(config)


def serve(app: FastAPI, host: str, port: int, stop_seconds: float = STOP_SECONDS) -> None:
    """Serves until SIGTERM or SIGINT, then returns. Requests under way get `stop_seconds`, then the application's
    lifespan ends."""
    server(app, host, port, stop_seconds).run()
