"""The route of a flow before it is submitted: the same functions that run it, for today's facts and people."""

from services.approval.app.container import Approvals
from services.approval.app.form import Form
from services.approval.app.submit import submitted
from services.approval.app.submit_flow import sound_submission
from tas.chain.advance import Consultation, candidates
from tas.chain.evolve import evolve
from tas.chain.preview import Route, preview
from tas.chain.state import ChainState, initial
from tas.core.actor import Actor
from tas.core.ids import derive, make_id


async def preview_flow(
    app: Approvals, actor: Actor, code: str, type: str, id: str, form: Form = None
) -> tuple[ChainState, Route]:
    """The chain as it would be submitted now, and its route if everybody approves when due. Nothing is recorded.
    Raises what `submit_flow` refuses, but for a second chain."""
    at = app.acting.now()
    submission = await sound_submission(app, actor, code, type, id, form)
    chain_id = make_id("chain", derive("preview", code, id))
    state = evolve(initial(chain_id), submitted(app.submitting, chain_id, submission, at))
    asked = candidates(state)
    found = await app.organisation.resolve([one.rule for one in asked], state.facts, at)
    answers = {one.node_key: answer for one, answer in zip(asked, found, strict=True)}
    return state, preview(state, Consultation({}, answers), at)
