"""The form of a flow as this service takes it: its facts, and what rules find approvers by."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kit.journal.command import canonical, sha256
from tas.chain.decide import Resubmit
from tas.chain.state import ChainState
from tas.flows.definition import FieldType, FlowDefinition
from tas.flows.form import check

NAMED = {"account": "accountId", "opportunity": "opportunityId", "unit": "unitId"}
"""References of a form that rules find approvers by, and the fact they are then known as."""
Form = Mapping[str, Any] | None


def form_facts(definition: FlowDefinition, form: Form, on: date) -> dict[str, Any]:
    """The facts of a form, with those under which its references are known to the rules that find approvers. Raises
    Refused with what `tas.flows.form.check` finds."""
    facts = check(definition, form or {}, on)
    references = {one.key: facts.get(f"form.{one.key}") for one in definition.form if one.type is FieldType.REFERENCE}
    named = {NAMED[key]: value for key, value in references.items() if key in NAMED and isinstance(value, str)}
    chosen = {key: [value] if isinstance(value, str) else value for key, value in references.items() if value}
    return {**facts, **named, **({"chosen": chosen} if chosen else {})}


def filled_again(chain: ChainState, form: Form, on: date) -> Resubmit:
    """A resubmission with another form, whose facts stand in place of the earlier form's; without one they stay."""
    if form is None:
        return Resubmit(dict(chain.facts))
    gone = {fact for key, fact in NAMED.items() if f"form.{key}" in chain.facts} | {"chosen"}
    kept = {name: fact for name, fact in chain.facts.items() if not name.startswith("form.") and name not in gone}
    facts = {**kept, **form_facts(chain.definition, form, on)}
    return Resubmit(facts, replace(chain.subject, digest=sha256(canonical(facts))))
