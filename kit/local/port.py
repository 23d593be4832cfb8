"""The ports of the local suite: defaults, the settings `TAS_<NAME>_PORT` that change them, and who has taken one.

Which server uses which port lives in `kit.local.server`.
"""

import os
import socket
from collections.abc import Mapping

from kit.local.server import Ports, listens

DEFAULTS = {
    "STORE": 7420,
    "AMQP": 7421,
    "AMQP_MANAGEMENT": 7422,
    "AMQP_DISTRIBUTION": 7423,
    "AMQP_NAMES": 7426,
    "TEMPORAL": 7424,
    "TEMPORAL_UI": 7425,
}
"""The servers' ports."""
PORT_RANGE = range(1024, 65536)


class PortProblem(Exception):
    """A port cannot be used; the message names the setting that changes it."""


def setting(name: str) -> str:
    return f"TAS_{name}_PORT"


def choose(defaults: Mapping[str, int], environment: Mapping[str, str] = os.environ) -> dict[str, int]:
    """The ports to use, by name. Raises PortProblem for a setting that is no port, or when two settings name the same
    one."""
    chosen = {name: _number(name, environment.get(setting(name)), default) for name, default in defaults.items()}
    owners: dict[int, str] = {}
    for name, port in chosen.items():
        other = owners.setdefault(port, name)
        if other != name:
            raise PortProblem(f"{setting(other)} and {setting(name)} are both {port}; change one of them")
    return chosen


def server_ports(chosen: Mapping[str, int]) -> Ports:
    """The servers' part of the chosen ports."""
    return Ports(**{name.lower(): chosen[name] for name in DEFAULTS})


def refuse_taken(wanted: Mapping[str, int]) -> None:
    """Raises PortProblem naming the first of these ports (name → number) on which somebody already listens."""
    for name, port in wanted.items():
        if listens(port):
            raise PortProblem(f"port {port} is taken by another program; set {setting(name)} to a free one")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _number(name: str, given: str | None, default: int) -> int:
    if given is None or not given.strip():
        return default
    if not given.strip().isdecimal() or int(given) not in PORT_RANGE:
        raise PortProblem(f"{setting(name)} is {given!r}; give a number from {PORT_RANGE[0]} to {PORT_RANGE[-1]}")
    return int(given)
