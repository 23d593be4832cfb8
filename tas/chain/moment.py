"""One line of a chain's history."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history. `what`: SUBMITTED, ENTERED, SKIPPED, CHECKED, FAILED, OPENED, a verdict, a closing, what
    a timer tells (REMINDED, BREACHED, LINE_HEAD_DUE, ADMIN_DUE), ESCALATED, RETURNED, RESUBMITTED, REBUILT, an outcome,
    or what an act did (see `tas.chain.tell_act`). Each has its words: `MOMENT_…` in tas.core.messages.
    `who` did it, or holds the task that a timer or an escalation is about; empty for what the chain does itself."""

    at: datetime
    round: int
    node: str
    what: str
    who: str
    why: str
