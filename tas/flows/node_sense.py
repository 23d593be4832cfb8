"""Whether a node's vote, groups, score form and targets of a rejection make sense together."""

from collections.abc import Iterator, Sequence

from tas.core.errors import Invalid, TasError
from tas.flows.definition import SEATLESS, FlowDefinition, Mode, Node, NodeKind, OnReject

HIGHEST_SCORE = 1000


def node_problems(definition: FlowDefinition, node: Node, place: str) -> Iterator[TasError]:
    """Everything wrong with those fields of one node."""
    yield from _quorum(node, place)
    yield from _groups(node, place)
    yield from _score(node, place)
    known = earlier(definition, node)
    if node.on_reject is OnReject.TO_NODE and (not node.reject_to or node.kind in SEATLESS):
        yield Invalid("FLOW_REJECT_TO", place=f"{place}.rejectTo", node="")
    for target in node.reject_to:
        if node.on_reject is not OnReject.TO_NODE or target not in known:
            yield Invalid("FLOW_REJECT_TO", place=f"{place}.rejectTo", node=target)
    if len(set(node.covers)) != len(node.covers) or "" in node.covers:
        yield Invalid("FLOW_COVERS", place=f"{place}.covers")


def earlier(definition: FlowDefinition, node: Node) -> frozenset[str]:
    """The keys of every node that lies before this one on some way; unknown keys are left out."""
    by_key = {one.key: one for one in definition.nodes}
    found, left = set[str](), list(node.after)
    while left:
        key = left.pop()
        if key in by_key and key not in found:
            found.add(key)
            left.extend(by_key[key].after)
    return frozenset(found)


def _quorum(node: Node, place: str) -> Iterator[TasError]:
    said = node.quorum
    count, percent = (said.count, said.percent) if said is not None else (None, None)
    one = (count is None) != (percent is None)
    bounded = (count is None or count >= 1) and (percent is None or 1 <= percent <= 100)
    if one != (node.mode is Mode.QUORUM) or (said is not None and not one) or not bounded:
        yield Invalid("FLOW_QUORUM", place=f"{place}.quorum")


def _groups(node: Node, place: str) -> Iterator[TasError]:
    if bool(node.groups) != (node.mode is Mode.PER_GROUP) or (node.groups and node.resolver):
        yield Invalid("FLOW_GROUPS", place=f"{place}.groups")
    if any(group.need < 1 for group in node.groups):
        yield Invalid("FLOW_GROUPS", place=f"{place}.groups")
    yield from _twice([group.key for group in node.groups], f"{place}.groups")


def _score(node: Node, place: str) -> Iterator[TasError]:
    if bool(node.score) != (node.kind is NodeKind.REVIEW_SCORE):
        yield Invalid("FLOW_SCORE", place=f"{place}.score")
    for item in node.score:
        passing = item.pass_at if item.pass_at is not None else 0
        if not (1 <= item.max <= HIGHEST_SCORE and 1 <= item.weight <= HIGHEST_SCORE and 0 <= passing <= item.max):
            yield Invalid("FLOW_SCORE", place=f"{place}.score")
    yield from _twice([item.key for item in node.score], f"{place}.score")


def _twice(keys: Sequence[str], place: str) -> Iterator[TasError]:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Invalid("FLOW_KEY_TWICE", place=place, key=key)
