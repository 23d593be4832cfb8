"""Several processes at once: all ready, or the one that is not is named with the end of its log."""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.local.fleet import Fleet, Member, NotReady, answers, tail
from kit.local.port import free_ports
from kit.local.process import Processes
from tests.support.wait import until

SERVES = """
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[2]))
        self.end_headers()
HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def member(name: str, port: int, status: int = 200) -> Member:
    return Member(name, (sys.executable, "-c", SERVES, str(port), str(status)), {}, f"http://127.0.0.1:{port}/readyz")


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    ports = free_ports(3)
    members = [member("first", ports[0]), member("second", ports[1]), member("dull", ports[2], 503)]
    broken = Member("broken", (sys.executable, "-c", "raise SystemExit('no key file')"), {}, "http://127.0.0.1:9/")
    made = Fleet(Processes(tmp_path), [*members, broken], tmp_path)
    yield made
    made.stop()


def test_what_is_started_becomes_ready_and_is_not_started_twice(fleet: Fleet) -> None:
    assert fleet.launch(("first", "second")) == ["first", "second"]
    fleet.wait(20, ("first", "second"))
    assert fleet.launch(("first", "second")) == []
    assert [fleet.health(name) for name in fleet.members] == ["ready", "ready", "not running", "not running"]


def test_who_is_not_ready_is_named_with_the_end_of_its_log(fleet: Fleet) -> None:
    fleet.launch(("first", "dull"))
    with pytest.raises(NotReady) as complaint:
        fleet.wait(2, ("first", "dull"))
    said = str(complaint.value)
    assert "dull is not ready in time" in said and "GET /readyz" in said
    assert "first" not in said


def test_once_one_has_ended_nobody_is_waited_for_and_only_this_start_is_told(fleet: Fleet) -> None:
    fleet.processes.log("broken").write_text("of an earlier start\n")
    fleet.launch(("dull", "broken"))
    began = time.monotonic()
    with pytest.raises(NotReady) as complaint:
        fleet.wait(60, ("dull", "broken"))
    assert time.monotonic() - began < 50
    said = str(complaint.value)
    assert "broken ended while it was starting" in said and "no key file" in said
    assert "earlier" not in said and "dull" not in said


def test_of_a_traceback_only_what_it_came_to_is_told(tmp_path: Path) -> None:
    log = tmp_path / "one.log"
    lines = ('{"level": "INFO", "message": "begins"}', "Traceback (most recent call last):", "  File x", "    raise")
    log.write_text("\n".join((*lines, "ValueError: no such day", "ends")))
    assert tail(log) == "  INFO begins\n  ValueError: no such day\n  ends"


def test_exactly_what_runs_is_stopped(fleet: Fleet) -> None:
    fleet.launch(("first",))
    fleet.wait(20, ("first",))
    assert fleet.stop() == ["first"]
    assert fleet.health("first") == "not running"
    assert not answers(fleet.members["first"].ready)


async def test_a_killed_process_is_missed_and_comes_back_where_it_was(fleet: Fleet) -> None:
    fleet.launch(("first",))
    fleet.wait(20, ("first",))
    assert fleet.processes.signal("first", signal.SIGKILL)
    await until(lambda: fleet.health("first") == "not running", 10)
    fleet.launch(("first",))
    fleet.wait(20, ("first",))


def test_a_record_of_another_program_is_never_signalled(tmp_path: Path) -> None:
    processes = Processes(tmp_path)
    record = processes.start("mine", (sys.executable, "-c", "input()"), {})
    try:
        (tmp_path / "run" / "mine.json").write_text(
            f'{{"name": "mine", "pid": {record.pid}, "started": {record.started - 60}}}'
        )
        assert processes.find("mine") is None
        assert not processes.signal("mine", signal.SIGKILL)
    finally:
        (tmp_path / "run" / "mine.json").write_text(
            f'{{"name": "mine", "pid": {record.pid}, "started": {record.started}}}'
        )
        processes.stop("mine")
