"""The real log beside the checkout or in TAS_DATA_DIR: its one shape, and 300 of its cases through the API of a suite
that is started for them, with the negative control."""

import os
from collections import Counter
from pathlib import Path

import pytest

from cli.replay.log import read_log
from cli.replay.own import own_suite
from cli.replay.rule import broken
from cli.replay.run import MOST_LISTED, Log, replay, spread, understand

ROOT = Path(__file__).parents[2]
FILE = Path(os.environ.get("TAS_DATA_DIR", ROOT.parent / "shared" / "data")) / "DomesticDeclarations.xes.gz"
CASES = 300
AT_ONCE = 16
pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"no {FILE} (TAS_DATA_DIR)")


@pytest.fixture(scope="module")
def log() -> Log:
    return understand(tuple(read_log(FILE)))


def test_one_definition_with_three_facts_holds_for_98_of_100_cases(log: Log) -> None:
    (route,) = log.shape.routes.values()
    assert route.asked == {"PRE_APPROVER", "ADMINISTRATION", "BUDGET OWNER"}
    order = [route.reviewers.index(role) for role in ("ADMINISTRATION", "BUDGET OWNER", "SUPERVISOR")]
    assert order == sorted(order) and route.reviewers[-1] == "SUPERVISOR"
    listed = Counter(broken(log.shape, log.shape.steps_of(case)) for case in log.cases)
    assert sum(listed.values()) == 10_357
    assert sum(listed.values()) - listed[None] <= MOST_LISTED * 10_357


async def test_300_cases_equal_the_log_and_no_altered_one_does(log: Log) -> None:
    async with own_suite(log.shape) as players:
        report = await replay(log, players, spread(log.cases, CASES), seed=2020, at_once=AT_ONCE, say=print)
    assert (report.different, report.unnoticed) == ([], [])
    assert len(report.results) == CASES and len(report.controls) == CASES // 10
