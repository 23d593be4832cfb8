"""A user submits a flow by hand: one whose definition names the type of its subject, with what its form asks for. The
others begin because of what happened elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import canonical, sha256
from services.approval.app import authorise
from services.approval.app.act import Acted
from services.approval.app.command import read_command
from services.approval.app.container import Approvals
from services.approval.app.form import Form, form_facts
from services.approval.app.submit import Submission, first_answer, in_force, submitted
from services.approval.domain.chain import CHAIN, ChainRecord
from tas.chain.state import Status
from tas.contracts.chain import Subject
from tas.core.actor import Actor
from tas.core.errors import Conflict, Invalid, Missing
from tas.core.ids import derive, make_id
from tas.flows.condition import evaluate
from tas.flows.definition import CASE, FlowDefinition
from tas.flows.loader import startable

CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,99}")


async def submit_flow(
    app: Approvals,
    actor: Actor,
    command_id: str,
    code: str,
    type: str,
    id: str,
    form: Form = None,
    retroactive: bool = False,
) -> Acted:
    """Starts the flow on a subject; a repeated command is answered with its first answer. Raises Missing FLOW_UNKNOWN,
    ACCOUNT_UNKNOWN; Conflict FLOW_NOT_AVAILABLE, FLOW_UNDER_WAY, COMMAND_REUSED; Forbidden FLOW_NOT_YOURS; Invalid
    FLOW_SUBJECT, COMMAND_ID_INVALID; Refused with what `tas.flows.form.check` finds; Unavailable."""
    at = app.acting.now()
    body: dict[str, Any] = {"submitFlow": code, "type": type, "id": id}
    if form is not None:
        body["form"] = dict(form)
    if retroactive:
        body["retroactive"] = True
    command = read_command(actor, command_id, body, at)
    done = await app.ledger.answered(command)
    if done is not None:
        return _acted(done)
    app = replace(app, submitting=await in_force(app.submitting, code, at))
    submission = await sound_submission(app, actor, code, type, id, form, retroactive)
    chain_id = make_id("chain", derive("chain", command.key))
    await _refuse_second(app, submission, chain_id)

    def decide(record: ChainRecord) -> Decided:
        if record.chain.status is not Status.NEW:
            raise Conflict("CHAIN_STANDS", chain=chain_id)
        return Decided((submitted(app.submitting, chain_id, submission, at),), first_answer(chain_id))

    return _acted(await app.ledger.execute(CHAIN, chain_id, command, decide))


async def sound_submission(
    app: Approvals, actor: Actor, code: str, type: str, id: str, form: Form = None, retroactive: bool = False
) -> Submission:
    """What would be submitted: the flow may be started by this actor, there is such a subject, the form is sound."""
    listed = app.submitting.flows.get(code)
    authorise.to_submit(actor, code, listed.starters if listed else ())
    definition = startable(code, app.submitting.flows)
    if definition.subject is None:
        raise Conflict("FLOW_NOT_AVAILABLE", field=("code",), flow=code)
    if type != definition.subject:
        raise Invalid("FLOW_SUBJECT", field=("subject", "type"), flow=code, type=type)
    facts = await _subject_facts(app, type, id)
    if type == CASE or form is not None:
        facts |= form_facts(definition, form, app.acting.now().date())
        facts["starterId"] = actor.id
    if retroactive:
        facts["retroactive"] = True
    await _refuse_now(app, definition, facts)
    return Submission(code, Subject(type, id, 0, sha256(canonical(facts))), facts, actor.id, None)


async def _refuse_now(app: Approvals, definition: FlowDefinition, facts: Mapping[str, Any]) -> None:
    """What the definition requires of the customer, also of one that only the form names, as of now. Raises Conflict
    with one of `tas.flows.validate.REFUSALS`, Missing(ACCOUNT_UNKNOWN)."""
    account, known = facts.get("accountId"), dict(facts)
    if definition.requires and isinstance(account, str) and definition.subject == CASE:
        known |= await _subject_facts(app, "account", account)
    for check in definition.requires:
        if evaluate(check.must, known).value is False:
            raise Conflict(check.finding, field=("subject", "id"), flow=definition.code)


async def _subject_facts(app: Approvals, type: str, id: str) -> dict[str, Any]:
    if type == CASE:
        if not CASE_ID.fullmatch(id):
            raise Invalid("CASE_ID", field=("subject", "id"), id=id[:100])
        return {}
    try:
        return {**await app.organisation.account_facts(id), "accountId": id}
    except Missing as unknown:
        raise Missing(unknown.code, field=("subject", "id"), **unknown.params) from None


async def _refuse_second(app: Approvals, submission: Submission, chain_id: str) -> None:
    """Spares approvers a second chain about the same. A courtesy: it reads a list that may lag, so two who submit at
    the same moment both get their chain, which harms nobody. The command's own chain, which a repetition sent at the
    same moment has just made, is no second one."""
    subject = submission.subject
    for record in await app.chains.of_subjects(subject.type, [subject.id]):
        chain = record.chain
        if chain.id != chain_id and chain.definition.code == submission.code and not chain.ended:
            raise Conflict("FLOW_UNDER_WAY", field=("subject", "id"), chain=chain.id)


def _acted(done: Committed[ChainRecord]) -> Acted:
    return Acted(str(done.answer["chainId"]), done.version, done.answer)
