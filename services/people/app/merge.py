"""Merging two accounts that are one customer: a data steward's word. Nothing is lost: the merged account keeps its
entries, its id and its codes name the other one from then on.

The first entry, on the account that goes, is the commit; the other side follows from it, by this command or by the
service's own consumer. An account with live scopes does not go: its scopes are known by its id, and a new filing would
be told that they are free. So two accounts that both hold live scopes cannot be merged until one side's are released.
"""

from typing import Any

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command, caused_command
from kit.journal.entry import Entry
from services.people.app import access
from services.people.app.account import load_account, survivor
from services.people.app.container import SELF, SERVICE, People
from services.people.app.group import refuse_merged_circle
from services.people.app.group_order import change_group
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.account_change import LONGEST_TEXT, require_mergeable
from tas.contracts.account import AccountAbsorbed, AccountMerged
from tas.core.errors import Conflict, Invalid, Missing, Unavailable
from tas.core.event import knows, revive
from tas.core.ids import caused_command_id


async def merge_accounts(people: People, command: Command, from_id: str, into_id: str, reason: str) -> Committed[Any]:
    """Makes `from_id` name the account `into_id`. Raises Forbidden(POST_REQUIRED), Missing(ACCOUNT_UNKNOWN),
    Invalid(MERGE_REASON), Conflict(ACCOUNT_MERGED | MERGE_SAME | MERGE_UNDER_CHANGE | MERGE_SCOPES_BOTH |
    MERGE_OTHER_WAY | GROUP_CIRCLE), Unavailable."""
    access.require_post(command.actor, access.STEWARDS)
    done = await people.ledger.answered(command)
    if done is None:
        if not 0 < len(reason.strip()) <= LONGEST_TEXT:
            raise Invalid("MERGE_REASON", field=("reason",), longest=LONGEST_TEXT)

        async def decide() -> Decided:
            into = await _into(people, from_id, into_id)
            await refuse_merged_circle(people, await load_account(people, from_id), into)
            await _refuse_scopes(people, from_id, into)
            return Decided((AccountMerged(from_id, into.id, reason.strip()),), {"accountId": into.id})

        done = await change_group(people, from_id, command, decide)
    entry = await people.store.entry(done.aggregate, done.version)
    if entry is None:
        raise Unavailable("ENTRIES_MISSING", aggregate=done.aggregate, after=done.version - 1)
    await take_merge(people, entry)
    return done


async def take_merge(people: People, entry: Entry) -> None:
    """The other side of a merge, once, where the process that merged died in between."""
    for index, recorded in enumerate(entry.events):
        event = revive(recorded) if knows(recorded.type) else None
        if isinstance(event, AccountMerged):
            gone = (await people.ledger.load(ACCOUNT, event.account_id)).state
            absorbed = AccountAbsorbed(event.into_id, gone.id, gone.legal_name, gone.credit_code)
            command_id = caused_command_id(entry.event_id(index), SERVICE, "absorb-account", event.into_id)
            command = caused_command(SELF, command_id, entry.at)
            await people.ledger.execute(ACCOUNT, event.into_id, command, _absorbing(absorbed))


def _absorbing(event: AccountAbsorbed) -> Any:
    return lambda _: Decided((event,), {"accountId": event.account_id})


async def _into(people: People, from_id: str, into_id: str) -> Account:
    into = await survivor(people, into_id)
    if not into.exists:
        raise Missing("ACCOUNT_UNKNOWN", field=("intoId",), id=into_id)
    if into.id == from_id:
        raise Conflict("MERGE_SAME", field=("intoId",))
    require_mergeable(into, "intoId")
    require_mergeable((await people.ledger.load(ACCOUNT, from_id)).state, "fromId")
    return into


async def _refuse_scopes(people: People, from_id: str, into: Account) -> None:
    gone = (await people.ledger.load(ACCOUNT, from_id)).state
    going, staying = (gone.id, *gone.absorbed), (into.id, *into.absorbed)
    standing = await people.deals.of_accounts((*going, *staying))
    if not any(standing[id].live_scopes for id in going):
        return
    if any(standing[id].live_scopes for id in staying):
        raise Conflict("MERGE_SCOPES_BOTH", field=("fromId",))
    raise Conflict("MERGE_OTHER_WAY", field=("fromId",))
