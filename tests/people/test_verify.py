"""An ended evaluation settles its account once; facts and logins as others ask for them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.journal.aggregate import Decided
from kit.journal.entry import Entry
from services.people.app.ensure import AccountAsked, ensure_account
from services.people.app.fact import account_facts, login_actor, partner_standing
from services.people.app.verify import take_chain
from services.people.domain.account import ACCOUNT, verification_on
from services.people.domain.name import employee_id_of, partner_user_id_of
from services.people.domain.partner import PARTNER, PARTNER_USER
from services.people.domain.staff import EMPLOYEE
from tas.contracts.chain import ChainEnded, Outcome, Subject
from tas.contracts.people import (
    EmployeeRecorded,
    PartnerRecorded,
    PartnerUserRecorded,
    PostAssigned,
    Verification,
)
from tas.core.actor import Actor, ActorKind, service
from tas.core.errors import Missing
from tas.core.event import record
from tests.support.people import NOW, command, fake_people

ASKED = AccountAsked("91350100M000100Y43", "Acme", None, "partner-filing")


def ended(account_id: str, outcome: Outcome, type: str = "account") -> Entry:
    event = ChainEnded("chn_1", "TAS_1_2", Subject(type, account_id, 1, "d"), outcome, "emp_1", "fine", NOW)
    return Entry("chain/chn_1", 7, "k", "d", (record(event),), {}, service("approval"), None, NOW, "", "h")


@pytest.mark.parametrize(
    ("outcome", "verification"),
    [
        (Outcome.APPROVED, Verification.VERIFIED),
        (Outcome.REJECTED, Verification.REJECTED),
        (Outcome.WITHDRAWN, Verification.PENDING),
        (Outcome.CANCELLED, Verification.PENDING),
    ],
)
async def test_an_ended_chain_settles_its_account_once(outcome: Outcome, verification: Verification) -> None:
    people, store = fake_people()
    id = (await ensure_account(people, ASKED, command("c")))["accountId"]
    await take_chain(people, ended(id, outcome))
    count = len(store.by_id)
    await take_chain(people, ended(id, outcome))
    assert len(store.by_id) == count
    account = (await people.ledger.load(ACCOUNT, id)).state
    assert account.verification is verification
    assert (await account_facts(people, id))["account.verification"] == verification.value
    if outcome is Outcome.APPROVED:
        later = NOW.date() + timedelta(days=366)
        assert verification_on(account, later) is Verification.EXPIRED


async def test_a_chain_about_something_else_is_passed_over_and_an_unknown_account_is_not() -> None:
    people, store = fake_people()
    await take_chain(people, ended("reg_1", Outcome.APPROVED, "registration"))
    with pytest.raises(Missing):
        await take_chain(people, ended("acc_none", Outcome.APPROVED))
    assert store.by_id == {}


async def test_an_expired_account_is_evaluated_again_once() -> None:
    people, store = fake_people()
    id = (await ensure_account(people, ASKED, command("c")))["accountId"]
    await take_chain(people, ended(id, Outcome.APPROVED))
    later = replace(people, now=lambda: NOW + timedelta(days=400))
    for n in range(3):
        answer = await ensure_account(later, ASKED, command(f"later {n}"))
        assert answer["verification"] == "PENDING"
    requested = [e for entry in store.by_id.values() for e in entry.events if e.type == "AccountEvaluationRequested"]
    assert len(requested) == 1


async def test_facts_of_an_account() -> None:
    people, _ = fake_people()
    id = (await ensure_account(people, ASKED, command("c")))["accountId"]
    facts = {
        "account.owned": False,
        "account.ownerId": None,
        "account.verification": "PENDING",
        "account.codeValid": True,
        "account.duplicate": False,
        "account.similar": False,
        "account.creditRatingNeeded": False,
        "account.blacklisted": False,
        "account.entityChangeRunning": False,
    }
    assert await account_facts(people, id) == facts
    await ensure_account(people, replace(ASKED, credit_code="91440300708461136T", legal_name="ACME."), command("d"))
    again = await account_facts(people, id)
    assert (again["account.similar"], again["account.duplicate"]) == (True, False)
    with pytest.raises(Missing):
        await account_facts(people, "acc_none")


async def test_logins_and_standing() -> None:
    people, _ = fake_people()
    ann, pat = employee_id_of("ann"), partner_user_id_of("pat@acme")
    staff = (EmployeeRecorded(ann, "ann", "Ann", "unt_1", None), PostAssigned(ann, "SD", "unt_2"))
    await people.ledger.execute(EMPLOYEE, ann, command("1"), lambda _: Decided(staff, {}))
    user = PartnerUserRecorded(pat, "pat@acme", "Pat", "ptn_1")
    await people.ledger.execute(PARTNER_USER, pat, command("2"), lambda _: Decided((user,), {}))
    partner = PartnerRecorded("ptn_1", "Acme", False, ("GTX",), ("East",))
    await people.ledger.execute(PARTNER, "ptn_1", command("3"), lambda _: Decided((partner,), {}))
    assert await login_actor(people, "Ann") == Actor(ActorKind.EMPLOYEE, ann, ("SD",), ("unt_1", "unt_2"))
    assert await login_actor(people, "pat@acme") == Actor(ActorKind.PARTNER, pat, ("PTN",), (), "ptn_1")
    standing = {"active": False, "productLines": ["GTX"], "regions": ["East"], "name": "Acme"}
    assert await partner_standing(people, "ptn_1") == standing
    for ask in (login_actor(people, "nobody"), partner_standing(people, "ptn_2")):
        with pytest.raises(Missing):
            await ask
