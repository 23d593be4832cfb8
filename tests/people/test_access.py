"""Who sees what, as one table over every kind of reader and every kind of thing."""

import pytest

from services.people.app.access import may_see, require_lists, visible_all
from services.people.domain.account import Account
from services.people.domain.partner import Partner, PartnerUser
from services.people.domain.staff import Employee, Unit
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tas.core.errors import Forbidden, Unauthenticated

ACCOUNT = Account("acc_1", "Acme")
EMPLOYEE = Employee("emp_1", "ann", "Ann", active=True)
UNIT = Unit("unt_1", "West")
OURS, THEIRS = Partner("ptn_1", "One", True), Partner("ptn_2", "Two", True)
ME, MATE = PartnerUser("pus_1", "me", "Me", "ptn_1", True), PartnerUser("pus_2", "mate", "Mate", "ptn_1", True)
OTHER = PartnerUser("pus_3", "other", "Other", "ptn_2", True)
THINGS = (ACCOUNT, EMPLOYEE, UNIT, OURS, THEIRS, ME, MATE, OTHER)
READERS = {
    "employee": (Actor(ActorKind.EMPLOYEE, "emp_1"), set(THINGS)),
    "partner": (Actor(ActorKind.PARTNER, "pus_1", ("PTN",), (), "ptn_1"), {OURS, ME}),
    "partner without an organisation": (Actor(ActorKind.PARTNER, "pus_1"), set()),
    "partner who claims posts": (Actor(ActorKind.PARTNER, "pus_1", ("ADM", "AM"), ("unt_1",), "ptn_1"), {OURS, ME}),
    "partner with an employee's id": (Actor(ActorKind.PARTNER, "emp_1", (), (), "ptn_9"), set()),
    "service": (service("gateway"), set()),
    "nobody": (ANONYMOUS, set()),
}


@pytest.mark.parametrize("name", READERS)
def test_who_sees_what(name: str) -> None:
    actor, seen = READERS[name]
    assert {thing for thing in THINGS if may_see(actor, thing)} == seen
    for thing in THINGS:
        assert visible_all(actor, [thing, None]) == [thing if thing in seen else None, None]  # type: ignore[type-var]


@pytest.mark.parametrize("empty", [Account("a"), Employee("e"), Unit("u"), Partner("p"), PartnerUser("p")])
def test_what_does_not_exist_is_seen_by_nobody(empty: Account | Employee | Unit | Partner | PartnerUser) -> None:
    assert not may_see(READERS["employee"][0], empty)


def test_lists_are_for_employees() -> None:
    require_lists(READERS["employee"][0])
    for name in ("partner", "service"):
        with pytest.raises(Forbidden):
            require_lists(READERS[name][0])
    with pytest.raises(Unauthenticated):
        require_lists(ANONYMOUS)
