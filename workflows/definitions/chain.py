"""The workflow of one approval chain: the clock and dispatcher of `Interpreter`, which holds all its sense.

Its one Update takes every act; appends are normal activities, reading is a local one. It never decides by itself.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from kit.temporal.error import from_temporal, to_temporal
    from tas.chain.advance import Consultation
    from tas.chain.answer import read_consultation
    from tas.chain.evolve import fold
    from tas.chain.request import ActRequest, Standing
    from tas.chain.state import initial
    from tas.contracts.chain import FlowSubmitted
    from tas.contracts.topic import CHAIN_ACT, CHAIN_WORKFLOW
    from tas.core.codec import from_json, to_json
    from tas.core.errors import Invalid
    from workflows.definitions.interpreter import Interpreter, Question

LONGEST_HISTORY = 4000
"""History events after which the run goes on as a new one, if the server has not asked for it before."""
LONGEST_ACT = 20_000
CONSULT_SECONDS = 4.0
RECORD_SECONDS = 10.0
RECORD_LIMIT = timedelta(minutes=10)
LONGEST_PAUSE = 60.0
ALERT_AFTER = 5


def start_of(submitted: FlowSubmitted, epoch: int = 0) -> dict[str, Any]:
    """A chain's first input, from its first entry."""
    state = fold(initial(submitted.chain_id), (submitted,))
    return {"standing": to_json(Standing(submitted.chain_id, epoch, 1, state))}


class _World:
    """`Outside` by activities. No failure of theirs leaves here but as what `Outside` names."""

    def __init__(self, alerts: Sequence[str]) -> None:
        self.alerts = list(alerts)

    def now(self) -> datetime:
        return workflow.now()

    async def consult(self, question: Question) -> Consultation | None:
        try:
            answer: dict[str, Any] = await workflow.execute_local_activity(
                "consult",
                to_json(question),
                schedule_to_close_timeout=timedelta(seconds=CONSULT_SECONDS),
                retry_policy=RetryPolicy(maximum_attempts=2, initial_interval=timedelta(milliseconds=200)),
            )
        except FailureError:  # of a local activity it comes without its wrapping
            return None
        try:
            return read_consultation(answer)
        except ValueError as problem:
            self.alert(f"an answer about approvers that is none: {problem}"[:200])
            return None

    async def record(self, entry: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            answer: dict[str, Any] = await workflow.execute_activity(
                "record",
                dict(entry),
                start_to_close_timeout=timedelta(seconds=RECORD_SECONDS),
                schedule_to_close_timeout=RECORD_LIMIT,
                retry_policy=RetryPolicy(
                    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10)
                ),
            )
        except FailureError as error:
            raise from_temporal(error, "record") from error
        return answer

    def alert(self, reason: str) -> None:
        self.alerts = [*self.alerts, reason][-20:]
        workflow.logger.error("chain needs an operator: %s", reason, exc_info=sys.exc_info()[0] is not None)


@workflow.defn(name=CHAIN_WORKFLOW)
class Chain:
    """Input `{"standing": …}`, of a run that goes on from another with its `failures` and `alerts`; result `{"chainId",
    "status", "version"}` when the chain has ended. It ends by nothing else: not by a fault of ours, which is told to
    operators, paused after and tried again in a new run, nor by a cancellation in Temporal, which no act asked for."""

    @workflow.init
    def __init__(self, start: dict[str, Any]) -> None:
        self._world = _World(start.get("alerts", ()))
        self._chain = Interpreter(from_json(Standing, start["standing"]), self._world)
        self._failures = int(start.get("failures", 0))
        self._renewing = False

    @workflow.run
    async def run(self, start: dict[str, Any]) -> dict[str, Any]:
        if self._failures:
            await self._uncancelled(self._rest)
        while not self._chain.over and not self._full():
            await self._uncancelled(self._turn)
        while not workflow.all_handlers_finished():
            await self._uncancelled(_handlers_end)
        standing = self._chain.standing
        if not self._chain.over:
            carried = {"failures": self._failures, "alerts": self._world.alerts}
            workflow.continue_as_new({"standing": to_json(standing), **carried})
        return {"chainId": standing.chain_id, "status": standing.state.status.value, "version": standing.version}

    @workflow.update(name=CHAIN_ACT)
    async def act(self, request: dict[str, Any]) -> dict[str, Any]:
        """`{"answer"}` or `{"refused"}`; the same command key is answered the same."""
        try:
            read: ActRequest = from_json(ActRequest, request)
        except (KeyError, TypeError, ValueError) as error:
            raise to_temporal(Invalid("ACT_MALFORMED", reason=type(error).__name__)) from error
        return await self._chain.act(read)

    @act.validator
    def _acceptable(self, request: dict[str, Any]) -> None:
        """Cheap: spares history what cannot be an act at all. Rights and state are judged under the lock."""
        if not isinstance(request.get("command_key"), str) or len(str(request)) > LONGEST_ACT:
            raise to_temporal(Invalid("ACT_MALFORMED", reason="shape"))

    @workflow.query
    def standing(self) -> dict[str, Any]:
        """For operators: where this run believes the chain to be, and its alerts. Never asked for a decision."""
        standing = self._chain.standing
        return {
            "version": standing.version,
            "epoch": standing.epoch,
            "status": standing.state.status.value,
            "waiting": self._chain.waiting,
            "alerts": list(self._world.alerts),
        }

    @workflow.signal
    def renew(self) -> None:
        """An operator's: go on as a new run with a fresh history. Nothing of the chain changes."""
        self._renewing = True

    async def _turn(self) -> None:
        """Enters what can be entered, tells due timers, then waits for an act, a clock or the next try."""
        moved = await self._chain.advance() and await self._chain.fire()
        self._failures = 0 if moved else self._failures + 1
        if self._failures == ALERT_AFTER:
            self._world.alert("the chain cannot go on: nobody answers, or no approver was found")
        await self._rest()

    async def _rest(self) -> None:
        """Waits for an act, a clock or the next try."""
        version, pause = self._chain.standing.version, self._pause()
        try:
            await workflow.wait_condition(
                lambda: self._chain.standing.version != version or self._chain.over or self._full(), timeout=pause
            )
        except TimeoutError:
            return

    async def _uncancelled(self, step: Callable[[], Awaitable[None]]) -> None:
        try:
            await step()
        except asyncio.CancelledError:
            if workflow.cancellation_reason() is None:
                raise  # the worker lets go of the run, which goes on elsewhere
            self._world.alert("a cancellation in Temporal was passed over: a chain ends by an act")
        except Exception as problem:
            self._failures += 1
            self._chain.shake("turn", problem)

    def _pause(self) -> float | None:
        if self._failures:
            return float(min(LONGEST_PAUSE, 2 ** min(self._failures - 1, 6)))
        due = self._chain.next_due
        return None if due is None else max(0.001, (due - workflow.now()).total_seconds())

    def _full(self) -> bool:
        info = workflow.info()
        long = info.is_continue_as_new_suggested() or info.get_current_history_length() > LONGEST_HISTORY
        return long or self._renewing or self._chain.shaken


async def _handlers_end() -> None:
    await workflow.wait_condition(workflow.all_handlers_finished)
