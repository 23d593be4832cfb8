"""The flows as they are published."""

import strawberry
from strawberry import federation

from kit.graphql.value import JSON, LocalizedText
from services.approval.api.chain_node import text_of
from tas.flows import definition as flows

strawberry.enum(flows.NodeKind, name="FlowNodeKind", description="What a step is.")
strawberry.enum(flows.Mode, name="FlowNodeMode", description="When a step with seats is done.")
strawberry.enum(flows.FieldType, name="FormFieldType", description="What a field of a form holds.")


@federation.type(description="A step of a flow.")
class FlowNode:
    key: str = federation.field(description="Its key, unique in the flow.")
    name: LocalizedText = federation.field(description="Its name.")
    kind: flows.NodeKind = federation.field(description="What it is.")
    mode: flows.Mode = federation.field(description="When it is done.")
    after: list[str] = federation.field(description="The steps that come before.")
    condition: str | None = federation.field(description="When it is there at all.")
    resolver: JSON = federation.field(description="The rule by which its approvers are found.")
    sla: str | None = federation.field(description="Working time for each task, such as 1wd.")


@federation.type(description="A field of the form that a flow is submitted with.")
class FormField:
    key: str = federation.field(description="Its key.")
    label: LocalizedText = federation.field(description="What it is called.")
    type: flows.FieldType = federation.field(description="What it holds.")
    required: bool = federation.field(description="Whether it must be filled.")


@federation.type(description="The facets of a flow.")
class FlowFacets:
    sales_modes: list[str] = federation.field(description="The sales modes it is for.")
    departments: list[str] = federation.field(description="The departments that take part.")
    posts: list[str] = federation.field(description="The posts that take part.")
    kpis: list[str] = federation.field(description="What it is measured by.")


@federation.type(description="A flow as it is published.")
class FlowDefinition:
    code: str = federation.field(description="Its code, such as TAS_2_2.")
    stage: str = federation.field(description="The stage it belongs to.")
    name: LocalizedText = federation.field(description="Its name.")
    description: LocalizedText = federation.field(description="What it is for.")
    available: bool = federation.field(description="Whether it can be started; if not, it is only listed so far.")
    sla: str | None = federation.field(description="Working time for the whole, such as 2wd.")
    hash: str = federation.field(description="SHA-256 of its content; a chain is pinned to it.")
    form: list[FormField] = federation.field(description="What it is submitted with.")
    nodes: list[FlowNode] = federation.field(description="Its steps.")
    facets: FlowFacets = federation.field(description="Its facets.")


def flow_of(flow: flows.FlowDefinition) -> FlowDefinition:
    return FlowDefinition(
        code=flow.code,
        stage=flow.stage,
        name=text_of(flow.name),
        description=text_of(flow.description),
        available=flow.available,
        sla=flow.sla,
        hash=flows.content_hash(flow),
        form=[_field(field) for field in flow.form],
        nodes=[_node(node) for node in flow.nodes],
        facets=_facets(flow.facets),
    )


def _field(field: flows.FormField) -> FormField:
    return FormField(key=field.key, label=text_of(field.label), type=field.type, required=field.required)


def _node(node: flows.Node) -> FlowNode:
    return FlowNode(
        key=node.key,
        name=text_of(node.name),
        kind=node.kind,
        mode=node.mode,
        after=list(node.after),
        condition=node.condition,
        resolver=dict(node.resolver),
        sla=node.sla.duration if node.sla else None,
    )


def _facets(facets: flows.Facets) -> FlowFacets:
    return FlowFacets(
        sales_modes=list(facets.sales_modes),
        departments=list(facets.departments),
        posts=list(facets.posts),
        kpis=list(facets.kpis),
    )
