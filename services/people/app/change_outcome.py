"""What an ended flow 1-3 makes of the change that it was asked for: it takes effect from its day on, or it is closed.

The request is known by the version of its entry, which the chain's subject carries. What could have gone wrong since it
was asked (the code names another account, the parent would close a circle, the new owner left) closes it as FAILED.
"""

from collections.abc import Callable

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.people.app.container import SELF, SERVICE, People
from services.people.app.describe import claim_code
from services.people.app.group import refuse_circle
from services.people.app.group_order import change_group
from services.people.app.owner import owner_unit
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.account_change import FAILED, decide_application, decide_closing
from services.people.domain.account_state import OpenChange
from tas.contracts.account import CoreField
from tas.contracts.chain import ChainEnded, Outcome
from tas.core.errors import Conflict, Invalid, Missing
from tas.core.ids import caused_command_id

CHANGE_FLOW = "TAS_1_3"


async def settle_change(people: People, event_id: str, ended: ChainEnded) -> None:
    """Applies or closes the request, once. Raises Missing(CORE_CHANGE_UNKNOWN), which sets the chain's entries aside
    for an operator."""
    id = ended.subject.id
    command_id = caused_command_id(event_id, SERVICE, "settle-change", id)
    command = caused_command(SELF, command_id, ended.ended_at)
    if await people.ledger.answered(command) is not None:
        await people.ledger.settle(ACCOUNT, id)
        return
    opened = _opened((await people.ledger.load(ACCOUNT, id)).state, ended)
    if ended.outcome is Outcome.APPROVED and any(one.field is CoreField.PARENT for one in opened.requested.changes):

        async def in_order() -> Decided:
            decide = await _outcome(people, ended)
            return decide((await people.ledger.load(ACCOUNT, id)).state)

        await change_group(people, id, command, in_order)
        return
    await people.ledger.execute(ACCOUNT, id, command, await _outcome(people, ended))


async def _outcome(people: People, ended: ChainEnded) -> Callable[[Account], Decided]:
    """The decision, once what others have to say of the values is known."""
    account = (await people.ledger.load(ACCOUNT, ended.subject.id)).state
    opened = _opened(account, ended)
    problem, unit = "", account.owner_unit_id
    if ended.outcome is Outcome.APPROVED:
        try:
            unit = await _prepared(people, account, opened)
        except (Conflict, Invalid) as reason:
            problem = reason.code

    def decide(state: Account) -> Decided:
        current = _opened(state, ended)
        if problem:
            return decide_closing(state, current, ended.chain_id, FAILED, problem)
        if ended.outcome is Outcome.APPROVED:
            return decide_application(state, current, ended.chain_id, unit)
        return decide_closing(state, current, ended.chain_id, ended.outcome.value)

    return decide


def _opened(account: Account, ended: ChainEnded) -> OpenChange:
    opened = account.opened(ended.subject.version)
    if opened is None:
        raise Missing("CORE_CHANGE_UNKNOWN", account=account.id, version=ended.subject.version)
    return opened


async def _prepared(people: People, account: Account, opened: OpenChange) -> str | None:
    """Makes sure that the values can stand, and claims a new code. The unit of a new owner, else the one as it was.
    Raises Conflict, Invalid."""
    values = {one.field: one.new for one in opened.requested.changes}
    parent, owner, code = (values.get(one) for one in (CoreField.PARENT, CoreField.OWNER, CoreField.CREDIT_CODE))
    if account.merged_into is not None:
        raise Conflict("ACCOUNT_MERGED", id=account.id, into=account.merged_into)
    if parent:
        await refuse_circle(people, account, parent, opened.requested.effective_on)
    unit = await owner_unit(people, owner) if owner else None if CoreField.OWNER in values else account.owner_unit_id
    if code:
        await claim_code(people, account, code)
    return unit
