"""Our own processes as one suite: which there are, what each is told, and how they are started, stopped and killed.

Used by `tas up` on the ports of the settings, and by tests on free ports. What a process is told is derived here and
nowhere else; the three servers are `kit.local.server`'s.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.auth.keys import PRIVACY_KEY, TOKEN_KEY, TRUST, make_keys
from kit.local.fleet import Fleet, Member
from kit.local.port import free_ports
from kit.local.process import Processes
from kit.local.server import Addresses
from kit.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
GUIDED_FLOWS = ROOT / "deploy" / "seed" / "flows"
READY_SECONDS = 90.0
MODULES = {
    "issuer": "kit.auth.issuer_main",
    "people": "services.people.main",
    "opportunity": "services.opportunity.main",
    "approval": "services.approval.main",
    "worker": "workflows.main",
    "gateway": "services.gateway.main",
}
"""Process → its module; each serves /livez and /readyz on the port of its setting. The order is how they are shown."""
SERVICES = ("people", "opportunity", "approval")
PORTS = {name.upper(): int(Settings.model_fields[f"{name}_port"].default) for name in MODULES}
"""The processes' default ports, by the name in their setting."""


@dataclass(frozen=True, slots=True)
class Place:
    """One running process: a name of its own (`opportunity-2`), which process it is, and its port."""

    name: str
    process: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Suite:
    """The processes of one state folder, over given servers.

    `ports` is process → port; without it all are free ones. `replicas` is process → count (1 where absent); further
    replicas listen on free ports and are called `NAME-2`, `NAME-3`. `env` is told to every process and wins.
    """

    def __init__(
        self,
        folder: Path,
        servers: Addresses,
        ports: Mapping[str, int] | None = None,
        replicas: Mapping[str, int] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.servers = servers
        self.places = places(ports or {}, replicas or {})
        self._env = dict(env or {})
        self.fleet = Fleet(Processes(folder), [self._member(place) for place in self.places.values()], ROOT)

    @property
    def processes(self) -> Processes:
        return self.fleet.processes

    def start(self, seconds: float = READY_SECONDS) -> None:
        """Starts what does not run and waits until all are ready. Raises kit.local.fleet.NotReady."""
        self.launch()
        self.fleet.wait(seconds)

    def launch(self, names: Sequence[str] = ()) -> list[str]:
        """Starts what does not run, without waiting; the names of what it started."""
        make_keys(self.keys)
        return self.fleet.launch(names)

    def stop(self) -> list[str]:
        """Stops all; the names of what ran."""
        return self.fleet.stop()

    def kill(self, name: str, signal: int) -> bool:
        """Sends a signal (SIGKILL, SIGSTOP, SIGCONT …). False when the process is gone."""
        return self.processes.signal(name, signal)

    def restart(self, name: str, seconds: float = READY_SECONDS) -> None:
        """Stops the process if it runs, starts it on the same port and waits until it is ready."""
        self.fleet.stop((name,))
        self.launch((name,))
        self.fleet.wait(seconds, (name,))

    def wait(self, *names: str, seconds: float = READY_SECONDS) -> None:
        """Waits until these, or all, are ready."""
        self.fleet.wait(seconds, names)

    def url(self, name: str) -> str:
        """The address of a process, or of one replica."""
        return self.places[name].url

    def urls(self, process: str) -> str:
        """The addresses of all replicas of a process, by commas."""
        return ",".join(place.url for place in self.places.values() if place.process == process)

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def settings(self) -> dict[str, str]:
        """What every process is told alike, as environment variables."""
        issuer = self.url("issuer")
        told = {
            "TAS_MONGODB_URL": self.servers.mongodb_url,
            "TAS_AMQP_URL": self.servers.amqp_url,
            "TAS_TEMPORAL_ADDRESS": self.servers.temporal_address,
            "TAS_GATEWAY_URL": self.urls("gateway"),
            "TAS_ISSUER_URL": issuer,
            "TAS_ISSUER_KEY_FILE": str(self.keys / TOKEN_KEY),
            "TAS_SIGNING_TRUST_FILE": str(self.keys / TRUST),
            "TAS_PRIVACY_KEY_FILE": str(self.keys / PRIVACY_KEY),
            "TAS_OBJECTS_FOLDER": str(self.folder / "objects"),
            "TAS_OIDC_ISSUER": issuer,
            "TAS_OIDC_JWKS_URL": f"{issuer}/jwks.json",
            "TAS_FLOWS_FOLDER": str(GUIDED_FLOWS),
            "PYTHONUNBUFFERED": "1",
        }
        told |= {f"TAS_{name.upper()}_URL": self.urls(name) for name in SERVICES}
        return {**told, **self._env}

    def _member(self, place: Place) -> Member:
        env = {
            f"TAS_{place.process.upper()}_PORT": str(place.port),
            "TAS_SIGNING_KEY_FILE": str(self.keys / f"{place.process}.json"),
            **self.settings(),
        }
        command = (sys.executable, "-m", MODULES[place.process])
        return Member(place.name, command, env, f"{place.url}/readyz")


def places(ports: Mapping[str, int], replicas: Mapping[str, int]) -> dict[str, Place]:
    """Every process and replica with its port, by name."""
    names = [(name, number) for name in MODULES for number in range(1, replicas.get(name, 1) + 1)]
    free = iter(free_ports(len(names)))
    found = {}
    for process, number in names:
        name = process if number == 1 else f"{process}-{number}"
        spare = next(free)
        found[name] = Place(name, process, ports.get(name, spare))
    return found
