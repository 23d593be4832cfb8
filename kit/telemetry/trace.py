"""The trace of what is being done: W3C trace context in a context variable, set at every door and sent on in calls."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

HEADER = "traceparent"
_FORM = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_current: ContextVar["Trace | None"] = ContextVar("trace", default=None)


@dataclass(frozen=True, slots=True)
class Trace:
    """`id` has 32 hex digits and is the same in every process that has a part; `flags` is 01 when it is sampled."""

    id: str
    flags: str = "01"


def begin(header: str = "") -> Trace:
    """Takes the caller's trace over, or makes one when there is none that can be read. For the rest of this task."""
    trace = read_trace(header) or Trace(secrets.token_hex(16))
    _current.set(trace)
    return trace


def read_trace(header: str) -> Trace | None:
    """The trace in a `traceparent`; None when it is malformed, of the forbidden version ff, or all zeroes."""
    found = _FORM.fullmatch(header)
    if found is None or header.startswith("ff") or (found[4] and header.startswith("00")):
        return None
    if set(found[1]) == {"0"} or set(found[2]) == {"0"}:
        return None
    return Trace(found[1], found[3])


def trace_id() -> str:
    """The current trace's id; empty outside of any."""
    trace = _current.get()
    return trace.id if trace else ""


def traceparent() -> str:
    """What a call sends on: the current trace with a new span; empty outside of any."""
    trace = _current.get()
    return f"00-{trace.id}-{secrets.token_hex(8)}-{trace.flags}" if trace else ""
