"""Processes that the runner starts: detached, with a log and a record by which exactly they are stopped again.

A record holds pid and start time: a pid that the system gave to somebody else meanwhile is never signalled.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

STOP_SECONDS = 20.0

Probe = Callable[[], bool]
"""A question that is answered with yes or no, at once."""


@dataclass(frozen=True, slots=True)
class Record:
    """A started process: its name, pid, and start time in seconds since the epoch."""

    name: str
    pid: int
    started: float


class Processes:
    """The processes of one state folder: `run/NAME.json` and `log/NAME.log`."""

    def __init__(self, folder: Path) -> None:
        self._run = folder / "run"
        self._log = folder / "log"
        self._run.mkdir(parents=True, exist_ok=True)
        self._log.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str], cwd: Path | None = None) -> Record:
        """Starts a process in a session of its own; its output goes to the log."""
        with self.log(name).open("ab") as log:
            child = subprocess.Popen(
                list(command),
                env={**os.environ, **env},
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        record = Record(name, child.pid, psutil.Process(child.pid).create_time())
        self._path(name).write_text(json.dumps(asdict(record)))
        return record

    def log(self, name: str) -> Path:
        return self._log / f"{name}.log"

    def names(self) -> list[str]:
        return sorted(path.stem for path in self._run.glob("*.json"))

    def find(self, name: str) -> psutil.Process | None:
        """The running process of that name, or None when it is gone."""
        try:
            record = Record(**json.loads(self._path(name).read_text()))
            process = psutil.Process(record.pid)
            same = abs(process.create_time() - record.started) < 0.01
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except (FileNotFoundError, psutil.NoSuchProcess):
            return None

    def signal(self, name: str, number: int) -> bool:
        """Sends a signal to the process and its children. False when it is gone."""
        process = self.find(name)
        if process is None:
            return False
        for one in (*process.children(recursive=True), process):
            try:
                one.send_signal(number)
            except psutil.NoSuchProcess:
                continue
        return True

    def stop(self, name: str) -> None:
        """Ends the process and its children: asked first, killed after `STOP_SECONDS`."""
        process = self.find(name)
        if process is not None:
            family = [process, *process.children(recursive=True)]
            process.send_signal(signal.SIGCONT)
            process.terminate()
            _, left = psutil.wait_procs(family, STOP_SECONDS)
            for one in left:
                one.kill()
            psutil.wait_procs(left, 5)
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._run / f"{name}.json"


def wait_ready(name: str, probe: Probe, alive: Probe, seconds: float) -> None:
    """Waits until the probe answers. Raises RuntimeError naming the process that ended or did not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if probe():
            return
        if not alive():
            raise RuntimeError(f"{name} ended while it was starting; see its log")
        time.sleep(0.05)
    raise RuntimeError(f"{name} was not ready within {seconds:.0f} s; see its log")
