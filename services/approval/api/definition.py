"""Definitions of flows as they are edited: versions, the draft, its back-test, and the two acts on them."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.error import UserError, run
from kit.graphql.value import JSON
from services.approval.api.flow import FlowDefinition, flow_of
from services.approval.api.stub import Employee
from services.approval.app.container import SERVICE
from services.approval.app.definition import BackTest, Edited, definition_of
from services.approval.domain.definition import FLOW, Draft, Flow
from tas.core.codec import from_json
from tas.core.ids import aggregate_name
from tas.flows import definition as flows
from tas.flows.compare import Difference


@federation.type(description="A published version of a flow's definition; 0 is the packaged one.")
class FlowVersion:
    number: int = federation.field(description="Its number, from 0 on.")
    hash: str = federation.field(description="SHA-256 of its content.")
    drafted_by: Employee | None = federation.field(description="Who wrote it; null for the packaged one.")
    published_by: Employee | None = federation.field(description="Who put it in force: somebody else.")
    at: datetime | None = federation.field(description="In force from then on; null for the packaged one.")
    definition: FlowDefinition = federation.field(description="What it says.")


@federation.type(description="A proposed definition that is not in force.")
class FlowDraft:
    hash: str = federation.field(description="SHA-256 of its content, by which it is published.")
    drafted_by: Employee = federation.field(description="Who wrote it.")
    at: datetime = federation.field(description="When.")
    definition: FlowDefinition = federation.field(description="What it says.")


@federation.type(description="All versions of a flow's definition, and the draft of the next one.")
class FlowHistory:
    code: str = federation.field(description="The flow's code.")
    versions: list[FlowVersion] = federation.field(description="The versions, oldest first.")
    draft: FlowDraft | None = federation.field(description="The draft, if there is one.")


@federation.type(description="One thing that two versions say differently.")
class DefinitionDifference:
    place: str = federation.field(description="Where, such as nodes.sd.sla.duration.")
    before: JSON | None = federation.field(description="What the one says; null when nothing.")
    after: JSON | None = federation.field(description="What the other says; null when nothing.")


@federation.type(description="An ended chain that the draft would have sent another way.")
class ElsewhereChain:
    chain_id: strawberry.ID = federation.field(description="The chain.")
    only_before: list[str] = federation.field(description="Steps that only its own definition comes to.")
    only_after: list[str] = federation.field(description="Steps that only the draft comes to.")


@federation.type(description="What a draft would have changed, and what it does not touch.")
class DefinitionBackTest:
    hash: str = federation.field(description="The draft.")
    looked_at: int = federation.field(description="How many ended chains were looked at, the newest.")
    elsewhere: list[ElsewhereChain] = federation.field(description="Those that would have gone elsewhere, at most 200.")
    running: list[strawberry.ID] = federation.field(description="Running chains: they keep theirs; at most 200.")


@federation.type(description="What an act on a flow's definition came to.")
class DefinitionPayload:
    history: FlowHistory | None = federation.field(description="The flow's versions after it.")
    errors: list[UserError] = federation.field(description="Why it was refused; empty when it was not.")
    cursor: str | None = federation.field(description="The change: a reader can wait for it.")


def history_of(info: Info, flow: Flow) -> FlowHistory:
    packaged = definition_of(info.context.app.submitting, flow, 0)
    first = FlowVersion(
        number=0,
        hash=flows.content_hash(packaged),
        drafted_by=None,
        published_by=None,
        at=None,
        definition=flow_of(packaged),
    )
    versions = [
        FlowVersion(
            number=one.number,
            hash=one.content_hash,
            drafted_by=Employee(id=strawberry.ID(one.drafted_by)),
            published_by=Employee(id=strawberry.ID(one.published_by)),
            at=one.at,
            definition=flow_of(from_json(flows.FlowDefinition, one.definition)),
        )
        for one in flow.versions
    ]
    return FlowHistory(code=flow.code, versions=[first, *versions], draft=_draft(flow.draft))


def _draft(draft: Draft | None) -> FlowDraft | None:
    if draft is None:
        return None
    definition = flow_of(from_json(flows.FlowDefinition, draft.definition))
    by = Employee(id=strawberry.ID(draft.drafted_by))
    return FlowDraft(hash=draft.content_hash, drafted_by=by, at=draft.at, definition=definition)


def difference_of(one: Difference) -> DefinitionDifference:
    return DefinitionDifference(place=one.place, before=one.before, after=one.after)


def back_test_of(found: BackTest) -> DefinitionBackTest:
    return DefinitionBackTest(
        hash=found.content_hash,
        looked_at=found.looked_at,
        elsewhere=[
            ElsewhereChain(
                chain_id=strawberry.ID(one.chain_id),
                only_before=list(one.only_before),
                only_after=list(one.only_after),
            )
            for one in found.elsewhere
        ],
        running=[strawberry.ID(id) for id in found.running],
    )


async def answer_definition(info: Info, work: Callable[[], Awaitable[Edited]]) -> DefinitionPayload:
    """Does the work; an expected refusal is data."""
    done, errors = await run(work, info.context.locale)
    if done is None:
        return DefinitionPayload(history=None, errors=errors, cursor=None)
    flow = (await info.context.app.ledger.load(FLOW, done.code)).state
    cursor = write_cursor(SERVICE, aggregate_name(FLOW.name, done.code), done.version)
    return DefinitionPayload(history=history_of(info, flow), errors=[], cursor=cursor)
