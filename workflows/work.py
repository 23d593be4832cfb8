"""What the worker process does from start to stop: reaches Temporal however long that takes, works on its task queue,
and starts workflows because of what the services' journals say. Settings are read in `main`."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from kit.runtime import Follower
from kit.temporal.client import connect
from kit.temporal.worker import GRACE, make_worker
from tas.core.errors import Unavailable
from workflows.activities.activity import Activities
from workflows.client.approval import ApprovalClient
from workflows.client.opportunity import OpportunityClient
from workflows.client.people import PeopleClient
from workflows.consumer.run import TemporalRuns
from workflows.consumer.subscription import subscriptions
from workflows.definitions.chain import Chain
from workflows.definitions.protection import Protection
from workflows.definitions.verification import Verification

DEFINITIONS = (Chain, Protection, Verification)
RETRY_SECONDS = 1.0
PROBE_SECONDS = 2.0
log = logging.getLogger("tas.worker")


class Work:
    """Runs once. A Temporal, broker or service that goes away is waited for: the client, the line to the broker and
    the consumers each come back by themselves, and a worker that Temporal ended is made anew."""

    def __init__(self, follower: Follower) -> None:
        self._follower = follower
        self._settings = follower.settings
        self._client: Client | None = None
        self._worker: Worker | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Returns after `stop`. Raises Unavailable when the store does not answer within a minute of the start."""
        client = self._client = await self._reach()
        if client is None:
            return
        runs = TemporalRuns(client, self._settings.temporal_task_queue)
        approval = ApprovalClient(self._follower.caller("approval"))
        async with self._follower.running(subscriptions(approval, runs, self._settings.calendar_zone)):
            await self._work(client, approval)

    async def stop(self) -> None:
        """Takes no new work and lets what is under way finish, within the worker's grace."""
        self._stopping.set()
        if self._worker is not None:
            await self._worker.shutdown()

    async def parts(self) -> Mapping[str, bool]:
        """What /readyz tells: Temporal, the worker on it, and the parts of the follower."""
        working = self._worker is not None and self._worker.is_running
        return {"temporal": await self._answers(), "worker": working, **await self._follower.parts()}

    async def _reach(self) -> Client | None:
        """A connected client, or None when the process is to stop before there is one."""
        while not self._stopping.is_set():
            try:
                return await connect(self._settings.temporal_address, self._settings.temporal_namespace)
            except Unavailable as problem:
                log.warning("Temporal at %s cannot be reached: %s", self._settings.temporal_address, problem)
                await self._pause()
        return None

    async def _work(self, client: Client, approval: ApprovalClient) -> None:
        people = PeopleClient(self._follower.caller("people"))
        opportunity = OpportunityClient(self._follower.caller("opportunity"))
        activities = Activities(approval, people, opportunity).all()
        while not self._stopping.is_set():
            self._worker = make_worker(client, self._settings.temporal_task_queue, DEFINITIONS, activities)
            try:
                await self._worker.run()
            except Exception:  # whatever ended it, chains wait for this worker: a new one is made
                log.exception("the worker was ended by Temporal")
                await self._pause()

    async def _answers(self) -> bool:
        if self._client is None:
            return False
        try:
            return await self._client.service_client.check_health(timeout=timedelta(seconds=PROBE_SECONDS))
        except RPCError:
            return False

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), RETRY_SECONDS)
        except TimeoutError:
            return


def stop_seconds(settings_seconds: float) -> float:
    """How long stopping may take in all: the worker's grace, then the background work's."""
    return GRACE.total_seconds() + settings_seconds + 2
