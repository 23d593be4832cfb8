"""Whether a definition makes sense: every problem found is told at once, each with a code and its place.

The shape of the file is the loader's; what a rule means to the organisation is the people service's.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from tas.core.calendar import parse_duration
from tas.core.codec import Json
from tas.core.errors import Invalid, TasError
from tas.flows.condition import parse
from tas.flows.definition import ROUND_THE_CLOCK, SEATLESS, FlowDefinition, Mode, Node, NodeKind
from tas.flows.form_sense import form_problems
from tas.flows.node_sense import node_problems
from tas.flows.table_sense import table_problems

STAGES = ("S1", "S2", "S3", "S4", "S6", "S7")
REFUSALS = ("ENTITY_CHANGE_RUNNING",)
"""Error codes with which a definition may refuse a submission."""
POSTS = frozenset(
    [
        "AM",
        "SM",
        "DM",
        "LE",
        "SVM",
        "SD",
        "VP",
        "SOLD",
        "DD",
        "PRM",
        "PE",
        "LAB",
        "COM",
        "FIN",
        "LEG",
        "CMP",
        "MDS",
        "FO",
        "CHM",
        "PTN",
        "BID",
        "SEAL",
        "OC",
        "ADM",
        "AUD",
    ]
)
"""Role codes of domain.md §3."""
RULES: Mapping[str, tuple[str, ...]] = {
    "POST": (), "TEAM_ROLE": ("role",), "LINE_MANAGER": (), "HEAD_OF": ("fact",), "UNIT_HEAD": (), "FIELD_OWNER": (),
    "COMMITTEE": ("committee",), "STARTER_CHOICE": (), "ACCOUNT_OWNER_HEAD": (), "EMPLOYEE": ("employee",),
    "FLOW_ADMIN": (),
}  # fmt: skip
"""What people finds approvers by, and the texts that a rule of the kind must say."""
LONGEST_LINE = 10
MOST_NODES = 50


def problems(definition: FlowDefinition) -> tuple[TasError, ...]:
    """Everything wrong with a definition; () when it may be published."""
    return (
        *_header(definition),
        *_requirements(definition),
        *form_problems(definition),
        *table_problems(definition),
        *_graph(definition),
        *(p for node in definition.nodes for p in _node(definition, node)),
    )


def _header(definition: FlowDefinition) -> Iterator[TasError]:
    code = definition.code
    digit = code.removeprefix("TAS_")[:1]
    if definition.stage not in STAGES or definition.stage != f"S{digit}":
        yield Invalid("FLOW_STAGE", place=f"{code}.stage", value=definition.stage)
    if definition.available and not definition.nodes:
        yield Invalid("FLOW_EMPTY", place=f"{code}.nodes")
    if len(definition.nodes) > MOST_NODES:
        yield Invalid("FLOW_TOO_LONG", place=f"{code}.nodes", most=MOST_NODES)
    keys = [field.key for field in definition.form]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Invalid("FLOW_KEY_TWICE", place=f"{code}.form", key=key)
    for name, posts in (("facets.posts", definition.facets.posts), ("starters", definition.starters)):
        for post in sorted(set(posts) - POSTS):
            yield Invalid("FLOW_POST_UNKNOWN", place=f"{code}.{name}", post=post)
    if definition.calendar not in (None, ROUND_THE_CLOCK):
        yield Invalid("FLOW_CALENDAR", place=f"{code}.calendar", value=str(definition.calendar))
    if definition.match is not None:
        yield from _condition(f"{code}.match", definition.match)
    if definition.sla is not None:
        yield from _duration(f"{code}.sla", definition.sla, definition)


def _requirements(definition: FlowDefinition) -> Iterator[TasError]:
    for at, check in enumerate(definition.requires):
        place = f"{definition.code}.requires[{at}]"
        yield from _condition(place, check.must)
        if check.finding not in REFUSALS:
            yield Invalid("FLOW_REFUSAL_UNKNOWN", place=place, value=check.finding)


def _graph(definition: FlowDefinition) -> Iterator[TasError]:
    keys = [node.key for node in definition.nodes]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Invalid("FLOW_KEY_TWICE", place=f"{definition.code}.nodes", key=key)
    for node in definition.nodes:
        place = _place(definition, node)
        for name, others in (("after", node.after), ("separateFrom", node.separate_from)):
            for other in others:
                if other not in keys or other == node.key:
                    yield Invalid("FLOW_NODE_UNKNOWN", place=f"{place}.{name}", node=other)
    reached: set[str] = set()
    for _ in keys:
        reached |= {node.key for node in definition.nodes if reached.issuperset(node.after)}
    for key in keys:
        if key not in reached:
            yield Invalid("FLOW_NODE_UNREACHABLE", place=f"{definition.code}.nodes.{key}", node=key)


def _node(definition: FlowDefinition, node: Node) -> Iterator[TasError]:
    place = _place(definition, node)
    for at, text in enumerate(
        [*([node.condition] if node.condition is not None else ()), *(c.must for c in node.checks)]
    ):
        yield from _condition(f"{place}.condition[{at}]", text)
    yield from node_problems(definition, node, place)
    for at, rule in enumerate(node.cc):
        yield from _resolver(f"{place}.cc[{at}]", rule)
    if node.kind in SEATLESS:
        yield from _seatless(place, node)
        return
    if node.checks:
        yield Invalid("FLOW_SEAT_CHECKED", place=f"{place}.checks")
    if node.mode is not Mode.PER_GROUP:
        yield from _resolver(f"{place}.resolver", node.resolver)
    for at, group in enumerate(node.groups):
        yield from _resolver(f"{place}.groups[{at}].resolver", group.resolver)
    yield from _sla(place, node, definition)


def _seatless(place: str, node: Node) -> Iterator[TasError]:
    if node.kind is NodeKind.SYSTEM_CHECK and not node.checks:
        yield Invalid("FLOW_CHECK_EMPTY", place=f"{place}.checks")
    if node.kind is NodeKind.NOTIFY and (not node.cc or node.checks):
        yield Invalid("FLOW_NOTIFY", place=place)
    if node.resolver or node.sla is not None or node.separate_from:
        yield Invalid("FLOW_CHECK_SEATED", place=place)


def _resolver(place: str, rule: Mapping[str, Json]) -> Iterator[TasError]:
    kind = rule.get("kind")
    if kind not in RULES:
        yield Invalid("FLOW_RULE_UNKNOWN", place=place, rule=str(kind))
    if kind == "POST" and rule.get("post") not in POSTS:
        yield Invalid("FLOW_POST_UNKNOWN", place=f"{place}.post", post=str(rule.get("post")))
    for name in RULES.get(str(kind), ()):
        if not isinstance(rule.get(name), str) or not rule[name]:
            yield Invalid("FLOW_RULE_INCOMPLETE", place=place, name=name)
    level = rule.get("level")
    if kind == "LINE_MANAGER" and (type(level) is not int or not 1 <= level <= LONGEST_LINE):
        yield Invalid("FLOW_LEVEL", place=f"{place}.level", level=str(level))


def _sla(place: str, node: Node, definition: FlowDefinition) -> Iterator[TasError]:
    if node.sla is None:
        return
    yield from _duration(f"{place}.sla.duration", node.sla.duration, definition)
    percents = (0, node.sla.remind, node.sla.breach, node.sla.escalate, node.sla.admin)
    if any(a >= b for a, b in pairwise(percents)) or percents[-1] > 1000:
        yield Invalid("FLOW_TIMERS", place=f"{place}.sla")


def _condition(place: str, text: str) -> Iterator[TasError]:
    try:
        parse(text)
    except Invalid as error:
        yield Invalid("FLOW_CONDITION", place=place, reason=str(error))


def _duration(place: str, text: str, definition: FlowDefinition) -> Iterator[TasError]:
    try:
        unit = parse_duration(text).unit
    except Invalid:
        yield Invalid("FLOW_DURATION", place=place, value=text)
        return
    if unit in ("s", "m") and definition.calendar != ROUND_THE_CLOCK:
        yield Invalid("FLOW_DURATION_UNIT", place=place, value=text)


def _place(definition: FlowDefinition, node: Node) -> str:
    return f"{definition.code}.nodes[{definition.nodes.index(node)}]"
