"""Arming the protection timer because a registration was approved.

Nothing is read first: a timer that is armed once more than needed only asks the opportunity service under the same
command id, and is answered the same.
"""

from dataclasses import dataclass

from kit.journal.entry import Entry
from tas.contracts.opportunity import RegistrationApproved
from tas.contracts.topic import PROTECTION_WORKFLOW, protection_workflow_id
from tas.core.codec import to_json
from tas.core.event import knows, revive
from workflows.consumer.port import Runs


@dataclass(frozen=True, slots=True)
class ProtectionArming:
    """Handles the entries of `registration` aggregates."""

    runs: Runs

    async def follow(self, entry: Entry) -> None:
        """Arms the timer of an approved registration. Safe to repeat. Raises Unavailable."""
        for recorded in entry.events:
            event = revive(recorded) if knows(recorded.type) else None
            if isinstance(event, RegistrationApproved):
                start = {"registrationId": event.registration_id, "protectedTo": to_json(event.protected_to)}
                await self.runs.start(PROTECTION_WORKFLOW, protection_workflow_id(event.registration_id), start)
