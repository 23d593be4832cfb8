"""Why an activity failed, read back: a refusal of ours as itself, everything else as Unavailable, never as a fault."""

from typing import Any

import pytest
from temporalio.exceptions import ActivityError, ApplicationError, FailureError, RetryState, TimeoutError, TimeoutType

from kit.temporal.error import from_temporal, to_temporal
from tas.core.errors import Conflict, Unavailable


def wrapped(cause: Exception | None) -> ActivityError:
    error = ActivityError(
        "failed",
        scheduled_event_id=1,
        started_event_id=2,
        identity="",
        activity_type="record",
        activity_id="1",
        retry_state=RetryState.NON_RETRYABLE_FAILURE,
    )
    error.__cause__ = cause
    return error


def test_a_refusal_comes_back_with_its_wrapping_and_without() -> None:
    refusal = Conflict("CHAIN_SUPERSEDED", chain="chn_1", epoch=2)
    for failure in (wrapped(to_temporal(refusal)), to_temporal(refusal)):
        back = from_temporal(failure, "record")
        assert (type(back), back.code, back.params) == (Conflict, refusal.code, refusal.params)


@pytest.mark.parametrize(
    "details", [(), ("text",), ([],), ({},), ({"class": "Conflict"},), ({"code": "X", "params": 7},)]
)
def test_somebody_else_s_failure_is_one_to_try_again(details: tuple[Any, ...]) -> None:
    failures: list[FailureError] = [
        wrapped(ApplicationError("boom", *details)),
        ApplicationError("boom", *details),
        wrapped(TimeoutError("late", type=TimeoutType.START_TO_CLOSE, last_heartbeat_details=[])),
        wrapped(None),
    ]
    for failure in failures:
        back = from_temporal(failure, "record")
        assert (type(back), back.code, back.params["activity"]) == (Unavailable, "ACTIVITY_FAILED", "record")
