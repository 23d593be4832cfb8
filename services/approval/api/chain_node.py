"""A step of a chain's route as it stands."""

from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.value import LocalizedText
from tas.chain.state import ChainState, NodeStatus
from tas.flows.definition import Label, Node

strawberry.enum(NodeStatus, name="ChainNodeStatus", description="Where a step stands in this round.")


@federation.type(description="A step of a chain's route.")
class ChainNode:
    key: str = federation.field(description="Its key, unique in the flow.")
    name: LocalizedText = federation.field(description="Its name.")
    status: NodeStatus | None = federation.field(description="Where it stands; null when it lies ahead.")
    reason: str | None = federation.field(description="Why it is there, was skipped or failed: the facts looked at.")
    findings: list[str] = federation.field(description="What a check found wrong.")
    entered_at: datetime | None = federation.field(description="When it was entered or passed over.")
    closed_at: datetime | None = federation.field(description="When it was done.")


def text_of(label: Label) -> LocalizedText:
    return LocalizedText(en=label.en, zh_cn=label.zh_cn)


def chain_nodes(chain: ChainState) -> list[ChainNode]:
    """Every step of the definition, in its order."""
    return [_node(chain, node) for node in chain.definition.nodes]


def _node(chain: ChainState, node: Node) -> ChainNode:
    standing = chain.nodes.get(node.key)
    return ChainNode(
        key=node.key,
        name=text_of(node.name),
        status=standing.status if standing else None,
        reason=standing.reason if standing else None,
        findings=list(standing.findings) if standing else [],
        entered_at=standing.at if standing else None,
        closed_at=standing.closed_at if standing else None,
    )
