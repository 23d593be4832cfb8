"""The error tree in Temporal: a refusal that no retry can change must not be retried, and must not fail a task.

A domain error that escapes a workflow would retry its task for ever; it leaves here as a non-retryable failure.
"""

from temporalio.exceptions import ActivityError, ApplicationError, FailureError

from tas.core.errors import TasError, Unavailable
from tas.core.refusal import read_refusal, write_refusal


def to_temporal(error: TasError) -> ApplicationError:
    """The failure to raise in an activity or a workflow. Only Unavailable may be tried again."""
    return ApplicationError(
        str(error),
        write_refusal(error),
        type=error.code,
        non_retryable=not isinstance(error, Unavailable),
    )


def from_temporal(error: FailureError, activity: str) -> TasError:
    """Why an activity failed for good: its refusal, or Unavailable ACTIVITY_FAILED when it was something else. A local
    activity's failure comes without the wrapping that others have."""
    cause = error.cause if isinstance(error, ActivityError) and error.cause is not None else error
    if isinstance(cause, ApplicationError) and cause.details:
        try:
            return read_refusal(cause.details[0])
        except (KeyError, TypeError, ValueError, AttributeError):
            pass  # details of somebody else's
    return Unavailable("ACTIVITY_FAILED", activity=activity, reason=type(cause).__name__)
