"""What people does because of others' entries: a finished evaluation of an account (flow 1-2), a finished change of its
core data (flow 1-3, see `change_outcome`), and its own claims."""

from datetime import timedelta

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.journal.entry import Entry
from services.people.app.change_outcome import CHANGE_FLOW, settle_change
from services.people.app.container import SELF, SERVICE, People
from services.people.app.ensure import complete_claim
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.customer_code import COMPANY, CUSTOMER_CODE, decide_issue
from tas.contracts.chain import ChainEnded, Outcome
from tas.contracts.people import AccountVerificationRejected, AccountVerified
from tas.core.errors import Missing
from tas.core.event import revive
from tas.core.ids import caused_command_id, split_aggregate

EVALUATION_FLOW = "TAS_1_2"
VALID_FOR = timedelta(days=365)
"""A verification is good for a year (domain.md, flow 1-2)."""


async def take_chain(people: People, entry: Entry) -> None:
    """Settles the account that an ended chain was about. Doing it twice changes nothing."""
    for index, recorded in enumerate(entry.events):
        if recorded.type != "ChainEnded":
            continue
        ended: ChainEnded = revive(recorded)
        if ended.subject.type != "account":
            continue
        if ended.code == EVALUATION_FLOW:
            await _settle(people, entry.event_id(index), ended)
        elif ended.code == CHANGE_FLOW:
            await settle_change(people, entry.event_id(index), ended)


async def take_claim(people: People, entry: Entry) -> None:
    """Completes the account of a claimed code, where the process that claimed it died in between."""
    await complete_claim(people, split_aggregate(entry.aggregate)[1])


async def _settle(people: People, event_id: str, ended: ChainEnded) -> None:
    if ended.outcome not in (Outcome.APPROVED, Outcome.REJECTED):
        return
    id = ended.subject.id
    if not (await people.ledger.load(ACCOUNT, id)).state.exists:
        raise Missing("ACCOUNT_UNKNOWN", id=id)
    code = await _customer_code(people, id) if ended.outcome is Outcome.APPROVED else ""

    def decide(account: Account) -> Decided:
        if ended.outcome is Outcome.REJECTED:
            return Decided((AccountVerificationRejected(id, ended.chain_id),), {})
        until = (ended.ended_at + VALID_FOR).date()
        proof = (account.pending_method, account.pending_evidence)
        return Decided((AccountVerified(id, ended.chain_id, ended.ended_at, until, code, *proof),), {})

    command_id = caused_command_id(event_id, SERVICE, "settle-verification", id)
    await people.ledger.execute(ACCOUNT, id, caused_command(SELF, command_id, ended.ended_at), decide)


async def _customer_code(people: People, account_id: str) -> str:
    """The account's customer code, the same however often it is asked for."""
    command_id = caused_command_id(f"account/{account_id}", SERVICE, "issue-customer-code", CUSTOMER_CODE.name)
    command = caused_command(SELF, command_id, people.now())
    done = await people.ledger.execute(CUSTOMER_CODE, COMPANY, command, lambda state: decide_issue(state, account_id))
    return str(done.answer["customerCode"])
