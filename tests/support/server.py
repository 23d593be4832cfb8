"""The real servers for tests: started once a session on ports of their own, in a folder of their own, and stopped.

A server given by `TAS_MONGODB_URL`, `TAS_AMQP_URL` or `TAS_TEMPORAL_ADDRESS` is used instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.local.port import free_ports as free_ports
from kit.local.server import Addresses, Ports, Servers


@contextmanager
def running_servers(folder: Path) -> Iterator[tuple[Servers, Addresses]]:
    """The three servers, running; stopped at the end."""
    servers = Servers(folder, Ports(*free_ports(7)))
    try:
        yield servers, servers.start()
    finally:
        servers.stop()
