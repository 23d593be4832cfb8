"""Who approves: a flow definition's rule and the facts of the case give employees, each with why and over which hops,
as the organisation stands on a day.

Nobody found, or nobody of them there, means the holders of ADM, marked as a fallback; a node is never skipped. Who of
them may sit (not the starter, not the same twice) is the chain's own business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.people.app.container import People
from services.people.app.resolve_away import acting_all
from services.people.app.resolve_case import Case, Facts, Found, Rule
from services.people.app.resolve_line import above
from services.people.app.resolve_rule import FINDERS, flow_admin
from tas.core.errors import Invalid

LARGEST_ASK = 100
"""Rules or employees in one question."""


async def resolve_approvers(
    people: People, rules: Sequence[Rule], facts: Facts, as_of: datetime
) -> list[dict[str, Any]]:
    """One answer a rule: {approvers: [{id, why, hops, weight, insteadOf}], fallback}.
    Raises Invalid(ASK_MALFORMED | ASK_TOO_LARGE | RESOLVER_UNKNOWN): what is asked comes as any JSON."""
    if not isinstance(rules, list) or not all(isinstance(one, Mapping) for one in [*rules, facts]):
        raise Invalid("ASK_MALFORMED")
    if len(rules) > LARGEST_ASK:
        raise Invalid("ASK_TOO_LARGE", most=LARGEST_ASK)
    case = Case(people, facts, people.day(as_of))
    return [await _resolve(case, rule) for rule in rules]


async def line_heads(people: People, employee_ids: Sequence[str]) -> dict[str, str | None]:
    """Each employee's line head today, else a head of their unit, else null; who acts for them where they are away.
    Raises Invalid(ASK_TOO_LARGE)."""
    if len(employee_ids) > LARGEST_ASK:
        raise Invalid("ASK_TOO_LARGE", most=LARGEST_ASK)
    case = Case(people, {}, people.today())
    heads: dict[str, str | None] = {}
    for id in dict.fromkeys(employee_ids):
        found = await acting_all(case, await above(case, id, 1))
        heads[id] = found[0].employee.id if found else None
    return heads


async def _resolve(case: Case, rule: Rule) -> dict[str, Any]:
    finder = FINDERS.get(str(rule.get("kind")))
    if finder is None:
        raise Invalid("RESOLVER_UNKNOWN", kind=str(rule.get("kind"))[:40])
    asked = await finder(case, rule)
    found = await acting_all(case, asked)
    fallback = not found
    if fallback:
        why = f"nobody for {rule['kind']}: ADM" if not asked else f"nobody of {rule['kind']} is there: ADM"
        found = await _administrators(case, why)
    return {"approvers": [_told(one) for one in found], "fallback": fallback}


async def _administrators(case: Case, why: str) -> list[Found]:
    """Those who hold ADM and are there; all of them when none is."""
    holders = [replace(one, why=why) for one in await flow_admin(case, {})]
    return await acting_all(case, holders) or holders


def _told(found: Found) -> dict[str, Any]:
    return {
        "id": found.employee.id,
        "why": found.why,
        "hops": list(found.hops),
        "weight": found.weight,
        "insteadOf": found.instead_of,
    }
