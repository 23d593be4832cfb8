"""Finding the shape of a log from roles and the order in which they act, over its variants (each with its count)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cmp_to_key
from itertools import combinations

from cli.replay.log import EMPLOYEE, SYSTEM, Case, Step, Verb
from cli.replay.rule import broken_by
from cli.replay.shape import MOST_FACTS, NOBODY, Document, Route, Shape, rounds_of

DESK_AFTER = 0.95
"""A step at the desk follows a final approval in at least this share of the cases that have it …"""
DESK_OFTEN = 0.5
"""… and stands in at least this share of the cases that have one of that thing."""
MOST_TRIED = 9
"""Sometimes-reviewers of a thing that are looked at; the rarest of more are left out."""
Variants = Mapping[tuple[Step, ...], int]


def find_shape(variants: Variants) -> Shape:
    """The shape under which the most cases of the log can be replayed."""
    things = sorted({step.thing for steps in variants for step in steps if step.verb is not Verb.OTHER})
    desk = _desk(variants)
    routes = {thing: Route(thing, desk=tuple(name for name, of in desk if thing in of)) for thing in things}
    used = {name for name, of in desk if of}
    aside = {step.thing for steps in variants for step in steps if step.verb is Verb.OTHER} - used
    plain = Shape(routes, frozenset(aside))
    documents = Counter[Document]()
    for steps, count in variants.items():
        for document in plain.documents(plain.steps_of(Case("", steps))):
            documents[replace(document, number=0)] += count
    found = {thing: _route(plain, thing, documents) for thing in things}
    acting = {step.role for steps in variants for step in steps if step.verb is not Verb.OTHER} - NOBODY
    return replace(plain, routes=found, roles=(EMPLOYEE, *sorted(acting - {EMPLOYEE}), *([SYSTEM] if used else [])))


def _desk(variants: Variants) -> list[tuple[str, frozenset[str]]]:
    """The system's steps that follow final approvals, in the order in which they mostly come, each with the things
    after whose approval it does."""
    cases, after, approved, owned = Counter[str](), Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    before: Counter[tuple[str, str]] = Counter()
    for steps, count in variants.items():
        approved.update({step.thing: count for step in steps if step.verb is Verb.FINAL_APPROVED})
        seen: dict[str, str] = {}
        last = ""
        for step in steps:
            if step.verb is Verb.FINAL_APPROVED:
                last = step.thing
            elif step.verb is Verb.OTHER and step.role == SYSTEM and step.thing not in seen:
                before.update({(other, step.thing): count for other in seen})
                seen[step.thing] = last
        cases.update(dict.fromkeys(seen, count))
        after.update({name: count for name, thing in seen.items() if thing})
        owned.update({(name, thing): count for name, thing in seen.items() if thing})
    follows = [name for name in cases if after[name] >= DESK_AFTER * cases[name]]
    follows = _ordered(follows, before)
    return [
        (name, frozenset(thing for thing in approved if owned[name, thing] >= DESK_OFTEN * approved[thing]))
        for name in follows
    ]


def _route(plain: Shape, thing: str, documents: Mapping[Document, int]) -> Route:
    """The route of a thing: its reviewers in the order in which they mostly act; which of them a fact asks for, and
    which of the others are always or never there, is what lets the most documents be replayed."""
    of_thing = {document: count for document, count in documents.items() if document.thing == thing}
    finished, there = 0, Counter[str]()
    before: Counter[tuple[str, str]] = Counter()
    for document, count in of_thing.items():
        for told in rounds_of(document.steps):
            roles = list(dict.fromkeys(step.role for step in told))
            before.update({(a, b): count for at, a in enumerate(roles) for b in roles[at + 1 :]})
            if told and told[-1].verb is Verb.FINAL_APPROVED:
                finished += count
                there.update(dict.fromkeys(roles, count))
            else:
                there.update(dict.fromkeys(roles, 0))
    order = _ordered(there, before)
    always = [role for role in order if finished and there[role] == finished]
    sometimes = sorted((role for role in order if role not in always), key=lambda role: -there[role])[:MOST_TRIED]
    tried = [
        replace(
            plain.routes[thing],
            reviewers=tuple(r for r in order if r in always or r in asked or 2 * there[r] > finished),
            asked=frozenset(asked),
        )
        for size in range(min(MOST_FACTS, len(sometimes)) + 1)
        for asked in combinations(sometimes, size)
    ]
    return max(tried, key=lambda route: _replayed(plain, route, of_thing))


def _ordered(names: Iterable[str], before: Counter[tuple[str, str]]) -> list[str]:
    """The names in the order in which they mostly come."""

    def compare(one: str, other: str) -> int:
        return before[other, one] - before[one, other] or (one > other) - (one < other)

    return sorted(names, key=cmp_to_key(compare))


def _replayed(plain: Shape, route: Route, documents: Mapping[Document, int]) -> int:
    shape = replace(plain, routes={route.thing: route})
    return sum(count for document, count in documents.items() if broken_by(shape, document) is None)
