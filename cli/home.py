"""This person's local suite: its state folder, its ports, its servers and processes, as every verb finds them."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typer
from pydantic import ValidationError
from rich.console import Console

from cli.complaint import complaint
from cli.suite import PORTS, ROOT, Suite
from kit.local.port import DEFAULTS, PortProblem, choose, refuse_taken, server_ports
from kit.local.process import Processes
from kit.local.server import GIVEN, Servers, name_daemon
from kit.settings import Settings

NOTE = "ports.json"
console = Console(soft_wrap=True, highlight=False)
SERVER_PORTS = {
    "store": ("STORE",),
    "broker": ("AMQP", "AMQP_MANAGEMENT", "AMQP_DISTRIBUTION", "AMQP_NAMES"),
    "temporal": ("TEMPORAL", "TEMPORAL_UI"),
}
"""Server → the ports that it listens on, by the name in their setting."""


@dataclass(frozen=True, slots=True)
class Home:
    """`ports` is name in the setting → port."""

    folder: Path
    ports: dict[str, int]
    servers: Servers
    suite: Suite

    def settings(self) -> Settings:
        """The settings as the suite's processes read them."""
        told = self.suite.settings()
        names = {name: told.get(f"TAS_{name.upper()}") for name in Settings.model_fields}
        return Settings.model_validate({name: value for name, value in names.items() if value is not None})

    @property
    def foreign_issuer(self) -> str:
        """The issuer of users that a person has named instead of the development one; empty when there is none."""
        named = self.suite.settings()["TAS_OIDC_ISSUER"]
        return "" if named == self.suite.url("issuer") else named

    def note_ports(self) -> None:
        """Remembers where things are, for the verbs that follow."""
        (self.folder / NOTE).write_text(json.dumps(self.ports), encoding="utf-8")

    def refuse_taken_ports(self) -> None:
        """Raises PortProblem when something that is not ours listens where we want to start something."""
        for name, ports in SERVER_PORTS.items():
            if not os.environ.get(GIVEN[name]) and self.servers.processes.find(name) is None:
                refuse_taken({port: self.ports[port] for port in ports if not self._shared(port)})
        for name in self.suite.places:
            if self.suite.processes.find(name) is None:
                refuse_taken({name.upper(): self.ports[name.upper()]})

    def _shared(self, port: str) -> bool:
        """Erlang's name daemon outlives a broker that was killed, and serves any number of them."""
        return port == "AMQP_NAMES" and name_daemon(self.ports[port])


def find_home() -> Home:
    """`TAS_HOME`, else `.tas` in the checkout; ports as set, as they are while something runs, or the defaults. Raises
    PortProblem."""
    folder = Path(os.environ.get("TAS_HOME") or ROOT / ".tas").resolve()
    chosen = choose({**DEFAULTS, **PORTS, **noted_ports(folder)})
    servers = Servers(folder, server_ports(chosen))
    own = {name.lower(): chosen[name] for name in PORTS}
    suite = Suite(folder, servers.addresses(), own, env=given_settings(os.environ))
    return Home(folder, chosen, servers, suite)


def noted_ports(folder: Path) -> dict[str, int]:
    """The ports on which what runs was started, so that `tas down` and `tas status` need not be told them again."""
    processes = Processes(folder)
    if not any(processes.find(name) for name in processes.names()):
        return {}
    try:
        noted = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        return {name: int(noted[name]) for name in (*DEFAULTS, *PORTS) if name in noted}
    except (OSError, ValueError, TypeError):
        return {}


def given_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that a person has made: they win over what the suite would say. Ports and each process's own key
    are the suite's."""
    names = [f"TAS_{name.upper()}" for name in Settings.model_fields if not name.endswith("_port")]
    return {name: environment[name] for name in names if environment.get(name) and name != "TAS_SIGNING_KEY_FILE"}


def home() -> Home:
    """As `find_home`, for a verb: a setting or a folder that cannot be used is said in one line and ends it."""
    try:
        found = find_home()
        found.settings()
        return found
    except (PortProblem, ValidationError, OSError) as problem:
        console.print(f"tas: {complaint(problem)}", markup=False)
        raise typer.Exit(2) from None
