"""From TOML to a definition, and the catalogue of the packaged ones. Shape only: sense is judged by `validate`.

Errors name their place: `TAS_2_2.nodes[1].mode`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from tas.core.errors import Conflict, Invalid, Missing, Refused
from tas.flows.definition import (
    Check,
    Cover,
    Facets,
    FieldType,
    FlowDefinition,
    FormField,
    Group,
    Label,
    Mode,
    Node,
    NodeKind,
    OnReject,
    Quorum,
    RejectRule,
    ReturnPolicy,
    Row,
    ScoreItem,
    Sla,
    Table,
)
from tas.flows.validate import problems

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")


def load(text: str, name: str = "flow") -> FlowDefinition:
    """The definition in a TOML text. Raises Invalid FLOW_NOT_TOML, FLOW_FIELD_MISSING, FLOW_FIELD_WRONG,
    FLOW_FIELD_UNKNOWN, or Refused with all that `tas.flows.validate` finds."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("FLOW_NOT_TOML", flow=name, reason=str(error)) from error
    definition = _flow(_Table(table, str(table.get("code", name))))
    found = problems(definition)
    if found:
        raise Refused(found)
    return definition


@cache
def catalogue() -> Mapping[str, FlowDefinition]:
    """The packaged flows by code, in the order of their codes."""
    found = sorted((path for path in (files("tas.flows") / "data").iterdir() if path.name.endswith(".toml")), key=str)
    definitions = [load(path.read_text("utf-8"), path.name) for path in found]
    return {definition.code: definition for definition in definitions}


def startable(code: str, flows: Mapping[str, FlowDefinition] | None = None) -> FlowDefinition:
    """The flow to start a chain with, of the packaged ones unless others are given. Raises Missing FLOW_UNKNOWN or
    Conflict FLOW_NOT_AVAILABLE."""
    definition = (catalogue() if flows is None else flows).get(code)
    if definition is None:
        raise Missing("FLOW_UNKNOWN", field=("code",), flow=code)
    if not definition.available:
        raise Conflict("FLOW_NOT_AVAILABLE", field=("code",), flow=code)
    return definition


