"""Medians of rounds and how they are printed: every ratio from one run, the two sides taken in turn."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from rich.console import Console

from kit.mongo.client import connect

ROUNDS = 5
console = Console(width=160, highlight=False)
Measure = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Pair:
    """The figures of two sides, round by round."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Median of ours over median of theirs."""
        return median(self.ours) / median(self.theirs)


async def alternating(ours: Measure, theirs: Measure, rounds: int = ROUNDS) -> Pair:
    """Five rounds of both, each round beginning with the other side, after one round that is not counted."""
    await ours()
    await theirs()
    left: list[float] = []
    right: list[float] = []
    for number in range(rounds):
        first, second = (ours, theirs) if number % 2 == 0 else (theirs, ours)
        one, other = await first(), await second()
        left.append(one if first is ours else other)
        right.append(other if first is ours else one)
    return Pair(tuple(left), tuple(right))


def p95(figures: Sequence[float]) -> float:
    return quantiles(figures, n=20)[-1]


def say(what: str, figure: str, aim: str, met: bool | None, store: str) -> bool:
    """Prints one line of the report, with the store's name; `met` is None where nothing is aimed at."""
    word = "" if met is None else "met" if met else "MISSED"
    console.print(f"{what:<52} {figure:<44} aim {aim:<12} {word:<7} [{store}]", markup=False)
    return met is not False


async def store_name(url: str) -> str:
    """What answers at the store's address: MongoDB with its version, or the stand-in."""
    client = connect(url)
    told = await client.admin.command("buildInfo")
    client.close()
    return f"MongoDB {told['version']}" if "modules" in told or "gitVersion" in told else "local store (stand-in)"
