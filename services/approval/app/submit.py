"""Submitting flows because of what happened elsewhere: a caused command each, exactly once. What a chain's first entry
is made of is here; a user's own submission is `submit_flow`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kit.journal.aggregate import Decided
from kit.journal.command import canonical, caused_command, sha256
from kit.journal.entry import Entry
from kit.journal.ledger import Ledger
from services.approval.domain.chain import CHAIN, ChainRecord
from services.approval.domain.definition import FLOW
from tas.chain.state import Status
from tas.contracts.account import AccountChangeRequested, CoreField
from tas.contracts.chain import FlowSubmitted, Subject
from tas.contracts.opportunity import RegistrationFiled, Verdict
from tas.contracts.people import AccountDrafted, AccountEvaluationRequested
from tas.core.actor import ActorKind, service
from tas.core.calendar import Calendar, round_the_clock, write_calendar
from tas.core.codec import from_json, to_json
from tas.core.errors import Conflict
from tas.core.event import knows, revive
from tas.core.ids import caused_command_id, caused_id
from tas.flows.definition import ROUND_THE_CLOCK, FlowDefinition, content_hash
from tas.flows.variant import choose, packaged_variants

APPROVAL = service("approval")
REGISTRATION_FLOW = "TAS_2_2"
ACCOUNT_FLOW = "TAS_1_2"
CHANGE_FLOW = "TAS_1_3"


@dataclass(frozen=True, slots=True)
class Submitting:
    """`flows` by code, as published, and `variants` beside the packaged ones; `calendar` is the company's working
    calendar."""

    ledger: Ledger
    flows: Mapping[str, FlowDefinition]
    calendar: Callable[[datetime], Calendar]
    now: Callable[[], datetime]
    variants: Sequence[FlowDefinition] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    code: str
    subject: Subject
    facts: Mapping[str, Any]
    starter_id: str
    partner_id: str | None


async def submit_for_registration(app: Submitting, entry: Entry) -> None:
    """A filing that holds its scope starts flow 2-2, started by who filed it."""
    for index, recorded in enumerate(entry.events):
        event = revive(recorded) if knows(recorded.type) else None
        if isinstance(event, RegistrationFiled) and event.verdict is Verdict.ACCEPTED:
            await _submit(app, entry.event_id(index), _of_registration(event, entry.version))


async def submit_for_account(app: Submitting, entry: Entry) -> None:
    """An account that needs its basic check, at first sight or because somebody files on it, starts flow 1-2; a change
    of its core fields that somebody asks for starts flow 1-3."""
    for index, recorded in enumerate(entry.events):
        match revive(recorded) if knows(recorded.type) else None:
            case AccountDrafted(needs_evaluation=True) | AccountEvaluationRequested() as event:
                await _submit(app, entry.event_id(index), _of_account(event, entry))
            case AccountChangeRequested() as event:
                await _submit(app, entry.event_id(index), _of_change(event, entry))


async def _submit(app: Submitting, event_id: str, submission: Submission) -> None:
    effect = f"submit-{submission.code}"
    chain_id = caused_id("chain", event_id, effect)
    command_id = caused_command_id(event_id, "approval", effect, chain_id)
    at = app.now()
    app = await in_force(app, submission.code, at)

    def decide(record: ChainRecord) -> Decided:
        if record.chain.status is not Status.NEW:
            raise Conflict("CHAIN_STANDS", chain=chain_id)
        return Decided((submitted(app, chain_id, submission, at),), first_answer(chain_id))

    await app.ledger.execute(CHAIN, chain_id, caused_command(APPROVAL, command_id, at), decide)


async def in_force(app: Submitting, code: str, at: datetime) -> Submitting:
    """The same with the flow's definition as it was last published, where it was."""
    version = (await app.ledger.load(FLOW, code)).state.in_force(at)
    if version is None:
        return app
    definition: FlowDefinition = from_json(FlowDefinition, version.definition)
    return replace(app, flows={**app.flows, code: definition})


def submitted(app: Submitting, chain_id: str, submission: Submission, at: datetime) -> FlowSubmitted:
    """The chain's first event: its definition, chosen by its facts, and its calendar, pinned for life. Raises Conflict
    FLOW_NOT_AVAILABLE."""
    definition = choose(app.flows[submission.code], (*app.variants, *packaged_variants()), submission.facts)
    if not definition.available:
        raise Conflict("FLOW_NOT_AVAILABLE", field=("code",), flow=definition.code)
    company = app.calendar(at)
    calendar = round_the_clock(company.zone) if definition.calendar == ROUND_THE_CLOCK else company
    return FlowSubmitted(
        chain_id,
        definition.code,
        content_hash(definition),
        to_json(definition),
        submission.subject,
        submission.facts,
        submission.starter_id,
        submission.partner_id,
        at,
        write_calendar(calendar),
    )


def first_answer(chain_id: str) -> dict[str, Any]:
    """What a submission is answered with, as are later acts of the chain."""
    return {"chainId": chain_id, "version": 1, "status": Status.RUNNING.value}


def _of_registration(event: RegistrationFiled, version: int) -> Submission:
    filing = event.filing
    body = to_json(filing)
    facts = {
        "registration.verdict": event.verdict.value,
        "registration.amount": str(filing.amount.amount),
        "registration.currency": filing.amount.currency,
        "registration.productLine": filing.product_line,
        "registration.region": filing.region,
        "partnerId": filing.partner_id,
        "accountId": filing.account_id,
    }
    subject = Subject("registration", filing.registration_id, version, sha256(canonical(body)))
    return Submission(REGISTRATION_FLOW, subject, facts, filing.filed_by, filing.partner_id)


def _of_account(event: AccountDrafted | AccountEvaluationRequested, entry: Entry) -> Submission:
    subject = Subject("account", event.account_id, entry.version, sha256(canonical(to_json(event))))
    starter = entry.actor
    partner = starter.partner if starter.kind is ActorKind.PARTNER else None
    return Submission(ACCOUNT_FLOW, subject, {"accountId": event.account_id}, starter.id, partner)


def _of_change(event: AccountChangeRequested, entry: Entry) -> Submission:
    """The subject's version is that of the request, by which the people service knows which one has ended."""
    subject = Subject("account", event.account_id, entry.version, sha256(canonical(to_json(event))))
    fields = [one.field for one in event.changes]
    facts = {
        "accountId": event.account_id,
        "starterId": entry.actor.id,
        "fields": [field.value for field in fields],
        "change.reason": event.reason.value,
        "change.effectiveOn": to_json(event.effective_on),
        "change.ownerChanged": CoreField.OWNER in fields,
        "change.newOwnerId": event.new_owner_id,
        "change.financial": event.financial,
        "change.legalEntity": event.legal_entity,
    }
    return Submission(CHANGE_FLOW, subject, facts, entry.actor.id, None)
