"""The negative control: cases changed at random so that they are no longer what happened. The engine, given the facts
of the unaltered case, must refuse a step of each or end elsewhere than the altered log says."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from enum import StrEnum
from random import Random

from cli.replay.log import Step, Verb
from cli.replay.shape import Shape

DRAWS = 200
Steps = tuple[Step, ...]


class Alteration(StrEnum):
    SWAPPED = "two steps of a document swapped"
    WRONG_ROLE = "a step by a wrong role"
    REMOVED = "a rejection removed"


def alter(shape: Shape, steps: Steps, variants: Collection[Steps], random: Random) -> tuple[Alteration, Steps] | None:
    """A kind drawn at random and the altered steps; drawn again when the result is a variant of the log. None when a
    case cannot be altered into anything else."""
    for _ in range(DRAWS):
        kind = random.choice(list(Alteration))
        altered = _ALTER[kind](shape, steps, random)
        if altered is not None and altered != steps and altered not in variants:
            return kind, altered
    return None


def _swap(shape: Shape, steps: Steps, random: Random) -> Steps | None:
    """Of one document: in which order the documents of a case go on is nobody's rule."""
    places = shape.places(steps)
    first = random.randrange(len(steps))
    others = [at for at, place in enumerate(places) if place == places[first] and steps[at] != steps[first]]
    if not others:
        return None
    second = random.choice(others)
    changed = list(steps)
    changed[first], changed[second] = changed[second], changed[first]
    return tuple(changed)


def _by_another(shape: Shape, steps: Steps, random: Random) -> Steps | None:
    at = random.randrange(len(steps))
    others: Sequence[str] = [role for role in shape.roles if role != steps[at].role]
    return (*steps[:at], replace(steps[at], role=random.choice(others)), *steps[at + 1 :]) if others else None


def _without(_: Shape, steps: Steps, random: Random) -> Steps | None:
    rejections = [at for at, step in enumerate(steps) if step.verb is Verb.REJECTED]
    if not rejections:
        return None
    at = random.choice(rejections)
    return (*steps[:at], *steps[at + 1 :])


_ALTER = {Alteration.SWAPPED: _swap, Alteration.WRONG_ROLE: _by_another, Alteration.REMOVED: _without}