class _Table:
    """A TOML table that knows its place, and which of its keys were never asked for."""

    def __init__(self, data: Mapping[str, Any], place: str) -> None:
        self.data, self.place, self._asked = data, place, set[str]()

    def get(self, key: str, kind: type[V], default: V | None = None) -> V:
        self._asked.add(key)
        if key not in self.data:
            if default is None:
                raise Invalid("FLOW_FIELD_MISSING", place=f"{self.place}.{key}")
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Invalid("FLOW_FIELD_WRONG", place=f"{self.place}.{key}", value=str(value))
        return value

    def maybe(self, key: str) -> str | None:
        return self.get(key, str) if self.has(key) else None

    def has(self, key: str) -> bool:
        return key in self.data

    def choice(self, key: str, kind: type[E], default: E) -> E:
        value = self.get(key, str, default.value)
        if value not in {member.value for member in kind}:
            raise Invalid("FLOW_FIELD_WRONG", place=f"{self.place}.{key}", value=value)
        return kind(value)

    def texts(self, key: str) -> tuple[str, ...]:
        values: list[Any] = self.get(key, list, [])
        if any(not isinstance(value, str) for value in values):
            raise Invalid("FLOW_FIELD_WRONG", place=f"{self.place}.{key}", value=str(values))
        return tuple(values)

    def number(self, key: str) -> int | None:
        return self.get(key, int) if self.has(key) else None

    def rules(self, key: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(table.data for table in self.tables(key))

    def table(self, key: str) -> "_Table":
        return _Table(self.get(key, dict), f"{self.place}.{key}")

    def tables(self, key: str) -> Sequence["_Table"]:
        values: list[Any] = self.get(key, list, [])
        if any(not isinstance(value, dict) for value in values):
            raise Invalid("FLOW_FIELD_WRONG", place=f"{self.place}.{key}", value=str(values))
        return [_Table(value, f"{self.place}.{key}[{at}]") for at, value in enumerate(values)]

    def done(self, value: V) -> V:
        """`value`, unless the table holds a key that nobody asked for."""
        unknown = sorted(set(self.data) - self._asked)
        if unknown:
            raise Invalid("FLOW_FIELD_UNKNOWN", place=f"{self.place}.{unknown[0]}")
        return value


def _flow(table: _Table) -> FlowDefinition:
    return table.done(
        FlowDefinition(
            code=table.get("code", str),
            stage=table.get("stage", str),
            name=_label(table.table("name")),
            description=_label(table.table("description")),
            available=table.get("available", bool, False),
            sla=table.maybe("sla"),
            facets=_facets(table.table("facets")) if table.has("facets") else Facets(),
            form=tuple(_form_field(field) for field in table.tables("form")),
            nodes=tuple(_node(node) for node in table.tables("nodes")),
            match=table.maybe("match"),
            calendar=table.maybe("calendar"),
            subject=table.maybe("subject"),
            starters=table.texts("starters"),
            tables=tuple(_decision_table(one) for one in table.tables("tables")),
            covers=tuple(
                one.done(Cover(one.get("fact", str), one.maybe("tolerance"))) for one in table.tables("covers")
            ),
            valid_for=table.maybe("validFor"),
            requires=tuple(_check(one) for one in table.tables("requires")),
        )
    )


def _label(table: _Table) -> Label:
    return table.done(Label(table.get("en", str), table.get("zh-CN", str)))


def _facets(table: _Table) -> Facets:
    return table.done(
        Facets(table.texts("salesModes"), table.texts("departments"), table.texts("posts"), table.texts("kpis"))
    )


def _form_field(table: _Table) -> FormField:
    return table.done(
        FormField(
            table.get("key", str),
            _label(table.table("label")),
            table.choice("type", FieldType, FieldType.TEXT),
            table.get("required", bool, True),
            table.maybe("min"),
            table.maybe("max"),
            table.maybe("pattern"),
            table.texts("options"),
            table.maybe("requiredIf"),
        )
    )


def _decision_table(table: _Table) -> Table:
    rows = tuple(row.done(Row(row.texts("when"), row.get("then", str))) for row in table.tables("rows"))
    return table.done(Table(table.get("name", str), table.texts("inputs"), rows))


def _node(table: _Table) -> Node:
    mode = table.choice("mode", Mode, Mode.ANY)
    rule = RejectRule.MAJORITY if mode is Mode.QUORUM else RejectRule.VETO
    return table.done(
        Node(
            key=table.get("key", str),
            name=_label(table.table("name")),
            kind=table.choice("kind", NodeKind, NodeKind.APPROVE),
            mode=mode,
            resolver=table.get("resolver", dict, {}),
            after=table.texts("after"),
            condition=table.maybe("condition"),
            on_reject=table.choice("onReject", OnReject, OnReject.TERMINATE),
            sla=_sla(table.table("sla")) if table.has("sla") else None,
            separate_from=table.texts("separateFrom"),
            checks=tuple(_check(check) for check in table.tables("checks")),
            quorum=_quorum(table.table("quorum")) if table.has("quorum") else None,
            groups=tuple(_group(group) for group in table.tables("groups")),
            reject_rule=table.choice("rejectRule", RejectRule, rule),
            reject_to=table.texts("rejectTo"),
            score=tuple(_score_item(item) for item in table.tables("score")),
            may_add_signer=table.get("mayAddSigner", bool, False),
            may_transfer=table.get("mayTransfer", bool, True),
            may_delegate=table.get("mayDelegate", bool, True),
            return_policy=table.choice("returnPolicy", ReturnPolicy, ReturnPolicy.RERUN_ALL),
            covers=table.texts("covers"),
            cc=table.rules("cc"),
        )
    )


def _quorum(table: _Table) -> Quorum:
    return table.done(Quorum(table.number("count"), table.number("percent")))


def _group(table: _Table) -> Group:
    return table.done(
        Group(
            table.get("key", str), _label(table.table("label")), table.get("need", int, 1), table.get("resolver", dict)
        )
    )


def _score_item(table: _Table) -> ScoreItem:
    return table.done(
        ScoreItem(
            table.get("key", str),
            _label(table.table("label")),
            table.get("max", int),
            table.get("weight", int, 1),
            table.number("passAt"),
        )
    )


def _sla(table: _Table) -> Sla:
    return table.done(
        Sla(
            table.get("duration", str),
            table.get("remind", int, 50),
            table.get("breach", int, 100),
            table.get("escalate", int, 150),
            table.get("admin", int, 200),
        )
    )


def _check(table: _Table) -> Check:
    return table.done(Check(table.get("must", str), table.get("finding", str)))
