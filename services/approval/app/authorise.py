"""Who may do and see what: the one authorisation point of this service. Allow-lists; what is not named is refused.

What an approver may decide is in the chain itself (`tas.chain.decide`), under the chain's lock; here is who may try.
"""

from collections.abc import Sequence

from tas.chain.decide import (
    Act,
    AddSigner,
    Advise,
    Cancel,
    Decide,
    Delegate,
    Extend,
    Hold,
    Reassign,
    RemoveSigner,
    Resubmit,
    Resume,
    Skip,
    TakeBack,
    Transfer,
    Urge,
    Withdraw,
)
from tas.chain.state import ChainState
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Conflict, Forbidden, Missing

READERS = ("ADM", "AUD", "MDS", "CHM", "SD", "VP", "SVP")
"""Posts that may read every chain of the company; others read those they start, sign or are shown."""
STARTERS = ("AM", "MDS")
"""Posts that may start the flows which people start by hand."""

OPERATORS = ("ADM",)
OF_HOLDERS = (Decide, AddSigner, Transfer, Delegate, Advise, TakeBack)
OF_OPERATORS = (Hold, Resume, Reassign, Extend, Skip, Cancel)


def to_act(actor: Actor, chain: ChainState, act: Act) -> None:
    """Raises Missing CHAIN_UNKNOWN for a chain the actor may not see; Forbidden TASK_NOT_YOURS, NOT_THE_STARTER,
    SIGNER_NOT_YOURS, OPERATOR_ONLY (of one's own chain nobody is), SERVICE_ONLY."""
    to_see(actor, chain)
    if isinstance(act, OF_HOLDERS):
        _holds(actor, chain, act.task_id)
    elif isinstance(act, RemoveSigner):
        if actor.kind is not ActorKind.EMPLOYEE or not signs(actor, chain):
            raise Forbidden("SIGNER_NOT_YOURS", person=act.person)
    elif isinstance(act, Withdraw | Resubmit):
        if actor.id != chain.starter_id:
            raise Forbidden("NOT_THE_STARTER", chain=chain.id)
    else:
        _runs(actor, chain, act)


def _holds(actor: Actor, chain: ChainState, task_id: str) -> None:
    task = chain.tasks.get(task_id)
    if actor.kind is not ActorKind.EMPLOYEE or task is None or task.approver_id != actor.id:
        raise Forbidden("TASK_NOT_YOURS", field=("taskId",), task=task_id)


def _runs(actor: Actor, chain: ChainState, act: Act) -> None:
    if actor.kind is ActorKind.SERVICE:
        return
    if not isinstance(act, (Urge, *OF_OPERATORS)):
        raise Forbidden("SERVICE_ONLY")
    starts = actor.id == chain.starter_id
    if not (starts if isinstance(act, Urge) and starts else operates(actor) and not starts):
        raise Forbidden("OPERATOR_ONLY")


def operates(actor: Actor) -> bool:
    """Whether the actor runs chains: steps in where one is stuck, never as an approver."""
    return actor.kind is ActorKind.EMPLOYEE and actor.holds(*OPERATORS)


def told(actor: Actor, chain: ChainState, refusal: Conflict) -> Conflict:
    """A refusal as this actor may read it: who closed a task or chain is told inside only."""
    if sees_inside(actor, chain):
        return refusal
    params = {name: value for name, value in refusal.params.items() if name != "by"}
    return Conflict(refusal.code, field=refusal.field, **params)


def to_see(actor: Actor, chain: ChainState) -> None:
    """Raises Missing CHAIN_UNKNOWN: whether it exists is not told either."""
    if not sees(actor, chain):
        raise Missing("CHAIN_UNKNOWN", field=("chainId",), chain=chain.id)


def sees(actor: Actor, chain: ChainState) -> bool:
    """Whether the actor may know of this chain at all."""
    if actor.kind is ActorKind.SERVICE:
        return True
    if actor.kind is ActorKind.PARTNER:
        return actor.partner is not None and chain.starter_partner_id == actor.partner
    if actor.kind is not ActorKind.EMPLOYEE:
        return False
    return actor.holds(*READERS) or signs(actor, chain) or actor.id in (chain.starter_id, *chain.copied)


def sees_inside(actor: Actor, chain: ChainState) -> bool:
    """Whether tasks, approvers and the whole history are shown; a partner sees where its chain stands only."""
    return actor.kind is not ActorKind.PARTNER and sees(actor, chain)


def signs(actor: Actor, chain: ChainState) -> bool:
    """Whether the actor holds or held a seat."""
    return any(task.approver_id == actor.id for task in chain.tasks.values())


def to_talk(actor: Actor, chain: ChainState) -> None:
    """Who sees inside says and asks things beside a chain. Raises Missing CHAIN_UNKNOWN."""
    if not sees_inside(actor, chain):
        raise Missing("CHAIN_UNKNOWN", field=("chainId",), chain=chain.id)


def sees_request(actor: Actor, asker_id: str, asked_id: str, chain: ChainState) -> bool:
    """A request for information is for who asked, who is asked (of the chain they see no more by it), and insiders."""
    return actor.id in (asker_id, asked_id) or sees_inside(actor, chain)


def sees_attachment(actor: Actor, uploader_id: str, chain: ChainState | None) -> bool:
    """An attachment is for who uploaded it, and once it is of a chain for its insiders."""
    return actor.id == uploader_id or (chain is not None and sees_inside(actor, chain))


def to_upload(actor: Actor) -> None:
    """Employees and partners' users. Raises Forbidden UPLOAD_NOT_YOURS."""
    if actor.kind not in (ActorKind.EMPLOYEE, ActorKind.PARTNER):
        raise Forbidden("UPLOAD_NOT_YOURS")


def to_be_told(actor: Actor) -> None:
    """Employees and partners' users have notices, their own only. Raises Forbidden NOTICES_NOT_YOURS."""
    if actor.kind not in (ActorKind.EMPLOYEE, ActorKind.PARTNER):
        raise Forbidden("NOTICES_NOT_YOURS")


def to_record(actor: Actor) -> None:
    """Only the worker appends to a running chain. Raises Forbidden SERVICE_ONLY."""
    if actor.kind is not ActorKind.SERVICE or actor.id != "worker":
        raise Forbidden("SERVICE_ONLY")


def to_submit(actor: Actor, code: str, starters: Sequence[str]) -> None:
    """`starters` are the posts that the flow names; STARTERS when it names none. Raises Forbidden FLOW_NOT_YOURS."""
    if actor.kind is not ActorKind.EMPLOYEE or not actor.holds(*(starters or STARTERS)):
        raise Forbidden("FLOW_NOT_YOURS", field=("code",), flow=code)


def to_edit_flows(actor: Actor) -> None:
    """Flow administrators. Raises Forbidden DEFINITION_NOT_YOURS."""
    if actor.kind is not ActorKind.EMPLOYEE or not actor.holds("ADM"):
        raise Forbidden("DEFINITION_NOT_YOURS")


def to_work_here(actor: Actor) -> None:
    """Only employees have an inbox, and read the company's flows. Raises Forbidden EMPLOYEE_ONLY."""
    if actor.kind is not ActorKind.EMPLOYEE:
        raise Forbidden("EMPLOYEE_ONLY")
