"""Nobody ever reports to themselves: on no day, whatever is placed in whatever order, also by two at once."""

import asyncio
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.people.app.container import SELF
from services.people.app.place import Place, complete_line, place_employee
from services.people.domain.period import Period, succeeded
from services.people.domain.reporting_line import COMPANY, REPORTING_LINE, circle_day
from services.people.domain.staff import EMPLOYEE, Placement
from tas.contracts.staff import LineChanged
from tas.core.errors import Conflict, Missing
from tests.support.organisation import TODAY, asking, organisation
from tests.support.people import NOW

START = date(2026, 1, 1)
PEOPLE = ["a", "b", "c", "d", "e"]
Lines = dict[str, tuple[Placement, ...]]


def circles(lines: Lines, days: int) -> list[tuple[str, int]]:
    """Who reports to themselves on which day, walked day by day."""
    found = []
    for number in range(days):
        day = START + timedelta(days=number)
        above = {id: next((p.head_employee_id for p in series if p.period.covers(day)), None)
                 for id, series in lines.items()}  # fmt: skip
        for id in lines:
            head, steps = above[id], 0
            while head is not None and head != id and steps < len(lines):
                head, steps = above.get(head), steps + 1
            if head == id:
                found.append((id, number))
    return found


CHANGES = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from([*PEOPLE, None]), st.integers(0, 12)), max_size=25
)


@given(CHANGES)
def test_a_circle_is_refused_at_every_day_and_nothing_else_is(changes: list[tuple[str, str | None, int]]) -> None:
    lines: Lines = dict.fromkeys(PEOPLE, ())
    for who, head, number in changes:
        period = Period(START + timedelta(days=number))
        after = {**lines, who: succeeded(lines[who], Placement(None, head, period))}
        refused = circle_day(lines, who, head, period)
        assert (refused is not None) == bool(circles(after, 20)), (who, head, number)
        if refused is None:
            lines = after
    assert circles(lines, 20) == []


async def test_a_placement_holds_from_its_day_and_a_circle_is_refused_with_its_day() -> None:
    people = await organisation()
    later = TODAY + timedelta(days=30)
    with pytest.raises(Conflict) as refused:
        await place_employee(people, Place("vp", None, "am", later), asking("adm", "c1"))
    assert (refused.value.code, refused.value.params["day"]) == ("LINE_CIRCLE", str(later))
    await place_employee(people, Place("sd", "west", None, TODAY), asking("adm", "c2"))
    await place_employee(people, Place("vp", None, "am", later), asking("adm", "c3"))
    state = (await people.ledger.load(EMPLOYEE, "vp")).state
    assert [state.on(day).head_employee_id for day in (TODAY, later)] == [None, "am"]
    with pytest.raises(Conflict):
        await place_employee(people, Place("sd", "west", "vp", later + timedelta(days=1)), asking("adm", "c4"))


async def test_two_at_once_do_not_close_a_circle_together() -> None:
    for turn in range(10):
        people = await organisation()
        await place_employee(people, Place("sd", "west", None, TODAY), asking("adm", f"free{turn}"))
        pairs = [Place("sd", "west", "sd2", TODAY), Place("vp", None, "sd", TODAY), Place("sd2", "east", "vp", TODAY)]
        tries = [place_employee(people, one, asking("adm", f"{turn}{n}")) for n, one in enumerate(pairs)]
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(one, Conflict) for one in done) >= 1
        lines = {id: (await people.ledger.load(EMPLOYEE, id)).state.on(TODAY) for id in ("sd", "sd2", "vp")}
        assert not all(one.head_employee_id for one in lines.values())


async def test_a_change_whose_process_died_is_completed_by_the_next_and_by_the_consumer() -> None:
    for complete in (True, False):
        people = await organisation()
        event = LineChanged("am", "east", "sd2", TODAY)
        command = caused_command(SELF, "died", NOW)
        await people.ledger.execute(REPORTING_LINE, COMPANY, command, lambda _, e=event: Decided((e,), {}))  # type: ignore[misc]
        assert (await people.ledger.load(EMPLOYEE, "am")).state.head_employee_id == "sd"
        if complete:
            await complete_line(people)
            await complete_line(people)
        else:
            await place_employee(people, Place("am2", "east", "sd2", TODAY), asking("adm", "next"))
        assert (await people.ledger.load(EMPLOYEE, "am")).state.on(TODAY).head_employee_id == "sd2"


async def test_a_repeated_command_is_answered_once_and_what_is_not_there_is_refused() -> None:
    people = await organisation()
    first = await place_employee(people, Place("am", "east", "sd2", TODAY), asking("adm", "c1"))
    again = await place_employee(people, Place("am", "east", "sd2", TODAY), asking("adm", "c1"))
    assert (again.replayed, again.version) == (True, first.version)
    for place in (Place("no", None, None, TODAY), Place("am", "no", None, TODAY), Place("am", None, "no", TODAY)):
        with pytest.raises(Missing):
            await place_employee(people, place, asking("adm", "c2"))
    with pytest.raises(Conflict) as refused:
        await place_employee(people, Place("am", None, "gone", TODAY), asking("adm", "c3"))
    assert refused.value.code == "EMPLOYEE_GONE"
