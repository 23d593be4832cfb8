"""The timer of a verification over its year, asked for by the people service's own decision."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.testing import WorkflowEnvironment

from kit.temporal.error import to_temporal
from kit.temporal.worker import make_worker
from services.people.app.expire import expire_verification
from services.people.domain.account import ACCOUNT
from tas.contracts.people import Verification as Standing
from tas.core.codec import to_json
from tas.core.errors import TasError, Unavailable
from tests.support.account import verified
from tests.support.people import NOW, fake_people
from workflows.definitions.timer import EXPIRE_ATTEMPTS
from workflows.definitions.verification import Verification

YEAR = timedelta(days=366)


class Asked:
    """The people service's side of the timer, over memory; its clock is the workflow's, moved to `NOW` at `start`."""

    def __init__(self, start: datetime, silent: int = 0) -> None:
        self.people, self.store = fake_people()
        self.start, self.silent = start, silent
        self.at: list[timedelta] = []

    @activity.defn(name="expire-verification")
    async def expire(self, request: dict[str, Any]) -> dict[str, Any]:
        passed = activity.info().current_attempt_scheduled_time - self.start
        self.at.append(passed)
        if len(self.at) <= self.silent:
            raise to_temporal(Unavailable("CALL_FAILED", service="people", reason="no connection"))
        try:
            people = replace(self.people, now=lambda: NOW + passed)
            return {"expired": await expire_verification(people, request["accountId"])}
        except TasError as error:
            raise to_temporal(error) from error


@pytest.mark.parametrize("silent", [0, EXPIRE_ATTEMPTS + 3])
async def test_after_its_year_the_account_is_evaluated_again_whoever_was_away(
    temporal: WorkflowEnvironment, silent: int
) -> None:
    start = await temporal.get_current_time()
    asked, queue = Asked(start, silent), f"verification-{uuid4()}"
    account = await verified(asked.people)
    begin = {"accountId": account, "over": to_json(start + YEAR)}
    async with make_worker(temporal.client, queue, [Verification], [asked.expire]):
        result = await temporal.client.execute_workflow(Verification.run, begin, id=queue, task_queue=queue)
    assert result == {"expired": True}
    assert asked.at[0] >= YEAR and len(asked.at) == silent + 1
    state = (await asked.people.ledger.load(ACCOUNT, account)).state
    assert state.verification is Standing.PENDING
    types = [event.type for event in (await asked.store.entries(f"account/{account}", 2, 9))[0].events]
    assert types == ["AccountVerificationExpired", "AccountEvaluationRequested"]
