"""A flow walked in process: a form that is right for a definition but for what a test changes, and the route that the
engine takes for it when everybody approves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tas.chain.advance import Consultation, candidates
from tas.chain.evolve import evolve
from tas.chain.preview import Passage, Step, preview
from tas.chain.state import ChainState, Status, initial
from tas.flows.definition import SEATLESS, FieldType, FlowDefinition, FormField
from tas.flows.form import check
from tas.flows.loader import catalogue
from tas.flows.table import derive
from tas.flows.variant import choose, packaged_variants
from tests.support.chain import CHAIN, NOW, submitted

FAILS = "x"
"""The route of a flow whose check fails."""
SAID: Mapping[str, Any] = {
    "grade": "C", "currentGrade": "C", "targetGrade": "B", "stage": "S3", "hours": 8, "marginDrop": "1",
    "validated": True, "initiationValid": True, "initiated": True, "requestApproved": True, "assignmentActive": True,
    "decisionChainEntered": True, "declared": True, "deliveryManagerNamed": True, "deliveryPassed": True,
    "technicalValid": True, "commercialValid": True, "strategySet": True, "bidApproved": True, "hashesMatch": True,
    "won": True, "baselinesExist": True, "commitmentsListed": True, "presalesPool": True,
}  # fmt: skip
OF_TYPE: Mapping[FieldType, Any] = {
    FieldType.TEXT: "some text", FieldType.MONEY: {"amount": "1000", "currency": "CNY"}, FieldType.DATE: "2026-06-01",
    FieldType.INTEGER: 3, FieldType.DECIMAL: "20", FieldType.BOOLEAN: False, FieldType.REFERENCE: "emp_1",
    FieldType.FILES: ["f1"],
}  # fmt: skip


def filled(definition: FlowDefinition, changes: Mapping[str, Any]) -> dict[str, Any]:
    """A form in which everything that can be needed is filled in; a bare number for money is in CNY."""
    values = {one.key: _value(one) for one in definition.form if one.required or one.required_if}
    for key, value in changes.items():
        money = any(one.key == key and one.type is FieldType.MONEY for one in definition.form)
        values[key] = {"amount": str(value), "currency": "CNY"} if money and not isinstance(value, dict) else value
    return values


def _value(field: FormField) -> Any:
    if field.pattern is not None:
        return "a" * 64
    if field.type is FieldType.CHOICE:
        return SAID.get(field.key, field.options[0])
    value = SAID.get(field.key, OF_TYPE[field.type])
    return str(value) if field.type is FieldType.DECIMAL else value


@dataclass(frozen=True, slots=True)
class Walk:
    definition: FlowDefinition
    facts: Mapping[str, Any]
    status: Status
    steps: tuple[Step, ...]


def walk(code: str, changes: Mapping[str, Any], variants: Sequence[FlowDefinition] = packaged_variants()) -> Walk:
    """The definition that the form chooses, its facts, where the chain comes to rest, and every step."""
    plain = catalogue()[code]
    facts = {**check(plain, filled(plain, changes), date(2026, 3, 2)), "starterId": "emp_starter"}
    definition = choose(plain, variants, facts)
    known = {**facts, **derive(definition, facts)}
    state = evolve(initial(CHAIN), submitted(definition, known))
    route = preview(state, Consultation({}, _answers(state)), NOW)
    return Walk(definition, known, route.status, tuple(route.steps))


def _answers(state: ChainState) -> dict[str, Mapping[str, Any]]:
    def one(key: str) -> Mapping[str, Any]:
        return {"approvers": [{"id": f"emp_{key}", "why": key, "hops": []}], "fallback": False}

    return {asked.node_key: one(asked.node_key) for asked in candidates(state)}


def told(walked: Walk) -> str:
    """The route as a text: what is entered at the same moment is joined by +, what comes later follows after >."""
    if any(step.passage is Passage.FAILED for step in walked.steps):
        return FAILS
    assert walked.status is Status.APPROVED, (walked.definition.code, walked.status)
    entered: dict[Any, list[str]] = {}
    for step in walked.steps:
        if step.passage is Passage.ENTERED and walked.definition.node(step.node).kind not in SEATLESS:
            entered.setdefault(step.enters_at, []).append(step.node)
    return " > ".join("+".join(sorted(entered[at])) for at in sorted(entered))
