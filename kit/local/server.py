"""The three servers on loopback: the store, the broker, Temporal. Each in its own folder, on the ports it is given.

What is installed and where lives in `kit.local.install`; here only how each is started and when it is ready.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kit.local.process import Processes, wait_ready
from kit.local.tool import LOCAL_STORE, RABBITMQ, TEMPORAL

START_SECONDS = 90.0
GIVEN = {"store": "TAS_MONGODB_URL", "broker": "TAS_AMQP_URL", "temporal": "TAS_TEMPORAL_ADDRESS"}
"""Server → the setting that gives one instead."""
NAMES = tuple(GIVEN)
BROKER_STOP_MILLISECONDS = 1500
"""How long one Erlang application of the broker may take to end. Its management plugin deadlocks for 5 s at every
SIGTERM; what is acknowledged is in another application, whose end is not cut short."""
BROKER_LIMITS = Path(__file__).resolve().parents[2] / "deploy" / "rabbitmq" / "limits.conf"
TEMPORAL_TUNING = (
    "system.enableActivityEagerExecution=true",
    "history.transferProcessorMaxPollRPS=200",
    "history.timerProcessorMaxPollRPS=200",
    "history.visibilityProcessorMaxPollRPS=200",
    'history.transferProcessorMaxPollInterval="1s"',
)
"""Development server: task starts no longer wait for a 50 ms grid; eager activities save one hop."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the servers listen; all on 127.0.0.1."""

    store: int
    amqp: int
    amqp_management: int
    amqp_distribution: int
    amqp_names: int
    temporal: int
    temporal_ui: int


@dataclass(frozen=True, slots=True)
class Addresses:
    """How the servers are reached."""

    mongodb_url: str
    amqp_url: str
    temporal_address: str


