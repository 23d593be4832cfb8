"""The worker process: `python -m workflows.main`. Runs the chains and timers, and starts them from the journals."""

import asyncio
import logging
import os
import sys
from typing import NoReturn

from fastapi import FastAPI

from kit.http.serving import add_health, server
from kit.runtime import open_follower
from kit.settings import Settings
from kit.telemetry.log import start_logging
from workflows.work import Work, stop_seconds

NAME = "worker"
log = logging.getLogger("tas.worker")


async def run(settings: Settings) -> int:
    """Serves health and works until SIGTERM or SIGINT. The exit code: 0, or 1 when the work ended by itself."""
    work = Work(open_follower(settings, NAME))
    web = FastAPI(title="TAS worker", docs_url=None, redoc_url=None, openapi_url=None)
    add_health(web, work.parts)
    serving = server(web, settings.host, settings.port(NAME), settings.stop_seconds)

    def ended(_: "asyncio.Task[None]") -> None:
        serving.should_exit = True

    working = asyncio.create_task(work.run(), name="work")
    working.add_done_callback(ended)
    try:
        await serving.serve()
        asked = not working.done()
    finally:
        await _stop(work, working, stop_seconds(settings.stop_seconds))
    return 0 if asked else 1


async def _stop(work: Work, working: "asyncio.Task[None]", seconds: float) -> None:
    """Lets the work end in time. What does not is left: chains lose nothing by it, their next worker goes on."""
    stopping = asyncio.create_task(work.stop(), name="stop")
    await asyncio.wait({working, stopping}, timeout=seconds)
    for task in (working, stopping):
        if not task.done():
            log.error("%s did not end within %s s", task.get_name(), seconds)
        elif not task.cancelled() and (problem := task.exception()):
            log.critical("%s has failed: %s", task.get_name(), problem, exc_info=problem)


def exit_code(settings: Settings) -> int:
    """Runs to the end. The loop is not closed: that would wait for what `_stop` has given up, without a limit."""
    try:
        return asyncio.new_event_loop().run_until_complete(run(settings))
    except SystemExit as error:  # uvicorn's, when the port is taken
        return error.code if isinstance(error.code, int) else 1
    except Exception:
        log.critical("the worker cannot go on", exc_info=True)
        return 1


def main() -> NoReturn:
    settings = Settings()
    start_logging(settings, NAME)
    code = exit_code(settings)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is stopped and flushed. temporalio's native threads sometimes abort the process while the interpreter
    # takes itself down (exit code 134 or 139), which would tell a supervisor of a crash that was none.
    os._exit(code)


if __name__ == "__main__":
    main()
