"""A whole replay: which cases, at once how many, the negative control, and what it all came to."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import TypeVar

from cli.replay.alter import Alteration, alter
from cli.replay.drive import Drive, Place
from cli.replay.find import Variants, find_shape
from cli.replay.log import Case, Step
from cli.replay.observe import read_outcome, told_by_log
from cli.replay.play import Players
from cli.replay.rule import Rule, broken
from cli.replay.shape import Facts, Shape

ALTERED = 0.1
MOST_LISTED = 0.02
ELSEWHERE = "ends elsewhere"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Log:
    """A whole log and the one shape of all of it. `variants` are steps as the approval knows them."""

    cases: Sequence[Case]
    shape: Shape
    variants: frozenset[tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Result:
    """One case: `rule` of one that was not sent; `refused`: step and code; `differs`: what is not as in the log."""

    case_id: str
    steps: int
    rule: Rule | None = None
    refused: str = ""
    differs: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        return self.rule is None and not self.refused and not self.differs


@dataclass(frozen=True, slots=True)
class Control:
    """One altered case. `what`: the code of the refusal, ELSEWHERE, or empty where nothing was noticed."""

    case_id: str
    kind: Alteration
    what: str
    steps: str


@dataclass(slots=True)
class Report:
    """What a replay came to. `seconds` are of the unaltered cases alone, as is `acts`."""

    seed: int
    results: list[Result] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    unaltered: int = 0
    seconds: float = 0.0
    acts: int = 0

    @property
    def listed(self) -> list[Result]:
        return [one for one in self.results if one.rule is not None]

    @property
    def different(self) -> list[Result]:
        return [one for one in self.results if one.rule is None and not one.equal]

    @property
    def unnoticed(self) -> list[Control]:
        return [one for one in self.controls if not one.what]

    @property
    def good(self) -> bool:
        """Every sent case equals the log's, few enough are listed, and every alteration was noticed."""
        few = len(self.listed) <= MOST_LISTED * len(self.results)
        return few and not self.different and not self.unnoticed

    def kinds(self) -> Counter[tuple[str, str]]:
        return Counter((one.kind.value, one.what or "NOT NOTICED") for one in self.controls)


def understand(cases: Sequence[Case]) -> Log:
    """The log with its shape."""
    counted: Variants = Counter(case.steps for case in cases)
    shape = find_shape(counted)
    return Log(cases, shape, frozenset(shape.steps_of(Case("", steps)) for steps in counted))


def spread(cases: Sequence[Case], limit: int | None) -> Sequence[Case]:
    """At most `limit` cases, spread evenly over the log."""
    if limit is None or limit >= len(cases):
        return cases
    return [cases[at * len(cases) // limit] for at in range(limit)]


async def replay(log: Log, players: Players, cases: Sequence[Case], seed: int, at_once: int, say: Say) -> Report:
    """Replays the cases and then the negative control. Raises Unexpected when the suite does not answer."""
    report, random = Report(seed), Random(seed)
    began, sent = time.monotonic(), players.sent
    report.results = await _all(cases, at_once, lambda case: _case(log, players, case), say)
    report.seconds, report.acts = time.monotonic() - began, players.sent - sent
    sound = [case for case, result in zip(cases, report.results, strict=True) if result.rule is None]
    drawn = random.sample(sound, min(len(sound), ceil(ALTERED * len(cases))))
    altered = []
    for case in drawn:
        found = alter(log.shape, log.shape.steps_of(case), log.variants, random)
        altered += [(case, *found)] if found is not None else []
    report.unaltered = len(drawn) - len(altered)
    report.controls = await _all(altered, at_once, lambda one: _control(log, players, *one), lambda _: None)
    return report


T = TypeVar("T")
U = TypeVar("U")
SAID_EVERY = 500


async def _all(given: Sequence[T], at_once: int, work: Callable[[T], Awaitable[U]], say: Say) -> list[U]:
    """What `work` gives for each, in order; so many at once."""
    found: dict[int, U] = {}
    waiting = iter(enumerate(given))

    async def lane() -> None:
        for at, one in waiting:
            found[at] = await work(one)
            if len(found) % SAID_EVERY == 0:
                say(f"{len(found)} of {len(given)} cases")

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(lane())
    return [found[at] for at in range(len(given))]


async def _case(log: Log, players: Players, case: Case) -> Result:
    steps = log.shape.steps_of(case)
    rule = broken(log.shape, steps)
    if rule is not None:
        return Result(case.id, len(steps), rule)
    drive = Drive(players, log.shape, _subject(case.id, ""), _facts(log.shape, steps))
    refused = await drive.send(steps)
    if refused is not None:
        return Result(case.id, len(steps), refused=f"{refused[0]}: {refused[1]}")
    outcome = read_outcome(log.shape, players.roles, await drive.drafts())
    return Result(case.id, len(steps), differs=tuple(outcome.differs(told_by_log(log.shape, steps))))


async def _control(log: Log, players: Players, case: Case, kind: Alteration, altered: tuple[Step, ...]) -> Control:
    facts = _facts(log.shape, log.shape.steps_of(case))
    drive = Drive(players, log.shape, _subject(case.id, "altered "), facts)
    refused = await drive.send(altered)
    told = " | ".join(map(str, altered))
    if refused is not None:
        return Control(case.id, kind, refused[1], told)
    outcome = read_outcome(log.shape, players.roles, await drive.drafts())
    elsewhere = outcome.differs(told_by_log(log.shape, altered))
    return Control(case.id, kind, ELSEWHERE if elsewhere else "", told)


def _facts(shape: Shape, steps: tuple[Step, ...]) -> Mapping[Place, Facts]:
    return {(one.thing, one.number): shape.facts(one) for one in shape.documents(steps)}


def _subject(case_id: str, prefix: str) -> str:
    kept = "".join(one if one.isascii() and (one.isalnum() or one in " ._:-") else "-" for one in case_id)
    return f"{prefix}{kept or 'case'}"[:60]
