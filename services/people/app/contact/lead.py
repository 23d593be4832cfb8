"""Somebody whom we know works at another of our accounts now: a lead there. Doing it twice changes nothing."""

from typing import Any

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.journal.entry import Entry
from services.people.app.container import SELF, SERVICE, People
from services.people.domain.account import ACCOUNT
from services.people.domain.contact.lead import SUGGESTED_LEAD, lead_id_of
from tas.contracts.contact import LeadSuggested, PersonMoved
from tas.core.event import revive
from tas.core.ids import caused_command_id


async def take_move(people: People, entry: Entry) -> None:
    """Suggests a lead for each move, under the id that the move gives."""
    for index, recorded in enumerate(entry.events):
        if recorded.type == "PersonMoved":
            await _suggest(people, entry, entry.event_id(index), revive(recorded))


async def _suggest(people: People, entry: Entry, event_id: str, moved: PersonMoved) -> None:
    id = lead_id_of(moved.person_id, moved.to_account_id, moved.moved_on)
    account = (await people.ledger.load(ACCOUNT, moved.to_account_id)).state
    event = LeadSuggested(
        id, moved.to_account_id, moved.person_id, moved.from_account_id, account.owner_employee_id, moved.moved_on
    )
    command = caused_command(SELF, caused_command_id(event_id, SERVICE, "suggest-lead", id), entry.at)

    def decide(_: Any) -> Decided:
        return Decided((event,), {"id": id})

    await people.ledger.execute(SUGGESTED_LEAD, id, command, decide)
