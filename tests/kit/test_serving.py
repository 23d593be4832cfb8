"""A process that serves ends well when it is asked to stop: what follows serving is done, and its exit code is 0."""

import asyncio
import signal
import sys
import urllib.request

import pytest

from tests.support.child import ROOT
from tests.support.server import free_ports
from tests.support.wait import until

PROGRAM = """
import sys
from fastapi import FastAPI
from kit.http.serving import add_health, serve

async def parts():
    return {}

app = FastAPI()
add_health(app, parts)
serve(app, "127.0.0.1", int(sys.argv[1]), 1)
print("went on")
"""


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_good_stop_is_exit_code_0(number: signal.Signals) -> None:
    (port,) = free_ports(1)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, str(port), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        await until(lambda: asyncio.to_thread(answers, port), 20, "it serves")
        child.send_signal(number)
        told, _ = await asyncio.wait_for(child.communicate(), 10)
        assert (child.returncode, told) == (0, b"went on\n")
    finally:
        if child.returncode is None:
            child.kill()
