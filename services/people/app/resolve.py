"""Who approves: a flow definition's rule and the facts of the case give employees, each with why and over which hops.

Nobody found means the holders of ADM, marked as a fallback; a node is never skipped. Who of them may sit (not the
starter, not the same twice) is the chain's own business.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.people.app.container import People
from services.people.domain.account import ACCOUNT
from services.people.domain.staff import EMPLOYEE, UNIT, Employee, Unit
from tas.core.errors import Invalid

MOST = 50
"""Holders of one post that are looked at."""
HIGHEST = 10
"""How far a line is followed; a circle ends here."""
LARGEST_ASK = 100
"""Rules or employees in one question."""


@dataclass(frozen=True, slots=True)
class Found:
    """An approver: `why` in words, `hops` the ids passed on the way."""

    employee: Employee
    why: str
    hops: tuple[str, ...] = ()


Facts = Mapping[str, Any]
Rule = Mapping[str, Any]
Finder = Callable[[People, Rule, Facts], Awaitable[list[Found]]]


async def resolve_approvers(people: People, rules: Sequence[Rule], facts: Facts) -> list[dict[str, Any]]:
    """One answer a rule: {approvers: [{id, why, hops}], fallback}.
    Raises Invalid(ASK_MALFORMED | ASK_TOO_LARGE | RESOLVER_UNKNOWN): what is asked comes as any JSON."""
    if not isinstance(rules, list) or not all(isinstance(one, Mapping) for one in [*rules, facts]):
        raise Invalid("ASK_MALFORMED")
    if len(rules) > LARGEST_ASK:
        raise Invalid("ASK_TOO_LARGE", most=LARGEST_ASK)
    return [await _resolve(people, rule, facts) for rule in rules]


async def line_heads(people: People, employee_ids: Sequence[str]) -> dict[str, str | None]:
    """Each employee's line head, else a head of their unit, else null. Raises Invalid(ASK_TOO_LARGE)."""
    if len(employee_ids) > LARGEST_ASK:
        raise Invalid("ASK_TOO_LARGE", most=LARGEST_ASK)
    heads: dict[str, str | None] = {}
    for id in dict.fromkeys(employee_ids):
        found = await _above(people, id, 1)
        heads[id] = found[0].employee.id if found else None
    return heads


async def _resolve(people: People, rule: Rule, facts: Facts) -> dict[str, Any]:
    finder = FINDERS.get(str(rule.get("kind")))
    if finder is None:
        raise Invalid("RESOLVER_UNKNOWN", kind=str(rule.get("kind"))[:40])
    found = await finder(people, rule, facts)
    fallback = not found
    if fallback:
        found = [Found(one.employee, f"nobody for {rule['kind']}: ADM") for one in await _flow_admin(people, {}, {})]
    unique = {one.employee.id: one for one in found}
    approvers = [{"id": id, "why": one.why, "hops": list(one.hops)} for id, one in unique.items()]
    return {"approvers": approvers, "fallback": fallback}


async def _post(people: People, rule: Rule, facts: Facts) -> list[Found]:
    post, unit = str(rule.get("post", "")), _text(rule.get("unit"))
    holders = await people.directory.holders(post, unit, MOST)
    where = f" for {unit}" if unit else ""
    return [Found(one, f"holds {post}{where}", (unit,) if unit else ()) for one in holders]


async def _flow_admin(people: People, rule: Rule, facts: Facts) -> list[Found]:
    return await _post(people, {"post": "ADM"}, facts)


async def _owner_head(people: People, rule: Rule, facts: Facts) -> list[Found]:
    account = (await people.ledger.load(ACCOUNT, _text(facts.get("accountId")) or "")).state
    if account.owner_employee_id is None:
        return []
    return [
        Found(one.employee, f"head of the account's owner: {one.why}", (account.id, *one.hops))
        for one in await _above(people, account.owner_employee_id, 1)
    ]


async def _line_manager(people: People, rule: Rule, facts: Facts) -> list[Found]:
    starter, level = _text(facts.get("starterId")), rule.get("level", 1)
    if starter is None or not isinstance(level, int) or not 1 <= level <= HIGHEST:
        return []
    return await _above(people, starter, level)


async def _unit_head(people: People, rule: Rule, facts: Facts) -> list[Found]:
    unit_id = _text(rule.get("unit")) or _text(facts.get("unitId"))
    return await _heads_of_unit(people, unit_id, ())


async def _employee(people: People, rule: Rule, facts: Facts) -> list[Found]:
    id = _text(rule.get("employee")) or ""
    employee = (await people.ledger.load(EMPLOYEE, id)).state
    return [Found(employee, "named by the definition")] if employee.active else []


async def _above(people: People, id: str, level: int) -> list[Found]:
    """The head `level` steps up the line, past those who left; where the line ends, the heads of the unit."""
    hops: tuple[str, ...] = (id,)
    employee, left = (await people.ledger.load(EMPLOYEE, id)).state, level
    seen = {id}
    for _ in range(HIGHEST + level):
        head_id = employee.head_employee_id
        if head_id is None or head_id in seen:
            return await _heads_over(people, employee, hops)
        head = (await people.ledger.load(EMPLOYEE, head_id)).state
        seen.add(head_id)
        hops, employee = (*hops, head_id), head
        left -= head.active
        if left == 0:
            return [Found(head, f"line head, {level} up", hops)]
    return []


async def _heads_over(people: People, employee: Employee, hops: tuple[str, ...]) -> list[Found]:
    """The heads of the employee's unit; for one who heads it, of the unit above, never a colleague beside them."""
    if employee.unit_id is None:
        return []
    unit = (await people.ledger.load(UNIT, employee.unit_id)).state
    start = unit.parent_unit_id if employee.id in unit.head_employee_ids else unit.id
    return [one for one in await _heads_of_unit(people, start, hops) if one.employee.id not in hops]


async def _heads_of_unit(people: People, unit_id: str | None, hops: tuple[str, ...]) -> list[Found]:
    """The active heads of the unit, else of the unit above."""
    for _ in range(HIGHEST):
        if unit_id is None:
            return []
        unit: Unit = (await people.ledger.load(UNIT, unit_id)).state
        hops = (*hops, unit_id)
        heads = await people.ledger.views(EMPLOYEE, unit.head_employee_ids)
        found = [heads[id].state for id in unit.head_employee_ids if id in heads and heads[id].state.active]
        if found:
            return [Found(one, f"head of unit {unit.name}", hops) for one in found]
        unit_id = unit.parent_unit_id
    return []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


FINDERS: Mapping[str, Finder] = {
    "POST": _post,
    "ACCOUNT_OWNER_HEAD": _owner_head,
    "LINE_MANAGER": _line_manager,
    "UNIT_HEAD": _unit_head,
    "FLOW_ADMIN": _flow_admin,
    "EMPLOYEE": _employee,
}
