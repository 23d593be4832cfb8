"""Connecting to Temporal, with a limit on the wait. Payloads are plain JSON (tas.core.codec): no own converter."""

import asyncio

from temporalio.client import Client
from temporalio.service import RPCError

from tas.core.errors import Unavailable

CONNECT_SECONDS = 10.0


async def connect(address: str, namespace: str) -> Client:
    """A connected client. Raises Unavailable TEMPORAL_UNAVAILABLE."""
    try:
        return await asyncio.wait_for(Client.connect(address, namespace=namespace), CONNECT_SECONDS)
    except (TimeoutError, RuntimeError, RPCError) as error:
        raise Unavailable("TEMPORAL_UNAVAILABLE", reason=type(error).__name__) from error
