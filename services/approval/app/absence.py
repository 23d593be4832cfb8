"""An absence that begins, or a leaving, while its person holds open tasks: each of those chains is told once, and
asks who stands in."""

from datetime import date

from kit.journal.command import caused_command
from kit.journal.entry import Entry
from kit.page import Window
from services.approval.app.act import Acting
from services.approval.app.port import NotRunning
from services.approval.app.submit import APPROVAL
from tas.chain.decide import BeginAbsence
from tas.chain.request import ActRequest
from tas.contracts.staff import AwayKind, AwayRecorded, EmployeeLeft
from tas.core.errors import Conflict
from tas.core.event import knows, revive
from tas.core.ids import caused_command_id

STRETCH = 100
MOST_STRETCHES = 20


async def follow_absence(app: Acting, entry: Entry) -> None:
    """Safe to repeat. One that lies ahead is met by the rules when nodes are entered then. Raises Unavailable."""
    for index, recorded in enumerate(entry.events):
        event = revive(recorded) if knows(recorded.type) else None
        person = _away(event, app.now().date())
        if person is not None:
            await _begin(app, person, entry.event_id(index))


def _away(event: object, today: date) -> str | None:
    if isinstance(event, AwayRecorded) and event.kind is AwayKind.ABSENCE:
        return event.employee_id if event.first_day <= today <= event.last_day else None
    return event.employee_id if isinstance(event, EmployeeLeft) and event.last_day <= today else None


async def _begin(app: Acting, person: str, event_id: str) -> None:
    after = None
    for _ in range(MOST_STRETCHES):
        page = await app.chains.waiting_for(person, Window(STRETCH, after))
        for record in page.items:
            await _tell(app, record.chain.id, person, event_id)
        if not page.more:
            return
        after = page.keys[-1]


async def _tell(app: Acting, chain_id: str, person: str, event_id: str) -> None:
    """A chain that does not run yet, or no more, finds the absence by itself or needs it not."""
    command = caused_command(APPROVAL, caused_command_id(event_id, "approval", "absence", chain_id), app.now())
    try:
        await app.door.act(chain_id, ActRequest(command.key, command.digest, command.actor, BeginAbsence(person)))
    except (NotRunning, Conflict):
        return
