"""No unit ever lies above itself: on no day, whatever is placed in whatever order, also by two at once; and a unit that
is new."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.people.app.container import SELF, People
from services.people.app.organise import head_unit, record_unit
from services.people.app.place import take_line
from services.people.domain.name import unit_id_of
from services.people.domain.reporting_line import REPORTING_LINE, UNITS
from services.people.domain.staff import UNIT
from tas.contracts.staff import UnitLineChanged
from tas.core.errors import Conflict, Invalid, Missing, TasError
from tests.support.organisation import TODAY, asking, found, ids, organisation
from tests.support.people import NOW

LATER = TODAY + timedelta(days=10)


async def above(people: People, id: str, day: Any = TODAY) -> str | None:
    return (await people.ledger.load(UNIT, id)).state.on(day).parent_unit_id


async def test_a_circle_that_a_scheduled_change_would_close_is_refused() -> None:
    people = await organisation()
    await head_unit(people, "west", "east", ["sd"], LATER, asking("adm", "c1"))
    with pytest.raises(Conflict) as refused:
        await head_unit(people, "east", "west", ["sd2"], TODAY, asking("adm", "c2"))
    assert refused.value.code == "UNIT_CIRCLE"
    with pytest.raises(Conflict):
        await head_unit(people, "east", "east", [], TODAY, asking("adm", "c3"))
    await head_unit(people, "west", None, ["sd"], LATER, asking("adm", "c4"))
    await head_unit(people, "east", "west", ["sd2"], TODAY, asking("adm", "c5"))
    assert [await above(people, one, LATER) for one in ("west", "east")] == [None, "west"]


async def test_two_at_once_do_not_close_a_circle_together() -> None:
    for turn in range(10):
        people = await organisation()
        both = [
            head_unit(people, one, other, [], TODAY, asking("adm", f"{turn}{one}"))
            for one, other in (("west", "east"), ("east", "west"))
        ]
        done = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(isinstance(one, Conflict) for one in done) == [False, True]


async def test_a_change_whose_process_died_is_completed() -> None:
    people = await organisation()
    event = UnitLineChanged("west", "", None, "east", ("sd",), TODAY)
    command = caused_command(SELF, "died", NOW)
    await people.ledger.execute(REPORTING_LINE, UNITS, command, lambda _: Decided((event,), {}))
    assert await above(people, "west") == "all"
    entry = (await people.store.entries("reporting-line/units", 0, 1))[0]
    await take_line(people, entry)
    await take_line(people, entry)
    assert await above(people, "west") == "east"


async def test_a_new_unit_is_made_once_and_found_from_its_day() -> None:
    people = await organisation()
    made = await record_unit(people, " Süd 南区 ", "South", "all", ["fin"], LATER, asking("adm", "c1"))
    again = await record_unit(people, " Süd 南区 ", "South", "all", ["fin"], LATER, asking("adm", "c1"))
    id = unit_id_of("Süd 南区")
    assert (made.answer, again.replayed) == ({"unitId": id}, True)
    unit = (await people.ledger.load(UNIT, id)).state
    assert (unit.name, unit.region, unit.on(TODAY).head_employee_ids) == ("Süd 南区", "South", ())
    rule = {"kind": "UNIT_HEAD", "unit": id}
    assert ids(await found(people, rule, day=LATER)) == ["fin"]
    with pytest.raises(Conflict) as refused:
        await record_unit(people, "Süd 南区", None, None, [], TODAY, asking("adm", "c2"))
    assert refused.value.code == "UNIT_STANDS"


@pytest.mark.parametrize(
    ("name", "parent", "heads", "kind"),
    [(" ", None, [], Invalid), ("x" * 101, None, [], Invalid), ("a\x00b", None, [], Invalid),
     ("South", "no", [], Missing), ("South", None, ["no"], Missing), ("South", None, ["fin", "fin"], Invalid)],
)  # fmt: skip
async def test_what_is_no_unit(name: str, parent: str | None, heads: list[str], kind: type[TasError]) -> None:
    with pytest.raises(kind):
        await record_unit(await organisation(), name, None, parent, heads, TODAY, asking("adm", "c"))
