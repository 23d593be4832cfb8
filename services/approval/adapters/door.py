"""Acts taken to running chains: one Update of Temporal each, with a limit on the wait."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from services.approval.app.port import NotRunning
from tas.chain.request import ActRequest
from tas.contracts.topic import CHAIN_ACT, chain_workflow_id
from tas.core.codec import to_json
from tas.core.errors import TasError, Unavailable
from tas.core.refusal import read_refusal

ENDED = "AcceptedUpdateCompletedWorkflow"
"""Temporal's word for an Update whose run ended before it was answered."""
GONE = (RPCStatusCode.NOT_FOUND, RPCStatusCode.ABORTED)
"""No such run, it is over, or it closed while the Update came in: the journal says which."""


class TemporalDoor:
    """Holds `app.port.ChainDoor`. `connect` gives a connected client or raises Unavailable; it is called with the first
    act, and again until it succeeds. From then on the client itself connects anew when the server was away."""

    def __init__(self, connect: Callable[[], Awaitable[Client]], seconds: float) -> None:
        self._connect = connect
        self._seconds = seconds
        self._client: Client | None = None
        self._lock = asyncio.Lock()

    async def act(self, chain_id: str, request: ActRequest) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(self._seconds):
                result = await self._update(await self._connected(), chain_id, request)
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            _pass_on_cancelling()
            raise Unavailable("CHAIN_SLOW", chain=chain_id) from error
        except WorkflowUpdateFailedError as error:
            raise _refusal(error.cause) from error
        except RPCError as error:
            if error.status in GONE:
                raise NotRunning from error
            raise Unavailable("TEMPORAL_UNAVAILABLE", reason=error.status.name) from error
        if "refused" in result:
            raise read_refusal(result["refused"])
        return dict(result["answer"])

    async def _update(self, client: Client, chain_id: str, request: ActRequest) -> dict[str, Any]:
        """Under a new update id: once only is the command key's, in the run and in the journal."""
        run = client.get_workflow_handle(chain_workflow_id(chain_id))
        result: dict[str, Any] = await run.execute_update(CHAIN_ACT, to_json(request), id=str(uuid4()))
        return result

    async def _connected(self) -> Client:
        async with self._lock:
            if self._client is None:
                self._client = await self._connect()
            return self._client


def _refusal(cause: BaseException) -> Exception:
    """Why an Update failed: its run ended meanwhile, its own typed refusal, or something nobody expected."""
    if isinstance(cause, ApplicationError):
        if cause.type == ENDED:
            return NotRunning()
        if cause.details and isinstance(cause.details[0], Mapping):
            refusal: TasError = read_refusal(cause.details[0])
            return refusal
    return Unavailable("TEMPORAL_UNAVAILABLE", reason=type(cause).__name__)


def _pass_on_cancelling() -> None:
    """Temporal's client tells of a cancelled caller as of a timeout; a caller that ends must end."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
