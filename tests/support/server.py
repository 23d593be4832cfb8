"""The real servers for tests: started once a session on ports of their own, in a folder of their own, and stopped.

A server given by `TAS_MONGODB_URL`, `TAS_AMQP_URL` or `TAS_TEMPORAL_ADDRESS` is used instead.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.local.server import Addresses, Ports, Servers


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


@contextmanager
def running_servers(folder: Path) -> Iterator[tuple[Servers, Addresses]]:
    """The three servers, running; stopped at the end."""
    servers = Servers(folder, Ports(*free_ports(6)))
    try:
        yield servers, servers.start()
    finally:
        servers.stop()
