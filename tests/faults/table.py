"""The whole table: steps × processes × signals, which part is run, how it is printed. An empty cell is a failure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.table import Table

from tests.faults.cell import HITS, Hit
from tests.faults.step import STEPS, Step

Place = tuple[str, Hit]


@dataclass(slots=True)
class Results:
    """Seconds of each cell that was run to its end, and what went wrong in the others."""

    seconds: dict[Place, float] = field(default_factory=dict)
    failures: dict[Place, str] = field(default_factory=dict)

    def empty(self, cells: Sequence[tuple[Step, Hit]]) -> list[str]:
        """The cells that have no result."""
        return [f"{step.name} / {hit}" for step, hit in cells if (step.name, hit) not in self.seconds]


def whole() -> list[tuple[Step, Hit]]:
    """Every cell, in the order of the path."""
    return [(step, hit) for step in STEPS for hit in HITS]


def subset() -> list[tuple[Step, Hit]]:
    """What every change is tried on: each step once at least and each hit once at least, the hits going round, so
    that one run of it takes minutes. The rest is `make faults`."""
    count = max(len(STEPS), len(HITS))
    return [(STEPS[number % len(STEPS)], HITS[number * 3 % len(HITS)]) for number in range(count)]


def drawn(results: Results, cells: Sequence[tuple[Step, Hit]]) -> Table:
    """Rows are steps, columns hits; a cell holds its seconds, FAILED, or nothing."""
    hits = [hit for hit in HITS if any(hit == other for _, other in cells)]
    table = Table("step", "seen in", *map(str, hits), title="seconds from filing to opportunity")
    for step in STEPS:
        row = [_cell(results.seconds, results.failures, (step.name, hit)) for hit in hits]
        table.add_row(step.name, step.seen_in, *row)
    return table


def _cell(seconds: Mapping[Place, float], failures: Mapping[Place, str], place: Place) -> str:
    if place in failures:
        return "FAILED"
    return f"{seconds[place]:.1f}" if place in seconds else ""