class Servers:
    """The servers of one state folder. A server whose address is in the environment is used, not started."""

    def __init__(self, folder: Path, ports: Ports) -> None:
        self._folder = folder
        self._ports = ports
        self.processes = Processes(folder)

    def start(self) -> Addresses:
        """Starts what is not running and waits until each is ready. Raises RuntimeError naming what is not."""
        self.launch()
        return self.wait()

    def launch(self) -> None:
        """Starts the processes side by side, without waiting."""
        starts = {"store": self._start_store, "broker": self._start_broker, "temporal": self._start_temporal}
        for name, start in starts.items():
            if not os.environ.get(GIVEN[name]) and not self._lives(name):
                start()

    def wait(self, names: Sequence[str] = NAMES) -> Addresses:
        """Waits for these servers. Raises RuntimeError naming the one that ended or did not come."""
        ports = {"store": self._ports.store, "broker": self._ports.amqp, "temporal": self._ports.temporal}
        for name in names:
            if self._lives(name):
                wait_ready(name, partial(listens, ports[name]), partial(self._lives, name), START_SECONDS)
        if "broker" in names and self._lives("broker"):
            url = f"http://127.0.0.1:{self._ports.amqp_management}/api/health/checks/virtual-hosts"
            wait_ready("broker", partial(_answers, url), partial(self._lives, "broker"), START_SECONDS)
        return self.addresses()

    def addresses(self) -> Addresses:
        """How the servers are reached: ours, or those that the environment gives."""
        return Addresses(
            os.environ.get("TAS_MONGODB_URL") or f"mongodb://127.0.0.1:{self._ports.store}",
            os.environ.get("TAS_AMQP_URL") or f"amqp://guest:guest@127.0.0.1:{self._ports.amqp}/",
            os.environ.get("TAS_TEMPORAL_ADDRESS") or f"127.0.0.1:{self._ports.temporal}",
        )

    def stop(self) -> None:
        """Side by side: none of them waits for another one's end."""
        with ThreadPoolExecutor(len(NAMES)) as pool:
            list(pool.map(self.processes.stop, NAMES))
        self._stop_names()

    def _stop_names(self) -> None:
        """Ends Erlang's name daemon, which the broker started on a port of its own and which outlives it. It refuses
        while a node is registered."""
        epmd = shutil.which("epmd")
        if epmd and listens(self._ports.amqp_names):
            command = [epmd, "-port", str(self._ports.amqp_names), "-kill"]
            subprocess.run(command, capture_output=True, timeout=10, check=False)

    def _lives(self, name: str) -> bool:
        return self.processes.find(name) is not None

    def kill(self, name: str) -> None:
        self.processes.signal(name, signal.SIGKILL)

    def _start_store(self) -> None:
        data = self._data("store")
        mongod = shutil.which("mongod")
        if mongod:
            command = [mongod, "--dbpath", str(data), "--port", str(self._ports.store), "--bind_ip", "127.0.0.1"]
        else:
            classes = f"{LOCAL_STORE}:{LOCAL_STORE}/lib/*"
            command = ["java", "-Xmx1g", "-cp", classes, "LocalStore", str(self._ports.store), str(data / "store.mv")]
        self.processes.start("store", command, {})

    def _start_broker(self) -> None:
        data = self._data("broker")
        (data / "plugins").write_text("[rabbitmq_management].\n")
        (data / "rabbitmq.conf").write_text(self._broker_settings())
        account = pwd.getpwnam("rabbitmq") if os.geteuid() == 0 else None
        command = [str(RABBITMQ)]
        if account is not None:
            _open_to(data, account.pw_uid, account.pw_gid)
            command = ["setpriv", "--reuid=rabbitmq", "--regid=rabbitmq", "--init-groups", *command]
        self.processes.start("broker", command, self._broker_env(data), cwd=Path("/"))

    def _broker_settings(self) -> str:
        return "\n".join(
            (
                f"listeners.tcp.1 = 127.0.0.1:{self._ports.amqp}",
                "management.tcp.ip = 127.0.0.1",
                f"management.tcp.port = {self._ports.amqp_management}",
                "loopback_users.guest = true",
                "disk_free_limit.absolute = 50MB",
                BROKER_LIMITS.read_text(encoding="utf-8"),
            )
        )

    def _broker_env(self, data: Path) -> dict[str, str]:
        return {
            "HOME": str(data),
            "RABBITMQ_NODENAME": f"tas{self._ports.amqp}@localhost",
            "RABBITMQ_MNESIA_BASE": str(data / "mnesia"),
            "RABBITMQ_LOG_BASE": str(data / "log"),
            "RABBITMQ_CONFIG_FILE": str(data / "rabbitmq"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(data / "plugins"),
            "RABBITMQ_PID_FILE": str(data / "pid"),
            "RABBITMQ_DIST_PORT": str(self._ports.amqp_distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} "
            f"shutdown_timeout {BROKER_STOP_MILLISECONDS}",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._ports.amqp_names),
            "RABBITMQ_LOGS": "-",
        }

    def _start_temporal(self) -> None:
        data = self._data("temporal")
        command = [shutil.which("temporal") or str(TEMPORAL), "server", "start-dev", "--ip", "127.0.0.1"]
        command += ["--port", str(self._ports.temporal), "--ui-port", str(self._ports.temporal_ui)]
        command += ["--db-filename", str(data / "temporal.db"), "--log-level", "warn"]
        command += ["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=NORMAL"]
        for tuning in TEMPORAL_TUNING:
            command += ["--dynamic-config-value", tuning]
        self.processes.start("temporal", command, {})

    def _data(self, name: str) -> Path:
        path = self._folder / "data" / name
        path.mkdir(parents=True, exist_ok=True)
        return path


def listens(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def name_daemon(port: int) -> bool:
    """Whether it is Erlang's name daemon that listens on this port: it answers NAMES_REQ with its port's number."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
            probe.sendall(b"\x00\x01n")
            return probe.recv(4) == port.to_bytes(4, "big")
    except OSError:
        return False


def _answers(url: str) -> bool:
    request = urllib.request.Request(url, headers={"Authorization": "Basic Z3Vlc3Q6Z3Vlc3Q="})
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _open_to(data: Path, uid: int, gid: int) -> None:
    """Gives the broker's account its folder, and passage through the folders above it."""
    for path in (data, *data.rglob("*")):
        os.chown(path, uid, gid)
    for above in data.parents:
        mode = above.stat().st_mode
        if above.stat().st_uid == os.geteuid() and not mode & 0o001:
            above.chmod(mode | 0o001)
