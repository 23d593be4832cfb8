"""The stated subset of the fault table, on the real suite: nothing acknowledged is lost, nothing is done twice."""

import pytest

from tests.faults.cell import HITS
from tests.faults.run import run_cells, settled
from tests.faults.step import STEPS
from tests.faults.table import Results, subset, whole
from tests.support.stage import Stage


@pytest.mark.fault
@pytest.mark.timeout(900)
async def test_every_step_survives_its_hit(stage: Stage) -> None:
    cells = subset()
    results = await run_cells(stage, cells, print)
    count = await settled(stage)
    assert results.failures == {}
    assert results.empty(cells) == []
    assert count.clean, count
    assert count.acknowledged >= 2 * len(cells)


def test_the_subset_has_every_step_and_every_hit() -> None:
    assert {step.name for step, _ in subset()} == {step.name for step in STEPS}
    assert {hit for _, hit in subset()} == set(HITS)
    assert len({(step.name, hit) for step, hit in whole()}) == len(STEPS) * len(HITS)


def test_an_empty_cell_is_seen() -> None:
    cells = whole()
    results = Results({(step.name, hit): 1.0 for step, hit in cells[1:]})
    assert results.empty(cells) == [f"{cells[0][0].name} / {cells[0][1]}"]
