"""Who acts for an approver who is away: the substitute they named, else their line head, and so on up the line.

Hops are bounded and nobody is passed twice. A substitute is never the starter, somebody below the starter, or somebody
who must be separate (fact `separateIds`: who has signed where one person may not sign both).
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

from services.people.app.resolve_case import Case, Found, texts
from services.people.app.resolve_line import above, below
from services.people.domain.away import Away, away_on
from services.people.domain.staff import Employee
from tas.contracts.staff import AwayKind

MOST_HOPS = 5
"""From one substitute to the next."""
LEVELS = 3
"""Line heads that are tried where the substitute may not act."""


async def acting_all(case: Case, found: Iterable[Found]) -> list[Found]:
    """Those who act, each once; the votes of one who acts for several count together. Who cannot be stood in for is
    left out."""
    kept: dict[str, Found] = {}
    for one in found:
        acts = await acting(case, one)
        if acts is None:
            continue
        known = kept.get(acts.employee.id)
        kept[acts.employee.id] = acts if known is None else replace(known, weight=known.weight + acts.weight)
    return list(kept.values())


async def acting(case: Case, found: Found) -> Found | None:
    """The approver themselves when they are there, else who acts for them; None when nobody may."""
    seen = {found.employee.id}
    for _ in range(MOST_HOPS + 1):
        away = away_on(found.employee.aways, case.day, found.post)
        if away is None:
            return found
        following = await _follow(case, found, away, seen)
        if following is None:
            return None
        found = following
        seen.add(found.employee.id)
    return None


async def _follow(case: Case, found: Found, away: Away, seen: set[str]) -> Found | None:
    refused: list[str] = []
    async for candidate, hops in _candidates(case, found.employee, away):
        objection = await _objection(case, candidate, seen)
        if objection is None:
            return replace(
                found,
                employee=candidate,
                why="; ".join([found.why, *refused, f"{_said(found.employee, away)}: {candidate.name} acts"]),
                hops=(*found.hops, *(hops if found.hops[-1:] != hops[:1] else hops[1:])),
                instead_of=found.instead_of or found.employee.id,
            )
        refused.append(f"{candidate.name or candidate.id} may not stand in ({objection})")
    return None


async def _candidates(case: Case, employee: Employee, away: Away) -> AsyncIterator[tuple[Employee, tuple[str, ...]]]:
    if away.substitute_id is not None:
        yield await case.employee(away.substitute_id), (employee.id, away.substitute_id)
    for level in range(1, LEVELS + 1):
        for head in await above(case, employee.id, level):
            yield head.employee, head.hops


async def _objection(case: Case, candidate: Employee, seen: set[str]) -> str | None:
    """Why somebody may not act; None when they may."""
    starter = case.text("starterId")
    if not candidate.active:
        return "not here"
    if candidate.id in seen:
        return "a circle"
    if candidate.id == starter:
        return "the starter"
    if candidate.id in texts(case.facts.get("separateIds")):
        return "must be separate"
    if starter is not None and await below(case, candidate, starter):
        return "below the starter"
    return None


def _said(employee: Employee, away: Away) -> str:
    until = f"until {away.period.last}" if away.period.last else "until further notice"
    if away.kind is AwayKind.ABSENCE:
        return f"{employee.name} is away {until}"
    return f"{employee.name} has delegated {', '.join(away.posts) or 'everything'} {until}"
