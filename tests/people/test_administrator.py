"""The first administrator, and whom the emergency key lets in."""

import pytest

from services.people.app.administrator import administrator, make_first_administrator
from services.people.app.leave import record_leaving
from services.people.domain.name import employee_id_of
from services.people.domain.staff import EMPLOYEE
from tas.contracts.people import EmployeeRecorded
from tas.core.errors import Conflict, Forbidden, Invalid, Missing
from tests.support.organisation import TODAY, asking, organisation
from tests.support.people import command, fake_people
from tests.support.scim import decided


async def test_a_new_company_has_its_first_administrator_once() -> None:
    people, _ = fake_people()
    done = await make_first_administrator(people, " Ann  Lee ")
    assert done.answer["login"] == "ann.lee"
    with pytest.raises(Conflict) as refused:
        await make_first_administrator(people, "Bo Ek")
    assert (refused.value.code, refused.value.params["login"]) == ("ADM_STANDS", "ann.lee")
    actor = await administrator(people, "ann.lee")
    assert actor.posts == ("ADM",)


async def test_one_who_works_here_is_taken_and_keeps_their_place_when_nobody_holds_it() -> None:
    people, _ = fake_people()
    placed = EmployeeRecorded(employee_id_of("ann.lee"), "ann.lee", "Ann Lee", "west", "head")
    await people.ledger.execute(EMPLOYEE, placed.employee_id, command("ann"), decided(placed))
    await make_first_administrator(people, "Ann Lee")
    state = (await people.ledger.load(EMPLOYEE, placed.employee_id)).state.on(TODAY)
    assert (state.unit_id, state.head_employee_id, [one.code for one in state.posts]) == ("west", "head", ["ADM"])
    standing = await organisation()
    await record_leaving(standing, "adm", TODAY, asking("adm", "c"))
    with pytest.raises(Conflict):
        await make_first_administrator(standing, "Ann Lee")  # their last day is not over


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b"])
async def test_a_name_is_one(name: str) -> None:
    people, _ = fake_people()
    with pytest.raises(Invalid):
        await make_first_administrator(people, name)


async def test_the_key_lets_in_administrators_alone() -> None:
    people, _ = fake_people()
    await make_first_administrator(people, "Ann Lee")
    with pytest.raises(Missing):
        await administrator(people, "nobody")
    placed = EmployeeRecorded(employee_id_of("bo.ek"), "bo.ek", "Bo Ek", None, None)
    await people.ledger.execute(EMPLOYEE, placed.employee_id, command("bo"), decided(placed))
    with pytest.raises(Forbidden):
        await administrator(people, "bo.ek")
