"""Arming the timer of a verification because an account was verified.

Nothing is read first: a timer that is armed once more than needed only asks the people service, which decides.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kit.journal.entry import Entry
from tas.contracts.people import AccountVerified
from tas.contracts.topic import VERIFICATION_WORKFLOW, verification_workflow_id
from tas.core.codec import to_json
from tas.core.event import knows, revive
from workflows.consumer.port import Runs


@dataclass(frozen=True, slots=True)
class VerificationArming:
    """Handles the entries of `account` aggregates. `zone`: where the company's days end."""

    runs: Runs
    zone: str

    async def follow(self, entry: Entry) -> None:
        """Arms the timer of a verified account. Safe to repeat. Raises Unavailable."""
        for recorded in entry.events:
            event = revive(recorded) if knows(recorded.type) else None
            if isinstance(event, AccountVerified):
                over = datetime.combine(event.valid_until + timedelta(days=1), time(), ZoneInfo(self.zone))
                id = verification_workflow_id(event.account_id, event.valid_until.isoformat())
                start = {"accountId": event.account_id, "over": to_json(over)}
                await self.runs.start(VERIFICATION_WORKFLOW, id, start)
