"""ensureAccount: the one account that a credit code names, made when nobody has named it yet.

The first entry of `credit-code/CODE` decides; the account is completed from it by whoever comes next. An account that
an import knows by its name alone takes the code: it is reserved on the account first, so that two codes cannot both
claim it, and a reservation whose code went to another account binds nobody.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import Decided
from kit.journal.command import Command, caused_command
from services.people.app.account import load_account, survivor
from services.people.app.container import SELF, SERVICE, People
from services.people.app.expire import evaluate_again
from services.people.domain import credit_code
from services.people.domain.account import ACCOUNT, Account, verification_on
from services.people.domain.claim import CREDIT_CODE, Claim
from services.people.domain.name import account_id_of, account_id_of_code, tidy
from tas.contracts.people import (
    AccountCodeReserved,
    AccountCodeTaken,
    AccountDrafted,
    AccountEvaluationRequested,
    CreditCodeClaimed,
    Verification,
)
from tas.core.errors import Invalid, Unavailable
from tas.core.ids import caused_command_id

IMPORT = "import"
DESCRIBED = "described"
QUIET = (IMPORT, DESCRIBED)
"""Sources whose accounts are not evaluated at once."""
LONGEST_NAME = 200


class CodeClaimed(Exception):
    """Somebody else's entry has claimed the code first."""


class AlreadyComplete(Exception):
    """The account has its code by now."""


class NameInUse(Exception):
    """The account of that name has, or is about to have, another code."""


@dataclass(frozen=True, slots=True)
class AccountAsked:
    """Who is meant: code and name as given; `source` says where from (`partner-filing`, `import` …)."""

    credit_code: str
    legal_name: str
    region: str | None
    source: str


async def ensure_account(people: People, asked: AccountAsked, command: Command) -> dict[str, Any]:
    """{accountId, legalName, verification, created}. Raises Invalid(CREDIT_CODE_INVALID | LEGAL_NAME_INVALID)."""
    code, name = credit_code.read(asked.credit_code), read_name(asked.legal_name)
    done = await people.ledger.answered(command)
    if done is not None:
        await complete_claim(people, code)
        return done.answer
    claim = (await people.ledger.load(CREDIT_CODE, code)).state
    if claim.account_id is None:
        target = await _reserve(people, code, name)
        event = CreditCodeClaimed(code, target or account_id_of_code(code), name, asked.source, asked.region)
        answer = {
            "accountId": event.account_id,
            "legalName": name,
            "verification": Verification.PENDING.value,
            "created": target is None,
        }
        try:
            committed = await people.ledger.execute(CREDIT_CODE, code, command, claiming(event, answer))
        except CodeClaimed:
            pass
        else:
            await complete_claim(people, code)
            return committed.answer
    account = await _evaluated(people, await complete_claim(people, code))
    return {
        "accountId": account.id,
        "legalName": account.legal_name,
        "verification": verification_on(account, people.today()).value,
        "created": False,
    }


def read_name(text: str) -> str:
    """A legal name as it is kept. Raises Invalid(LEGAL_NAME_INVALID)."""
    name = tidy(text)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("LEGAL_NAME_INVALID", field=("legalName",), longest=LONGEST_NAME)
    return name


def claiming(event: CreditCodeClaimed, answer: dict[str, Any]) -> Any:
    """The decision that claims a free code. Raises CodeClaimed where it is not free."""

    def decide(claim: Claim) -> Decided:
        if claim.account_id is not None:
            raise CodeClaimed
        return Decided((event,), answer)

    return decide


async def complete_claim(people: People, code: str) -> Account:
    """The account that the code names, drafted or given its code when the claim alone stands."""
    claim = (await people.ledger.load(CREDIT_CODE, code)).state
    if claim.account_id is None:
        raise Unavailable("BUSY", aggregate=f"credit-code/{code}")
    account = await survivor(people, claim.account_id)
    if account.id != claim.account_id or account.credit_code is not None:
        return account  # a code that its account had before, or is to have, names it without changing it
    command_id = caused_command_id(claim.event_id, SERVICE, "complete-account", account.id)
    command = caused_command(SELF, command_id, people.now())
    with suppress(AlreadyComplete):
        await people.ledger.execute(ACCOUNT, account.id, command, lambda state: Decided(_completed(state, claim), {}))
    return await load_account(people, account.id)


def _completed(state: Account, claim: Claim) -> tuple[Any, ...]:
    evaluate = claim.source not in QUIET
    if state.credit_code is not None:
        raise AlreadyComplete
    if not state.exists:
        return (
            AccountDrafted(
                account_id=state.id,
                legal_name=claim.legal_name,
                credit_code=claim.credit_code,
                source=claim.source,
                region=claim.region,
                needs_evaluation=evaluate,
            ),
        )
    taken = AccountCodeTaken(state.id, claim.credit_code)
    return (taken, AccountEvaluationRequested(state.id)) if evaluate else (taken,)


async def _evaluated(people: People, account: Account) -> Account:
    """Asks for flow 1-2 once for each time that the account stands unverified."""
    if verification_on(account, people.today()) not in (Verification.UNVERIFIED, Verification.EXPIRED):
        return account
    await evaluate_again(people, account)
    return await load_account(people, account.id)


async def _reserve(people: People, code: str, name: str) -> str | None:
    """The id of the account known by this name alone, now reserved for the code; None when there is none."""
    id = account_id_of(name)
    account = (await people.ledger.load(ACCOUNT, id)).state
    if not account.exists or account.credit_code is not None or account.locked:
        return None
    void = await _void_reservation(people, account, code)

    def decide(state: Account) -> Decided:
        if state.credit_code is not None or state.reserved_code not in (None, code, void):
            raise NameInUse
        return Decided((AccountCodeReserved(id, code),), {})

    command_id = caused_command_id(f"credit-code/{code}", SERVICE, "reserve-code", id)
    try:
        await people.ledger.execute(ACCOUNT, id, caused_command(SELF, command_id, people.now()), decide)
    except NameInUse:
        return None
    stands = (await people.ledger.load(ACCOUNT, id)).state
    return id if code in (stands.reserved_code, stands.credit_code) else None


async def _void_reservation(people: People, account: Account, code: str) -> str | None:
    """The reserved code, when it went to another account: a claim never changes, so neither does this answer."""
    if account.reserved_code in (None, code):
        return None
    other = (await people.ledger.load(CREDIT_CODE, account.reserved_code or "")).state
    return account.reserved_code if other.account_id not in (None, account.id) else None
