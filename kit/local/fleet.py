"""Several of our own processes at once: start them, wait until each is ready, tell which is not and why.

What the processes are is the caller's business; here a member is a command, its environment and the URL by which it
says that it is ready.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kit.local.process import Processes

PROBE_SECONDS = 2.0
TAIL_LINES = 12
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Loopback is never asked through a proxy."""


class NotReady(RuntimeError):
    """The message names every member that did not come, with the end of its log."""


@dataclass(frozen=True, slots=True)
class Member:
    """One process: `ready` is a URL that answers 200 once it serves."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    ready: str


class Fleet:
    """Members by name, over the processes of one state folder."""

    def __init__(self, processes: Processes, members: Sequence[Member], cwd: Path) -> None:
        self.processes = processes
        self.members = {member.name: member for member in members}
        self._cwd = cwd
        self._begins: dict[str, int] = {}
        """Where in its log a process that was started here begins, in bytes."""

    def launch(self, names: Sequence[str] = ()) -> list[str]:
        """Starts those that do not run, all by default, without waiting. Returns what it started."""
        lacking = [name for name in names or self.members if self.processes.find(name) is None]
        for name in lacking:
            member = self.members[name]
            log = self.processes.log(name)
            self._begins[name] = log.stat().st_size if log.exists() else 0
            self.processes.start(name, member.command, member.env, cwd=self._cwd)
        return lacking

    def wait(self, seconds: float, names: Sequence[str] = ()) -> None:
        """Waits for all of them side by side; no longer, once one of them has ended. Raises NotReady."""
        wanted = list(names or self.members)
        wait = partial(self._wait_one, deadline=time.monotonic() + seconds, over=threading.Event())
        with ThreadPoolExecutor(len(wanted)) as pool:
            complaints = [one for one in pool.map(wait, wanted) if one]
        if complaints:
            raise NotReady("\n".join(complaints))

    def stop(self, names: Sequence[str] = ()) -> list[str]:
        """Stops them side by side; the last started first where it matters to nobody. Returns what ran."""
        wanted = [name for name in names or self.members if self.processes.find(name) is not None]
        if wanted:
            with ThreadPoolExecutor(len(wanted)) as pool:
                list(pool.map(self.processes.stop, wanted))
        return wanted

    def health(self, name: str) -> str:
        """`ready`, `not ready` (it runs, but does not say that it serves) or `not running`."""
        if self.processes.find(name) is None:
            return "not running"
        return "ready" if answers(self.members[name].ready) else "not ready"

    def _wait_one(self, name: str, deadline: float, over: threading.Event) -> str:
        while time.monotonic() < deadline:
            if over.is_set() or answers(self.members[name].ready):
                return ""
            if self.processes.find(name) is None:
                over.set()
                return self._complaint(name, "ended while it was starting")
            time.sleep(0.05)
        return self._complaint(name, "is not ready in time")

    def _complaint(self, name: str, what: str) -> str:
        log = self.processes.log(name)
        return f"{name} {what}; the end of {log}:\n{tail(log, self._begins.get(name, 0))}"


def answers(url: str) -> bool:
    """Whether a GET of this URL gives 200."""
    try:
        with DIRECT.open(url, timeout=PROBE_SECONDS) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def tail(log: Path, begins: int = 0) -> str:
    """The last lines of a log from a place in bytes on, for a person: each shortened, of a traceback only what it came
    to. The log has it whole."""
    try:
        text = log.read_bytes()[begins:].decode("utf-8", errors="replace")
    except FileNotFoundError:
        return "  (empty)"
    lines = without_frames(text.splitlines())[-TAIL_LINES:]
    return "\n".join(f"  {plain(line)[:300]}" for line in lines) or "  (empty)"


def plain(line: str) -> str:
    """Level and message of a line of JSON; any other line as it is."""
    try:
        told = json.loads(line)
        return f"{told['level']} {told['message']}"
    except (ValueError, LookupError, TypeError):
        return line


def without_frames(lines: Sequence[str]) -> list[str]:
    """A log's lines without the frames of the interpreter's own tracebacks."""
    kept, inside = [], False
    for line in lines:
        if line.startswith("Traceback (most recent call last)"):
            inside = True
        elif not (inside and line.startswith((" ", "\t"))):
            inside = False
            kept.append(line)
    return kept
