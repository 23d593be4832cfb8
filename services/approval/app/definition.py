"""Definitions of flows as they are edited: a draft, its back-test, and its publication by a second person. A chain is
submitted by the version in force; running chains are not touched."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.journal.aggregate import Committed, Decided
from services.approval.app import authorise
from services.approval.app.command import read_command
from services.approval.app.container import Approvals
from services.approval.app.submit import Submitting
from services.approval.domain.definition import FLOW, Flow
from tas.contracts.definition import DefinitionDrafted, DefinitionPublished
from tas.core.actor import Actor
from tas.core.codec import from_json, to_json
from tas.core.errors import Invalid, Missing
from tas.flows.compare import Difference, differences, route
from tas.flows.definition import FlowDefinition, content_hash
from tas.flows.loader import load
from tas.flows.variant import choose, packaged_variants

LONGEST = 200_000
MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An ended chain that the draft would have sent another way: the steps only one of the two comes to."""

    chain_id: str
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BackTest:
    """`looked_at` ended chains, newest first; `running` ones keep their definition and are not touched."""

    content_hash: str
    looked_at: int
    elsewhere: tuple[Elsewhere, ...]
    running: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    code: str
    version: int


async def draft_definition(app: Approvals, actor: Actor, command_id: str, code: str, toml: str) -> Edited:
    """Proposes another definition. Raises Forbidden DEFINITION_NOT_YOURS; Missing FLOW_UNKNOWN; Invalid
    DEFINITION_TOO_LARGE, DEFINITION_OTHER_FLOW, and what `tas.flows.loader.load` raises."""
    at = app.acting.now()
    authorise.to_edit_flows(actor)
    command = read_command(actor, command_id, {"draftDefinition": code, "toml": toml}, at)
    packaged_definition(app.submitting, code)
    if len(toml) > LONGEST:
        raise Invalid("DEFINITION_TOO_LARGE", field=("toml",), most=LONGEST)
    definition = load(toml, code)
    if definition.code != code or definition.match is not None:
        raise Invalid("DEFINITION_OTHER_FLOW", field=("toml",), flow=code)
    event = DefinitionDrafted(code, content_hash(definition), to_json(definition), actor.id, at)
    return _edited(await app.ledger.execute(FLOW, code, command, lambda _: Decided((event,), {"code": code})))


async def publish_definition(app: Approvals, actor: Actor, command_id: str, code: str, hash: str) -> Edited:
    """Puts the draft of that hash in force, from now on. Raises Forbidden DEFINITION_NOT_YOURS,
    DEFINITION_TWO_PERSONS; Missing DEFINITION_NO_DRAFT; Conflict DEFINITION_CHANGED."""
    at = app.acting.now()
    authorise.to_edit_flows(actor)
    command = read_command(actor, command_id, {"publishDefinition": code, "hash": hash}, at)

    def decide(flow: Flow) -> Decided:
        draft = flow.publishable(hash, actor.id)
        number = len(flow.versions) + 1
        return Decided((DefinitionPublished(code, number, hash, draft.drafted_by, actor.id, at),), {"code": code})

    return _edited(await app.ledger.execute(FLOW, code, command, decide))


async def find_flow(app: Approvals, actor: Actor, code: str) -> Flow:
    """The versions and the draft, for employees. Raises Forbidden EMPLOYEE_ONLY, Missing FLOW_UNKNOWN."""
    authorise.to_work_here(actor)
    packaged_definition(app.submitting, code)
    return (await app.ledger.load(FLOW, code)).state


def definition_of(app: Submitting, flow: Flow, number: int) -> FlowDefinition:
    """The definition of a version. Raises Missing DEFINITION_NO_VERSION."""
    if number == 0:
        return packaged_definition(app, flow.code)
    if not 1 <= number <= len(flow.versions):
        raise Missing("DEFINITION_NO_VERSION", flow=flow.code, version=number)
    definition: FlowDefinition = from_json(FlowDefinition, flow.versions[number - 1].definition)
    return definition


async def flows_in_force(app: Approvals) -> list[FlowDefinition]:
    """Every flow's definition of now, in the order of their codes."""
    flows, at = app.submitting.flows, app.acting.now()
    held = {code: loaded.state.in_force(at) for code, loaded in (await app.ledger.views(FLOW, list(flows))).items()}
    published = {code: version for code, version in held.items() if version is not None}
    return [
        from_json(FlowDefinition, published[code].definition) if code in published else flow
        for code, flow in flows.items()
    ]


async def compared(app: Approvals, actor: Actor, code: str, before: int, after: int) -> Sequence[Difference]:
    """What two versions say differently. Raises Missing DEFINITION_NO_VERSION."""
    flow = await find_flow(app, actor, code)
    return differences(definition_of(app.submitting, flow, before), definition_of(app.submitting, flow, after))


async def back_test(app: Approvals, actor: Actor, code: str) -> BackTest:
    """Which past chains the draft would have sent elsewhere. Raises Missing DEFINITION_NO_DRAFT."""
    flow = await find_flow(app, actor, code)
    if flow.draft is None:
        raise Missing("DEFINITION_NO_DRAFT", field=("code",), flow=code)
    drafted: FlowDefinition = from_json(FlowDefinition, flow.draft.definition)
    chains = [record.chain for record in await app.chains.of_flow(code)]
    past = [chain for chain in chains if chain.ended]
    elsewhere = []
    for chain in past:
        then = route(chain.definition, chain.facts)
        now = route(choose(drafted, (*app.submitting.variants, *packaged_variants()), chain.facts), chain.facts)
        if then != now:
            only = tuple(one for one in then if one not in now), tuple(one for one in now if one not in then)
            elsewhere.append(Elsewhere(chain.id, *only))
    running = tuple(chain.id for chain in chains if not chain.ended)
    return BackTest(flow.draft.content_hash, len(past), tuple(elsewhere[:MOST_TOLD]), running[:MOST_TOLD])


def packaged_definition(app: Submitting, code: str) -> FlowDefinition:
    """Version 0. Raises Missing FLOW_UNKNOWN."""
    if code not in app.flows:
        raise Missing("FLOW_UNKNOWN", field=("code",), flow=code)
    return app.flows[code]


def _edited(done: Committed[Flow]) -> Edited:
    return Edited(str(done.answer["code"]), done.version)
