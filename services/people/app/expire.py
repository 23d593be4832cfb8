"""The end of a verification. The durable timer only asks; whether it is over is decided here. What has expired is
evaluated again: flow 1-2 starts, once for each verification, whether the timer or a filing comes first."""

from datetime import timedelta

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.people.app.account import load_account
from services.people.app.container import SELF, SERVICE, People
from services.people.domain.account import ACCOUNT, Account, AccountStatus, verification_on
from tas.contracts.account import AccountVerificationExpired
from tas.contracts.people import AccountEvaluationRequested, Verification
from tas.core.errors import Missing, Unavailable
from tas.core.ids import caused_command_id

CLOCKS_DIFFER = timedelta(minutes=1)
"""Who asks so little too early has a clock that is ahead of ours: it is told to ask again, not that it is settled."""


async def expire_verification(people: People, account_id: str) -> bool:
    """Whether the account's verification is over now, or was before. One that was renewed, or of a merged account,
    changes nothing. Raises Missing(ACCOUNT_UNKNOWN), Unavailable(VERIFICATION_ENDS_SOON)."""
    account = await load_account(people, account_id)
    if not account.exists:
        raise Missing("ACCOUNT_UNKNOWN", field=("accountId",), id=account_id)
    if account.status is AccountStatus.MERGED or account.verification is not Verification.VERIFIED:
        return False
    if verification_on(account, people.today()) is Verification.EXPIRED:
        await evaluate_again(people, account)
        return True
    if verification_on(account, people.day(people.now() + CLOCKS_DIFFER)) is Verification.EXPIRED:
        raise Unavailable("VERIFICATION_ENDS_SOON", account=account_id)
    return False


async def evaluate_again(people: People, account: Account) -> None:
    """Asks for flow 1-2, once for each time that the account stands unverified, and records what has expired."""
    since = account.valid_until.isoformat() if account.valid_until else "never"
    command_id = caused_command_id(f"account/{account.id}", SERVICE, f"evaluate-since-{since}", account.id)
    expired: tuple[AccountVerificationExpired, ...] = ()
    if account.valid_until is not None and account.verification is Verification.VERIFIED:
        expired = (AccountVerificationExpired(account.id, account.valid_until),)
    command = caused_command(SELF, command_id, people.now())
    events = (*expired, AccountEvaluationRequested(account.id))
    await people.ledger.execute(ACCOUNT, account.id, command, lambda _: Decided(events, {}))
