"""The filing: one scope entry is the verdict, exactly once per command key; the registration follows from it.

The key is looked up before anything else, so that a retry never resolves to something new: not after midnight, not
when the account was merged or a certificate has run out since.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from kit.journal.aggregate import Committed
from kit.journal.command import Command, user_command
from services.opportunity.app.access import filing_partner
from services.opportunity.app.container import Deals
from services.opportunity.app.effect import follow_commit
from services.opportunity.domain.filing import FilingRequest, read_filing, unreadable
from services.opportunity.domain.registration import REGISTRATION
from services.opportunity.domain.scope import SCOPE, Protection, Scope, decide_filing, scope_key
from tas.contracts.opportunity import ConflictReason, Filing, RegistrationStatus, Verdict
from tas.core.actor import Actor, ActorKind
from tas.core.codec import from_json, to_json
from tas.core.errors import Invalid, Missing, Refused
from tas.core.ids import derive, make_id


@dataclass(frozen=True, slots=True)
class Filed:
    """The answer to a filing and to every retry of it."""

    registration_id: str
    verdict: Verdict
    reason: ConflictReason | None


async def file_registration(
    deals: Deals, actor: Actor, command_id: str, partner_id: str | None, request: FilingRequest
) -> Filed:
    """`request.partner_id` is overwritten by who the actor files for. Raises Forbidden, Invalid, Refused,
    Conflict(COMMAND_REUSED), Unavailable; only the last may have recorded the filing, and a retry then finds it."""
    request = replace(request, partner_id=filing_partner(actor, partner_id))
    if problems := unreadable(request):
        raise Refused(problems)
    command = _command(deals, actor, command_id, request)
    done = await deals.ledger.answered(command)
    if done is None:
        done = await _file(deals, actor, command, request)
    await follow_commit(deals, done.aggregate, done.version)
    return _answer(done)


def _command(deals: Deals, actor: Actor, command_id: str, request: FilingRequest) -> Command:
    try:
        unique = str(UUID(command_id))
    except ValueError:
        raise Invalid("COMMAND_ID_INVALID", field=("commandId",)) from None
    command = user_command(actor, unique, to_json(request), deals.clock.now())
    return command if actor.kind is ActorKind.PARTNER else replace(command, on_behalf_of=request.partner_id)


async def _file(deals: Deals, actor: Actor, command: Command, request: FilingRequest) -> Committed[Scope]:
    filing = await _sound_filing(deals, actor, command, request)
    key = scope_key(filing.account_id, filing.product_line, filing.region)
    protection = await _protection(deals, key)
    return await deals.ledger.execute(
        SCOPE, key, command, lambda scope: decide_filing(scope, filing, command.at, protection)
    )


async def _sound_filing(deals: Deals, actor: Actor, command: Command, request: FilingRequest) -> Filing:
    """The filing with its account, which is made for a sound one only. The registration's id comes from the command's
    key, so that no other partner's or employee's command can meet it."""
    standing = await deals.people.partner_standing(request.partner_id)
    if standing is None:
        raise Missing("PARTNER_UNKNOWN", field=("partnerId",), id=request.partner_id)
    registration_id = make_id("registration", derive("registration", command.key))
    filing = read_filing(request, standing, command.at.date(), registration_id=registration_id, filed_by=actor.id)
    ensure_id = str(derive("ensure-account", command.key, command.digest))
    try:
        account = await deals.people.ensure_account(ensure_id, filing.credit_code, filing.customer_name, filing.region)
    except Invalid as problem:
        raise Invalid(problem.code, field=("customer", *problem.field), **problem.params) from None
    return replace(filing, account_id=account)


async def _protection(deals: Deals, key: str) -> Protection | None:
    """The window of whoever holds the scope now, for the wording of a conflict. Never what decides it."""
    scope = await deals.ledger.view(SCOPE, key)
    if scope is None or scope.state.holder_id is None:
        return None
    holder = await deals.ledger.view(REGISTRATION, scope.state.holder_id)
    if holder is None or holder.state.status is not RegistrationStatus.ACTIVE or holder.state.protected_to is None:
        return None
    return Protection(holder.state.id, holder.state.protected_to)


def _answer(done: Committed[Any]) -> Filed:
    return from_json(Filed, {
        "registration_id": done.answer["registrationId"],
        "verdict": done.answer["verdict"],
        "reason": done.answer["reason"],
    })  # fmt: skip
