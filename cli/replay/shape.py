"""The one shape that a whole log has: which kinds of documents there are, which roles look at each, in which order,
which of them only sometimes, and what happens at a desk after the final approval.

A document may bring at most MOST_FACTS yes/no facts, each naming a reviewer that it needs; they are the same at each of
its submissions. Finding the shape is `cli.replay.find`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cli.replay.log import EMPLOYEE, MISSING, Case, Step, Verb

MOST_FACTS = 3
DECISIONS = frozenset({Verb.APPROVED, Verb.FINAL_APPROVED, Verb.REJECTED})
NOBODY = frozenset({MISSING, "UNDEFINED"})
"""Roles by which a log says that it does not know who acted."""
Facts = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Route:
    """A kind of document: its reviewers in order, those of them that a fact asks for, and the system's steps at the
    desk after the final approval, in order."""

    thing: str
    reviewers: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    desk: tuple[str, ...] = ()

    def needed(self, facts: Facts) -> tuple[str, ...]:
        """The reviewers of a document with these facts, in order."""
        return tuple(role for role in self.reviewers if role not in self.asked or facts.get(role, False))


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a case: the how-manieth of its thing, counted from 0, and its steps in order."""

    thing: str
    number: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """`routes` by thing; `aside`: activities that are no step of an approval; `roles`: all that act, each once."""

    routes: Mapping[str, Route]
    aside: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()

    def steps_of(self, case: Case) -> tuple[Step, ...]:
        """The steps of a case that an approval knows. Saving right before submitting is a part of submitting."""
        kept = [step for step in case.steps if step.verb is not Verb.OTHER or step.thing not in self.aside]
        sent = [replace(step, verb=Verb.SAVED) if step.verb is Verb.SUBMITTED else None for step in kept[1:]]
        return tuple(step for step, after in zip(kept, [*sent, None], strict=True) if step != after)

    def places(self, steps: Iterable[Step]) -> list[tuple[str, int]]:
        """Which document each step is of: (thing, number). A submission after the final approval begins another one; a
        step at the desk is of the first approved document that lacks it, else of the last one that has such a desk."""
        number, approved, placed = Counter[str](), list[tuple[str, int]](), list[tuple[str, int]]()
        done: set[tuple[str, int, str]] = set()
        for step in steps:
            if step.verb is Verb.OTHER:
                place = self._at_desk(step.thing, number, [p for p in approved if (*p, step.thing) not in done])
                done.add((*place, step.thing))
            else:
                if step.verb in (Verb.SUBMITTED, Verb.SAVED) and (step.thing, number[step.thing]) in approved:
                    number[step.thing] += 1
                place = (step.thing, number[step.thing])
                if step.verb is Verb.FINAL_APPROVED and place not in approved:
                    approved.append(place)
            placed.append(place)
        return placed

    def _at_desk(self, name: str, number: Counter[str], lacking: Sequence[tuple[str, int]]) -> tuple[str, int]:
        things = [thing for thing, route in self.routes.items() if name in route.desk]
        fitting = [place for place in lacking if place[0] in things]
        return fitting[0] if fitting else (things[-1], number[things[-1]]) if things else ("", 0)

    def documents(self, steps: Sequence[Step]) -> list[Document]:
        """The documents of a case, in the order in which they began."""
        found: dict[tuple[str, int], list[Step]] = {}
        for place, step in zip(self.places(steps), steps, strict=True):
            found.setdefault(place, []).append(step)
        return [Document(thing, number, tuple(told)) for (thing, number), told in found.items()]

    def facts(self, document: Document) -> dict[str, bool]:
        """Which of the reviewers that are asked for looked at the document at all."""
        looked = {step.role for told in rounds_of(document.steps) for step in told}
        return {role: role in looked for role in sorted(self.routes[document.thing].asked)}


def rounds_of(steps: Iterable[Step]) -> list[list[Step]]:
    """What reviewers decided between one submission and the next."""
    rounds: list[list[Step]] = []
    for step in steps:
        if step.verb is Verb.SUBMITTED:
            rounds.append([])
        elif rounds and step.verb in DECISIONS and step.role != EMPLOYEE and step.role not in NOBODY:
            rounds[-1].append(step)
    return rounds
