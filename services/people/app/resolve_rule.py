"""The kinds of rules that find approvers, each a function from the rule and the case to employees with why and hops.

Absences are not looked at here (see `resolve_away`).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from services.people.app.account import survivor
from services.people.app.resolve_case import HIGHEST, Case, Found, Rule, text, texts
from services.people.app.resolve_line import above, heads_of_unit
from services.people.domain.account_state import with_fields_of
from services.people.domain.committee import COMMITTEE
from services.people.domain.core_policy import policies
from services.people.domain.deal_team import DEAL_TEAM, role_on
from services.people.domain.field_owner import FIELD_OWNER
from services.people.domain.period import on
from tas.contracts.account import CoreField

MOST = 50
"""Holders of one post, or people of any other rule, that are looked at."""
Finder = Callable[[Case, Rule], Awaitable[list[Found]]]


async def flow_admin(case: Case, rule: Rule) -> list[Found]:
    return await _post(case, {"post": "ADM"})


async def _post(case: Case, rule: Rule) -> list[Found]:
    post, unit = str(rule.get("post", "")), text(rule.get("unit"))
    holders = await case.people.directory.holders(post, unit, case.day, MOST)
    where = f" for {unit}" if unit else ""
    return [Found(one, f"holds {post}{where}", (unit,) if unit else (), post) for one in holders]


async def _owner_head(case: Case, rule: Rule) -> list[Found]:
    account = await survivor(case.people, case.text("accountId") or "")
    account = with_fields_of(account, (CoreField.OWNER,), case.day)
    if account.owner_employee_id is None:
        return []
    return [
        Found(one.employee, f"head of the account's owner: {one.why}", (account.id, *one.hops))
        for one in await above(case, account.owner_employee_id, 1)
    ]


async def _line_manager(case: Case, rule: Rule) -> list[Found]:
    starter, level = case.text("starterId"), rule.get("level", 1)
    if starter is None or isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= HIGHEST:
        return []
    return await above(case, starter, level)


async def _head_of(case: Case, rule: Rule) -> list[Found]:
    """The line head of the employee whom a fact names, such as an account's new owner."""
    id = case.text(text(rule.get("fact")) or "")
    if id is None:
        return []
    return [replace(one, why=f"head of the line of {rule['fact']}: {one.why}") for one in await above(case, id, 1)]


async def _unit_head(case: Case, rule: Rule) -> list[Found]:
    return await heads_of_unit(case, text(rule.get("unit")) or case.text("unitId"), ())


async def _employee(case: Case, rule: Rule) -> list[Found]:
    employee = await case.employee(text(rule.get("employee")) or "")
    return [Found(employee, "named by the definition")] if employee.active else []


async def _team_role(case: Case, rule: Rule) -> list[Found]:
    role, deal = text(rule.get("role")), case.text("opportunityId")
    if role is None or deal is None:
        return []
    team = (await case.people.ledger.load(DEAL_TEAM, deal)).state
    members = [await case.employee(one.employee_id) for one in role_on(team, role, case.day)[:MOST]]
    return [Found(one, f"{role} of the deal's team", (deal,), role) for one in members if one.active]


async def _field_owner(case: Case, rule: Rule) -> list[Found]:
    """The owner of each field, one seat a field; where it has none, who holds the post that its policy names, else FO:
    one of them, not the starter if another is there, since every field's owner must sign."""
    fields = texts(rule.get("field")) or texts(case.facts.get("fields")) or texts(case.facts.get("field"))
    found: list[Found] = []
    for field in fields[:MOST]:
        owner = on((await case.people.ledger.load(FIELD_OWNER, field)).state.owners, case.day)
        employee = await case.employee(owner.employee_id) if owner is not None and owner.employee_id else None
        if employee is not None and employee.active:
            found.append(Found(employee, f"owns the field {field}", (field,), "FO"))
        else:
            found += await _holder_of(case, field)
    return found


async def _holder_of(case: Case, field: str) -> list[Found]:
    """Who answers for a field that nobody was named for."""
    known = {one.value: policy.owner_post for one, policy in policies().items()}
    for post in dict.fromkeys((known.get(field, "FO"), "FO")):
        holders = await case.people.directory.holders(post, None, case.day, MOST)
        others = [one for one in holders if one.id != case.text("starterId")]
        for one in (others or holders)[:1]:
            return [Found(one, f"holds {post}: {field} has no owner", (field,), post)]
    return []


async def _committee(case: Case, rule: Rule) -> list[Found]:
    code = text(rule.get("committee")) or ""
    seats = on((await case.people.ledger.load(COMMITTEE, code)).state.seatings, case.day)
    found: list[Found] = []
    for vote in seats.members[:MOST] if seats is not None else ():
        member = await case.employee(vote.employee_id)
        if member.active:
            found.append(Found(member, f"member of committee {code}", (code,), None, vote.weight))
    return found


async def _starter_choice(case: Case, rule: Rule) -> list[Found]:
    """Whom the starter chose for this slot (fact `chosen`: ids by slot); a rule may ask that they hold a post."""
    slot, post, chosen = text(rule.get("slot")) or "default", text(rule.get("post")), case.facts.get("chosen")
    found: list[Found] = []
    for id in texts(chosen.get(slot) if isinstance(chosen, Mapping) else None)[:MOST]:
        employee = await case.employee(id)
        fits = post is None or any(held.code == post for held in employee.posts)
        if employee.active and fits and id != case.text("starterId"):
            found.append(Found(employee, "chosen by the starter", (), post))
    return found


FINDERS: Mapping[str, Finder] = {
    "POST": _post,
    "TEAM_ROLE": _team_role,
    "LINE_MANAGER": _line_manager,
    "HEAD_OF": _head_of,
    "UNIT_HEAD": _unit_head,
    "FIELD_OWNER": _field_owner,
    "COMMITTEE": _committee,
    "STARTER_CHOICE": _starter_choice,
    "ACCOUNT_OWNER_HEAD": _owner_head,
    "EMPLOYEE": _employee,
    "FLOW_ADMIN": flow_admin,
}
