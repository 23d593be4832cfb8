"""What people does because of others' entries: a finished evaluation of an account, and its own claims."""

from datetime import timedelta

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.journal.entry import Entry
from services.people.app.container import SELF, SERVICE, People
from services.people.app.ensure import complete_claim
from services.people.domain.account import ACCOUNT, Account
from tas.contracts.chain import ChainEnded, Outcome
from tas.contracts.people import AccountVerificationRejected, AccountVerified
from tas.core.errors import Missing
from tas.core.event import revive
from tas.core.ids import caused_command_id, split_aggregate

VALID_FOR = timedelta(days=365)
"""A verification is good for a year (domain.md, flow 1-2)."""


async def take_chain(people: People, entry: Entry) -> None:
    """Settles the account that an ended chain was about. Doing it twice changes nothing."""
    for index, recorded in enumerate(entry.events):
        if recorded.type == "ChainEnded":
            await _settle(people, entry.event_id(index), revive(recorded))


async def take_claim(people: People, entry: Entry) -> None:
    """Completes the account of a claimed code, where the process that claimed it died in between."""
    await complete_claim(people, split_aggregate(entry.aggregate)[1])


async def _settle(people: People, event_id: str, ended: ChainEnded) -> None:
    if ended.subject.type != "account" or ended.outcome not in (Outcome.APPROVED, Outcome.REJECTED):
        return
    id = ended.subject.id

    def decide(account: Account) -> Decided:
        if not account.exists:
            raise Missing("ACCOUNT_UNKNOWN", id=id)
        if ended.outcome is Outcome.REJECTED:
            return Decided((AccountVerificationRejected(id, ended.chain_id),), {})
        until = (ended.ended_at + VALID_FOR).date()
        return Decided((AccountVerified(id, ended.chain_id, ended.ended_at, until),), {})

    command_id = caused_command_id(event_id, SERVICE, "settle-verification", id)
    await people.ledger.execute(ACCOUNT, id, caused_command(SELF, command_id, ended.ended_at), decide)
