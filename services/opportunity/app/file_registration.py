"""The filing: one scope entry is the verdict, exactly once per command key; the registration follows from it.

The key is looked up before anything else, so that a retry never resolves to something new: not after midnight, not
when the account was merged or a certificate has run out since. The steps are shared with `file_registrations`.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from kit.journal.aggregate import Committed
from kit.journal.command import Command, user_command
from services.opportunity.app.access import filing_partner
from services.opportunity.app.container import Deals
from services.opportunity.app.effect import follow_commit
from services.opportunity.domain.filing import FilingRequest, Standing, read_filing, unreadable
from services.opportunity.domain.registration import REGISTRATION
from services.opportunity.domain.scope import SCOPE, Protection, Scope, decide_filing, scope_key
from tas.contracts.opportunity import ConflictReason, Filing, RegistrationStatus, Verdict
from tas.core.actor import Actor, ActorKind
from tas.core.codec import from_json, to_json
from tas.core.errors import Invalid, Missing, Refused
from tas.core.ids import aggregate_name, derive, make_id


@dataclass(frozen=True, slots=True)
class Filed:
    """The answer to a filing and to every retry of it."""

    registration_id: str
    verdict: Verdict
    reason: ConflictReason | None

    @property
    def change(self) -> tuple[str, int]:
        """Aggregate and version of the registration's first entry: once that is reached, it can be read."""
        return aggregate_name(REGISTRATION.name, self.registration_id), 1


async def file_registration(
    deals: Deals, actor: Actor, command_id: str, partner_id: str | None, request: FilingRequest
) -> Filed:
    """`request.partner_id` is overwritten by who the actor files for. Raises Forbidden, Invalid, Refused,
    Conflict(COMMAND_REUSED), Unavailable; only the last may have recorded the filing, and a retry then finds it."""
    request = replace(request, partner_id=filing_partner(actor, partner_id))
    if problems := unreadable(request):
        raise Refused(problems)
    command = filing_command(deals, actor, command_id, request.partner_id, to_json(request))
    done = await deals.ledger.answered(command)
    if done is None:
        standing = await standing_of(deals, request.partner_id)
        filing = sound_filing(actor, command, request, standing)
        account = await account_of(deals, command, filing)
        done = await append_filing(deals, command, replace(filing, account_id=account))
    return await finish(deals, done)


def filing_command(deals: Deals, actor: Actor, command_id: str, partner_id: str, body: Any) -> Command:
    """The command under the caller's key. Raises Invalid(COMMAND_ID_INVALID)."""
    try:
        unique = str(UUID(command_id))
    except ValueError:
        raise Invalid("COMMAND_ID_INVALID", field=("commandId",)) from None
    command = user_command(actor, unique, body, deals.clock.now())
    return command if actor.kind is ActorKind.PARTNER else replace(command, on_behalf_of=partner_id)


async def standing_of(deals: Deals, partner_id: str) -> Standing:
    """Raises Missing(PARTNER_UNKNOWN)."""
    standing = await deals.people.partner_standing(partner_id)
    if standing is None:
        raise Missing("PARTNER_UNKNOWN", field=("partnerId",), id=partner_id)
    return standing


def sound_filing(actor: Actor, command: Command, request: FilingRequest, standing: Standing) -> Filing:
    """The filing, its account still unnamed. The registration's id comes from the command's key, so that no other
    partner's or employee's command can meet it. Raises Refused."""
    registration_id = make_id("registration", derive("registration", command.key))
    return read_filing(request, standing, command.at.date(), registration_id=registration_id, filed_by=actor.id)


async def account_of(deals: Deals, command: Command, filing: Filing) -> str:
    """The id of the customer's account, which is made for a sound filing only. Raises Invalid(CREDIT_CODE_INVALID)."""
    ensure_id = str(derive("ensure-account", command.key, command.digest))
    try:
        return await deals.people.ensure_account(ensure_id, filing.credit_code, filing.customer_name, filing.region)
    except Invalid as problem:
        raise Invalid(problem.code, field=("customer", *problem.field), **problem.params) from None


async def append_filing(deals: Deals, command: Command, filing: Filing) -> Committed[Scope]:
    """The entry of the scope: claim, verdict and commit at once."""
    key = scope_key(filing.account_id, filing.product_line, filing.region)
    protection = await _protection(deals, key)
    return await deals.ledger.execute(
        SCOPE, key, command, lambda scope: decide_filing(scope, filing, command.at, protection)
    )


async def finish(deals: Deals, done: Committed[Any]) -> Filed:
    """Completes the registration where nobody has yet, and reads the answer."""
    await follow_commit(deals, done.aggregate, done.version)
    return from_json(Filed, {
        "registration_id": done.answer["registrationId"],
        "verdict": done.answer["verdict"],
        "reason": done.answer["reason"],
    })  # fmt: skip


async def _protection(deals: Deals, key: str) -> Protection | None:
    """The window of whoever holds the scope now, for the wording of a conflict. Never what decides it."""
    scope = await deals.ledger.view(SCOPE, key)
    if scope is None or scope.state.holder_id is None:
        return None
    holder = await deals.ledger.view(REGISTRATION, scope.state.holder_id)
    if holder is None or holder.state.status is not RegistrationStatus.ACTIVE or holder.state.protected_to is None:
        return None
    return Protection(holder.state.id, holder.state.protected_to)
