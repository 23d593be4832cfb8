"""Writing a draft, sending it, and taking it back once it was turned down; all by its owner alone.

Sending is two entries: the chain's and then the draft's. The chain's command is made of the draft and the number of
the submission, so that whoever sends again after a failure between the two begins no second chain.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import Committed, Decided
from kit.journal.command import canonical
from services.approval.app import authorise
from services.approval.app.act import resubmit_flow
from services.approval.app.command import read_command
from services.approval.app.container import Approvals
from services.approval.app.submit_flow import submit_flow
from services.approval.domain.chain import CHAIN
from services.approval.domain.draft import DRAFT, Draft, DraftStatus
from tas.chain.state import Status
from tas.contracts.draft import DraftReopened, DraftSaved, DraftSubmitted
from tas.core.actor import Actor
from tas.core.errors import Conflict, Invalid, Missing
from tas.core.ids import derive, kind_of, make_id
from tas.flows.loader import startable

LARGEST = 20_000
LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Written:
    """What an owner writes: for which flow, on what, and the form as far as it is filled in."""

    code: str
    subject_type: str
    subject_id: str
    form: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft after an act, and the version of the entry that holds it."""

    draft_id: str
    version: int


async def save_draft(app: Approvals, actor: Actor, command_id: str, draft_id: str | None, written: Written) -> Drafted:
    """Begins a draft, or writes an open one anew. Raises Forbidden FLOW_NOT_YOURS; Missing FLOW_UNKNOWN,
    DRAFT_UNKNOWN; Conflict FLOW_NOT_AVAILABLE, DRAFT_SUBMITTED, DRAFT_EXPIRED; Invalid DRAFT_TOO_LARGE."""
    at = app.acting.now()
    body = {"saveDraft": draft_id, "code": written.code, "subject": [written.subject_type, written.subject_id]}
    command = read_command(actor, command_id, {**body, "form": dict(written.form)}, at)
    done = await app.ledger.answered(command)
    if done is not None:
        return _drafted(done)
    _sound(app, actor, written)
    id = draft_id or make_id("draft", derive("draft", command.key))
    if draft_id is not None:
        await own_draft(app, actor, draft_id)

    def decide(draft: Draft) -> Decided:
        draft.in_hand(at)
        subject = (written.subject_type, written.subject_id)
        if draft.chain_id and (draft.code, draft.subject_type, draft.subject_id) != (written.code, *subject):
            raise Conflict("DRAFT_GOES_ON", field=("draftId",), draft=id, chain=draft.chain_id)
        return Decided((DraftSaved(id, actor.id, written.code, *subject, written.form, at),), {"draftId": id})

    return _drafted(await app.ledger.execute(DRAFT, id, command, decide))


async def submit_draft(app: Approvals, actor: Actor, command_id: str, draft_id: str) -> Drafted:
    """Sends an open draft: its chain begins, or goes on where it had been returned. Raises Missing DRAFT_UNKNOWN;
    Conflict DRAFT_SUBMITTED, DRAFT_EXPIRED; what `submit_flow` or `resubmit_flow` raise."""
    at = app.acting.now()
    command = read_command(actor, command_id, {"submitDraft": draft_id}, at)
    done = await app.ledger.answered(command)
    if done is not None:
        return _drafted(done)
    draft = await own_draft(app, actor, draft_id)
    draft.in_hand(at)
    chain_id = await _send(app, actor, draft)

    def decide(now: Draft) -> Decided:
        now.in_hand(at)
        return Decided((DraftSubmitted(draft_id, chain_id, at),), {"draftId": draft_id})

    return _drafted(await app.ledger.execute(DRAFT, draft_id, command, decide))


async def reopen_draft(app: Approvals, actor: Actor, command_id: str, draft_id: str) -> Drafted:
    """Takes a draft back that was turned down. A returned chain waits for it; after one that ended a new one begins.
    Raises Missing DRAFT_UNKNOWN; Conflict DRAFT_NOT_RETURNED."""
    at = app.acting.now()
    command = read_command(actor, command_id, {"reopenDraft": draft_id}, at)
    done = await app.ledger.answered(command)
    if done is not None:
        return _drafted(done)
    draft = await own_draft(app, actor, draft_id)
    status = (await app.ledger.load(CHAIN, draft.chain_id)).state.chain.status if draft.chain_id else Status.NEW

    def decide(now: Draft) -> Decided:
        now.came_back(status)
        return Decided((DraftReopened(draft_id, status is Status.RETURNED, at),), {"draftId": draft_id})

    return _drafted(await app.ledger.execute(DRAFT, draft_id, command, decide))


async def own_draft(app: Approvals, actor: Actor, draft_id: str) -> Draft:
    """The actor's own draft; Missing DRAFT_UNKNOWN for one of somebody else as for none."""
    draft = await find_draft(app, actor, draft_id)
    if draft is None:
        raise Missing("DRAFT_UNKNOWN", field=("draftId",), draft=draft_id[:LONGEST_ID])
    return draft


async def find_draft(app: Approvals, actor: Actor, draft_id: str) -> Draft | None:
    """The actor's own draft of that id."""
    if kind_of(draft_id) != DRAFT.name:
        return None
    draft = (await app.ledger.load(DRAFT, draft_id)).state
    return draft if draft.status is not DraftStatus.NEW and draft.owner_id == actor.id else None


def _sound(app: Approvals, actor: Actor, written: Written) -> None:
    listed = app.submitting.flows.get(written.code)
    authorise.to_submit(actor, written.code, listed.starters if listed else ())
    definition = startable(written.code, app.submitting.flows)
    if definition.subject is None:
        raise Conflict("FLOW_NOT_AVAILABLE", field=("code",), flow=written.code)
    if written.subject_type != definition.subject:
        raise Invalid("FLOW_SUBJECT", field=("subject", "type"), flow=written.code, type=written.subject_type)
    if len(written.subject_id) > LONGEST_ID or len(canonical(dict(written.form))) > LARGEST:
        raise Invalid("DRAFT_TOO_LARGE", field=("form",), largest=LARGEST)


async def _send(app: Approvals, actor: Actor, draft: Draft) -> str:
    """The chain that the draft is now in."""
    command_id = str(derive("submit-draft", draft.id, str(draft.submissions)))
    form = dict(draft.form or {})
    if draft.chain_id:
        return (await resubmit_flow(app.acting, actor, command_id, draft.chain_id, form)).chain_id
    return (await submit_flow(app, actor, command_id, draft.code, draft.subject_type, draft.subject_id, form)).chain_id


def _drafted(done: Committed[Any]) -> Drafted:
    return Drafted(str(done.answer["draftId"]), done.version)
