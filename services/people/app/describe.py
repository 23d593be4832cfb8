"""What our people say of an account before it is verified, and what its evaluation rests on. A core field of a verified
account is refused on its way into the journal (`domain.account.admit`)."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import Command, caused_command
from services.people.app import access
from services.people.app.access_staff import require_owning
from services.people.app.account import load_account
from services.people.app.container import SELF, SERVICE, People
from services.people.app.ensure import DESCRIBED, CodeClaimed, claiming
from services.people.app.group import refuse_circle
from services.people.app.group_order import change_group
from services.people.app.owner import owner_unit
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.account_change import (
    LONGEST_TEXT,
    MOST_EVIDENCE,
    Wanted,
    decide_description,
    require_standing,
)
from services.people.domain.claim import CREDIT_CODE
from services.people.domain.core_value import read_value
from services.people.domain.duplicate import domain_of
from tas.contracts.account import AccountEvidenceRecorded, AccountWebsiteNoted, CoreField, VerifyMethod
from tas.contracts.people import CreditCodeClaimed
from tas.core.errors import Conflict, Invalid
from tas.core.ids import caused_command_id


async def describe_account(
    people: People, command: Command, account_id: str, wanted: Sequence[Wanted]
) -> Committed[Any]:
    """Says what core fields of an account are that was never verified. Raises Forbidden(POST_REQUIRED |
    ACCOUNT_NOT_YOURS), Missing(ACCOUNT_UNKNOWN), Conflict(ACCOUNT_MERGED | CORE_FIELD_LOCKED | CREDIT_CODE_TAKEN |
    GROUP_CIRCLE), Refused with what is wrong with the values."""
    access.require_post(command.actor, access.DESCRIBING)
    done = await people.ledger.answered(command)
    if done is not None:
        return done
    account = await load_account(people, account_id)
    if any(one.field is CoreField.OWNER for one in wanted):
        await require_owning(people, command.actor, account.owner_employee_id)
    values = {one.field: read_value(one.field, one.text) for one in wanted}
    decided = decide_description(account, wanted)
    ACCOUNT.admit(account, decided.events, command.at)  # before a code is claimed for it
    parent, owner, code = (values.get(one) for one in (CoreField.PARENT, CoreField.OWNER, CoreField.CREDIT_CODE))
    if parent:
        await refuse_circle(people, account, parent, people.today())
    unit = await owner_unit(people, owner) if owner else None
    if code:
        await claim_code(people, account, code)
    if not parent:
        return await people.ledger.execute(
            ACCOUNT, account.id, command, lambda state: decide_description(state, wanted, unit)
        )

    async def decide() -> Decided:
        now = await load_account(people, account_id)
        await refuse_circle(people, now, parent, people.today())
        return decide_description(now, wanted, unit)

    return await change_group(people, account.id, command, decide)


async def note_website(people: People, command: Command, account_id: str, website: str | None) -> Committed[Any]:
    """Notes a website, which is no core field. Raises Forbidden(POST_REQUIRED), Invalid(WEBSITE_WRONG), what is wrong
    with the account."""
    access.require_post(command.actor, access.DESCRIBING)
    text = (website or "").strip() or None
    if text is not None and (not domain_of(text) or len(text) > LONGEST_TEXT):
        raise Invalid("WEBSITE_WRONG", field=("website",), value=text[:40])

    def decide(account: Account) -> Decided:
        require_standing(account)
        return Decided((AccountWebsiteNoted(account.id, text),), {"accountId": account.id})

    return await people.ledger.execute(ACCOUNT, account_id, command, decide)


async def record_evidence(
    people: People, command: Command, account_id: str, method: VerifyMethod, evidence: Sequence[str]
) -> Committed[Any]:
    """Records what the next approved evaluation rests on. For data stewards. Raises Forbidden(POST_REQUIRED),
    Invalid(CORE_EVIDENCE_LONG), what is wrong with the account."""
    access.require_post(command.actor, access.STEWARDS)
    items = tuple(item.strip() for item in evidence)
    if not items or len(items) > MOST_EVIDENCE or not all(0 < len(item) <= LONGEST_TEXT for item in items):
        raise Invalid("CORE_EVIDENCE_LONG", field=("evidence",), most=MOST_EVIDENCE, longest=LONGEST_TEXT)

    def decide(account: Account) -> Decided:
        require_standing(account)
        return Decided((AccountEvidenceRecorded(account.id, method, items),), {"accountId": account.id})

    return await people.ledger.execute(ACCOUNT, account_id, command, decide)


async def claim_code(people: People, account: Account, code: str) -> None:
    """Makes the code name this account, whatever other code it has. Raises Conflict(CREDIT_CODE_TAKEN) when it names
    another one."""
    event = CreditCodeClaimed(code, account.id, account.legal_name, DESCRIBED, account.region)
    id = caused_command_id(f"credit-code/{code}", SERVICE, "claim-for", account.id)
    with suppress(CodeClaimed):
        await people.ledger.execute(CREDIT_CODE, code, caused_command(SELF, id, people.now()), claiming(event, {}))
    if (await people.ledger.load(CREDIT_CODE, code)).state.account_id != account.id:
        raise Conflict("CREDIT_CODE_TAKEN", field=("changes", CoreField.CREDIT_CODE.value), value=code)
