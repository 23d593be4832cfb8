"""The error tree in Temporal: a refusal that no retry can change must not be retried, and must not fail a task.

A domain error that escapes a workflow would retry its task for ever; it leaves here as a non-retryable failure.
"""

from temporalio.exceptions import ActivityError, ApplicationError

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


def from_temporal(error: ActivityError) -> TasError:
    """Why an activity failed for good: its refusal, or Unavailable ACTIVITY_FAILED when it was something else."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.details and isinstance(cause.details[0], dict):
        return read_refusal(cause.details[0])
    return Unavailable("ACTIVITY_FAILED", activity=error.activity_type, reason=type(cause).__name__)
