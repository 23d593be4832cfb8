"""A log's shape as a flow definition of this suite, in the form in which every definition is written: TOML.

Each role of the log is played by the holder of one post; the employee's post starts the flow. A reviewer's rejection
gives the document back to who submitted it. The desk confirms its steps.
"""

import json
import re
from collections.abc import Mapping

from cli.replay.log import EMPLOYEE, SYSTEM
from cli.replay.shape import Facts, Route, Shape
from tas.core.errors import Invalid
from tas.flows.definition import FlowDefinition
from tas.flows.loader import load

CODE = "TAS_6_9"
"""A code of its own, of which the suite packages none."""
STARTER = "AM"
SPARE = ("PRM", "COM", "LEG", "CMP", "DM", "SVM", "SOLD", "DD", "PE", "LAB", "BID", "SEAL", "OC")
"""Posts that the sample organisation leaves vacant and that read no chains but their own."""
DOCUMENT = "document"
"""The form's field that says which kind of document it is, where a log has several."""


def posts_of(shape: Shape) -> dict[str, str]:
    """Role → the post whose holder plays it. Raises Invalid LOG_TOO_LARGE for more roles than there are posts."""
    others = [role for role in shape.roles if role != EMPLOYEE]
    if len(others) > len(SPARE):
        raise Invalid("LOG_TOO_LARGE", limit=f"{len(SPARE)} roles")
    return {EMPLOYEE: STARTER, **dict(zip(others, SPARE, strict=False))}


def form_of(shape: Shape, thing: str, facts: Facts) -> dict[str, str | bool]:
    """What a submission brings: its facts, and of which kind the document is where there are several."""
    kind: dict[str, str | bool] = {DOCUMENT: thing} if len(shape.routes) > 1 else {}
    return kind | {fact_key(role): needed for role, needed in facts.items()}


def fact_key(role: str) -> str:
    """`BUDGET OWNER` → `needsBudgetOwner`."""
    return "needs" + "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", role))


def node_key(thing: str, who: str) -> str:
    """The key of a reviewer's node (`who` is a role) or of a desk's (`who` is the step)."""
    return "-".join(re.findall(r"[a-z0-9]+", f"{thing} {who}".lower()))


def desk_keys(shape: Shape) -> dict[str, str]:
    """Desk node → its step."""
    return {node_key(route.thing, name): name for route in shape.routes.values() for name in route.desk}


def definition_text(shape: Shape) -> str:
    """The definition as TOML."""
    posts = posts_of(shape)
    parts = [
        f'code = "{CODE}"\nstage = "S6"\navailable = true\nsubject = "case"\nstarters = ["{STARTER}"]',
        'name = { en = "As the log has it", "zh-CN" = "按日志还原" }',
        'description = { en = "Built from the roles of a log and the order in which they act.", '
        '"zh-CN" = "依据日志中的角色及其先后次序生成。" }',
        *_form(shape),
    ]
    for route in shape.routes.values():
        parts += _nodes(route, posts, many=len(shape.routes) > 1)
    return "\n\n".join(parts) + "\n"


def definition_of(shape: Shape) -> FlowDefinition:
    """The definition. Raises what the loader does."""
    return load(definition_text(shape), CODE)


def _form(shape: Shape) -> list[str]:
    fields = []
    many = len(shape.routes) > 1
    if many:
        options = f"options = {json.dumps(list(shape.routes), ensure_ascii=False)}"
        fields.append(_field(DOCUMENT, "CHOICE", "Kind of document", "单据种类", True, options))
    for role in sorted({role for route in shape.routes.values() for role in route.asked}):
        label = f"{role} reviews it"
        fields.append(_field(fact_key(role), "BOOLEAN", label, f"需 {role} 审核", not many))
    return fields


def _field(key: str, type: str, en: str, zh_cn: str, required: bool, *more: str) -> str:
    label = f'label = {{ en = {json.dumps(en)}, "zh-CN" = {json.dumps(zh_cn, ensure_ascii=False)} }}'
    said = f"required = {str(required).lower()}"
    return "\n".join(("[[form]]", f'key = "{key}"', label, f'type = "{type}"', said, *more))


def _nodes(route: Route, posts: Mapping[str, str], many: bool) -> list[str]:
    nodes, before = [], ""
    steps = [(role, role, "APPROVE") for role in route.reviewers] + [(name, SYSTEM, "CONFIRM") for name in route.desk]
    for who, role, kind in steps:
        key = node_key(route.thing, who)
        said = [f'form.{DOCUMENT} == "{route.thing}"'] if many else []
        said += [f"form.{fact_key(role)} == true"] if kind == "APPROVE" and role in route.asked else []
        name = json.dumps(f"{route.thing}: {who}", ensure_ascii=False)
        lines = ["[[nodes]]", f'key = "{key}"', f'name = {{ en = {name}, "zh-CN" = {name} }}', f'kind = "{kind}"']
        lines += [f'resolver = {{ kind = "POST", post = "{posts[role]}" }}']
        lines += [f'after = ["{before}"]'] if before else []
        lines += [f"condition = {json.dumps(' and '.join(said), ensure_ascii=False)}"] if said else []
        lines += ['onReject = "TO_STARTER"'] if kind == "APPROVE" else []
        nodes.append("\n".join(lines))
        before = key
    return nodes
