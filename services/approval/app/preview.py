"""The route of a flow before it is submitted: the same functions that run it, for today's facts and people; and what
would be different if something else were so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from services.approval.app.container import Approvals
from services.approval.app.definition import definition_of, find_flow
from services.approval.app.form import Form
from services.approval.app.submit import in_force, submitted
from services.approval.app.submit_flow import sound_submission
from tas.chain.advance import Consultation, candidates
from tas.chain.evolve import evolve
from tas.chain.preview import Route, Step, preview
from tas.chain.state import ChainState, initial
from tas.core.actor import Actor
from tas.core.ids import derive, make_id


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is supposed: `changed` values of the form, people who are `absent`, another `version` of the definition."""

    changed: Mapping[str, Any]
    absent: Collection[str]
    version: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a route is asked of."""

    code: str
    type: str
    id: str
    form: Form


async def preview_flow(
    app: Approvals, actor: Actor, code: str, type: str, id: str, form: Form = None
) -> tuple[ChainState, Route]:
    """The chain as it would be submitted now, and its route if everybody approves when due. Nothing is recorded.
    Raises what `submit_flow` refuses, but for a second chain."""
    at = app.acting.now()
    app = replace(app, submitting=await in_force(app.submitting, code, at))
    return await _routed(app, actor, Asked(code, type, id, form), ())


async def what_if(
    app: Approvals, actor: Actor, asked: Asked, supposed: WhatIf
) -> tuple[tuple[ChainState, Route], tuple[ChainState, Route]]:
    """The route as it is, and as it would be. Raises what `preview_flow` does, and Missing DEFINITION_NO_VERSION."""
    now = replace(app, submitting=await in_force(app.submitting, asked.code, app.acting.now()))
    then = now
    if supposed.version is not None:
        flow = await find_flow(app, actor, asked.code)
        flows = {**now.submitting.flows, asked.code: definition_of(app.submitting, flow, supposed.version)}
        then = replace(now, submitting=replace(now.submitting, flows=flows))
    form = {**(asked.form or {}), **supposed.changed} if supposed.changed else asked.form
    before = await _routed(now, actor, asked, ())
    return before, await _routed(then, actor, replace(asked, form=form), supposed.absent)


def changed_steps(before: Route, after: Route) -> list[tuple[str, Step | None, Step | None]]:
    """The steps that a route meets in another way, or that have other people: the step's key, as it is, as it would
    be; None where there is no such step."""
    one, two = {step.node: step for step in before.steps}, {step.node: step for step in after.steps}
    keys = dict.fromkeys((*one, *two))
    return [(key, one.get(key), two.get(key)) for key in keys if _met(one.get(key)) != _met(two.get(key))]


def _met(step: Step | None) -> object:
    return None if step is None else (step.passage, [approver.id for approver in step.approvers], step.expected)


async def _routed(app: Approvals, actor: Actor, asked: Asked, absent: Collection[str]) -> tuple[ChainState, Route]:
    at = app.acting.now()
    submission = await sound_submission(app, actor, asked.code, asked.type, asked.id, asked.form)
    chain_id = make_id("chain", derive("preview", asked.code, asked.id))
    state = evolve(initial(chain_id), submitted(app.submitting, chain_id, submission, at))
    wanted = candidates(state)
    found = await app.organisation.resolve([one.rule for one in wanted], state.facts, at)
    answers = {one.node_key: _without(answer, absent) for one, answer in zip(wanted, found, strict=True)}
    return state, preview(state, Consultation({}, answers), at)


def _without(answer: Mapping[str, Any], absent: Collection[str]) -> Mapping[str, Any]:
    return {**answer, "approvers": [one for one in answer["approvers"] if one["id"] not in absent]}
