"""An absence recorded by the organisation moves the open seat to who stands in; one that lies ahead, or is repeated,
changes nothing."""

from dataclasses import replace
from datetime import date

import pytest

from services.approval.app.absence import follow_absence
from tas.contracts.staff import AwayKind, AwayRecorded, EmployeeLeft
from tests.support.asking import CHM, Graph
from tests.support.filing import account_entry

TODAY = date(2026, 3, 2)
AWAY = AwayRecorded(CHM.id, "awy_1", AwayKind.ABSENCE, (), "emp_sub", TODAY, TODAY, "ill")


@pytest.mark.parametrize(
    ("event", "holder"),
    [
        (AWAY, "emp_adm"),
        (replace(AWAY, first_day=date(2026, 3, 3), last_day=date(2026, 3, 4)), CHM.id),
        (replace(AWAY, kind=AwayKind.DELEGATION), CHM.id),
        (replace(AWAY, employee_id="emp_other"), CHM.id),
        (EmployeeLeft(CHM.id, TODAY), "emp_adm"),
        (EmployeeLeft(CHM.id, date(2026, 3, 31)), CHM.id),
    ],
)
async def test_who_holds_the_seat_after(event: object, holder: str) -> None:
    graph = Graph()
    chain_id, _ = await graph.chain()
    entry = account_entry("emp_1", event)
    for _ in range(2):
        await follow_absence(graph.bench.acting, entry)
    (task,) = (await graph.bench.record_of(chain_id)).chain.open_tasks()
    assert task.approver_id == holder
