"""A user submits a flow by hand: only flow 1-2 on an account; the others begin because of what happened elsewhere."""

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import canonical, sha256
from services.approval.app import authorise
from services.approval.app.act import Acted
from services.approval.app.command import read_command
from services.approval.app.container import Approvals
from services.approval.app.submit import ACCOUNT_FLOW, Submission, first_answer, submitted
from services.approval.domain.chain import CHAIN, ChainRecord
from tas.chain.state import Status
from tas.contracts.chain import Subject
from tas.core.actor import Actor
from tas.core.errors import Conflict, Invalid, Missing
from tas.core.ids import derive, make_id
from tas.flows.loader import startable

BY_HAND = {ACCOUNT_FLOW: "account"}
"""Flow → the type of its subject."""


async def submit_flow(app: Approvals, actor: Actor, command_id: str, code: str, type: str, id: str) -> Acted:
    """Starts the flow on a subject; a repeated command is answered with its first answer. Raises Missing FLOW_UNKNOWN,
    ACCOUNT_UNKNOWN; Conflict FLOW_NOT_AVAILABLE, FLOW_UNDER_WAY, COMMAND_REUSED; Forbidden FLOW_NOT_YOURS; Invalid
    FLOW_SUBJECT, COMMAND_ID_INVALID; Unavailable."""
    at = app.acting.now()
    command = read_command(actor, command_id, {"submitFlow": code, "type": type, "id": id}, at)
    done = await app.ledger.answered(command)
    if done is not None:
        return _acted(done)
    submission = await sound_submission(app, actor, code, type, id)
    chain_id = make_id("chain", derive("chain", command.key))
    await _refuse_second(app, submission, chain_id)

    def decide(record: ChainRecord) -> Decided:
        if record.chain.status is not Status.NEW:
            raise Conflict("CHAIN_STANDS", chain=chain_id)
        return Decided((submitted(app.submitting, chain_id, submission, at),), first_answer(chain_id))

    return _acted(await app.ledger.execute(CHAIN, chain_id, command, decide))


async def sound_submission(app: Approvals, actor: Actor, code: str, type: str, id: str) -> Submission:
    """What would be submitted: the flow may be started by this actor, and there is such a subject."""
    authorise.to_submit(actor, code)
    startable(code, app.submitting.flows)
    if code not in BY_HAND:
        raise Conflict("FLOW_NOT_AVAILABLE", field=("code",), flow=code)
    if type != BY_HAND[code]:
        raise Invalid("FLOW_SUBJECT", field=("subject", "type"), flow=code, type=type)
    try:
        facts = {**await app.organisation.account_facts(id), "accountId": id}
    except Missing as unknown:
        raise Missing(unknown.code, field=("subject", "id"), **unknown.params) from None
    subject = Subject(type, id, 0, sha256(canonical(facts)))
    return Submission(code, subject, facts, actor.id, None)


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
