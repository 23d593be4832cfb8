"""Asking for a change of core fields of a verified account. The request is one entry of the account, because of which
the approval service starts flow 1-3, exactly once; `change_outcome` takes up how it ends."""

from typing import Any

from kit.journal.aggregate import Committed
from kit.journal.command import Command
from services.people.app import access
from services.people.app.account import load_account
from services.people.app.container import People
from services.people.app.group import refuse_circle
from services.people.app.impact import impact_of
from services.people.app.owner import owner_unit
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.account_change import ChangeAsked, decide_request
from services.people.domain.claim import CREDIT_CODE
from services.people.domain.core_value import read_value
from tas.contracts.account import CoreField, Impact
from tas.core.errors import Conflict


async def request_change(people: People, command: Command, account_id: str, asked: ChangeAsked) -> Committed[Any]:
    """The entry of the request, with the list of what rests on the account. Raises Forbidden(POST_REQUIRED),
    Missing(ACCOUNT_UNKNOWN), Conflict(ACCOUNT_MERGED | ACCOUNT_NOT_VERIFIED | CREDIT_CODE_TAKEN | GROUP_CIRCLE),
    Refused with everything that is wrong with the fields, Unavailable."""
    access.require_post(command.actor, access.CHANGING)
    done = await people.ledger.answered(command)
    if done is not None:
        return done
    account = await load_account(people, account_id)
    decide_request(account, asked, Impact(), people.today())  # before anybody else is asked
    await _refuse_taken(people, account, asked)
    impact = await impact_of(people, account)
    today = people.today()
    return await people.ledger.execute(
        ACCOUNT, account_id, command, lambda state: decide_request(state, asked, impact, today)
    )


async def _refuse_taken(people: People, account: Account, asked: ChangeAsked) -> None:
    """What other accounts and employees have to say about the new values."""
    values = {one.field: read_value(one.field, one.text) for one in asked.wanted}
    parent, owner, code = (values.get(one) for one in (CoreField.PARENT, CoreField.OWNER, CoreField.CREDIT_CODE))
    if parent:
        await refuse_circle(people, account, parent, asked.effective_on)
    if owner:
        await owner_unit(people, owner)
    if code and (await people.ledger.load(CREDIT_CODE, code)).state.account_id not in (None, account.id):
        raise Conflict("CREDIT_CODE_TAKEN", field=("changes", CoreField.CREDIT_CODE.value), value=code)
