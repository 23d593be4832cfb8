"""One account for a code whatever races, from the claim to the account; and what a name-only account becomes."""

import asyncio
from dataclasses import replace

import pytest

from kit.journal.aggregate import Decided
from services.people.app.container import People
from services.people.app.ensure import AccountAsked, claiming, ensure_account
from services.people.app.verify import take_claim
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.claim import CREDIT_CODE
from services.people.domain.credit_code import check_character
from services.people.domain.name import account_id_of
from tas.contracts.people import AccountCodeReserved, AccountDrafted, CreditCodeClaimed, Verification
from tas.core.errors import Conflict, Invalid
from tests.support.journal import MemoryStore
from tests.support.people import command, fake_people

CODE = "91350100M000100Y43"
CODES = [body + check_character(body) for body in (f"91350100M00010{n:03}" for n in range(8))]


def asked(code: str = CODE, name: str = "Acme Corporation") -> AccountAsked:
    return AccountAsked(code, name, "East", "partner-filing")


async def account(people: People, id: str) -> Account:
    return (await people.ledger.load(ACCOUNT, id)).state


async def know_by_name(people: People, name: str) -> str:
    id = account_id_of(name)
    event = AccountDrafted(id, name, None, "import", owner_employee_id="emp_owner")
    await people.ledger.execute(ACCOUNT, id, command(f"import {name}"), lambda _: Decided((event,), {}))
    return id


def events(store: MemoryStore, type: str) -> list[str]:
    return [one.type for entry in store.by_id.values() for one in entry.events if one.type == type]


async def test_fifty_at_once_make_one_account() -> None:
    people, store = fake_people()
    answers = await asyncio.gather(
        *(ensure_account(people, asked(name=f"Acme {n}"), command(f"c{n}")) for n in range(50))
    )
    assert len({answer["accountId"] for answer in answers}) == 1
    assert sum(answer["created"] for answer in answers) == 1
    assert len(events(store, "AccountDrafted")) == len(events(store, "CreditCodeClaimed")) == 1
    made = await account(people, answers[0]["accountId"])
    assert (made.credit_code, made.verification) == (CODE, Verification.PENDING)


async def test_a_retry_gets_the_first_answer() -> None:
    people, _ = fake_people()
    first = await ensure_account(people, asked(), command("c"))
    assert await ensure_account(people, asked(), command("c")) == first
    assert first["created"] is True
    again = await ensure_account(people, asked(), command("d"))
    assert again == {**first, "created": False}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (asked(code="91350100M000100Y44"), "CREDIT_CODE_INVALID"),
        (asked(name="  "), "LEGAL_NAME_INVALID"),
        (asked(name="x" * 201), "LEGAL_NAME_INVALID"),
        (asked(name="a\x00b"), "LEGAL_NAME_INVALID"),
    ],
)
async def test_bad_input_changes_nothing(wrong: AccountAsked, code: str) -> None:
    people, store = fake_people()
    with pytest.raises(Invalid) as refused:
        await ensure_account(people, wrong, command("c"))
    assert refused.value.code == code
    assert store.by_id == {}


async def test_a_claim_whose_process_died_is_completed_by_the_feed_and_by_the_next() -> None:
    for finish in ("feed", "next"):
        people, store = fake_people()
        event = CreditCodeClaimed(CODE, "acc_" + "0" * 32, "Acme", "partner-filing", "East")
        await people.ledger.execute(CREDIT_CODE, CODE, command("died"), claiming(event, {}))
        if finish == "feed":
            entry = store.by_id[f"credit-code/{CODE}@1"]
            await take_claim(people, entry)
            await take_claim(people, entry)
        else:
            await ensure_account(people, asked(), command("next"))
        assert (await account(people, event.account_id)).legal_name == "Acme"
        assert len(events(store, "AccountDrafted")) == 1


async def test_an_account_known_by_name_takes_the_code_and_keeps_its_owner() -> None:
    people, store = fake_people()
    id = await know_by_name(people, "Acme Corporation")
    answer = await ensure_account(people, asked(name="ACME  corporation."), command("c"))
    assert (answer["accountId"], answer["created"]) == (id, False)
    taken = await account(people, id)
    assert (taken.credit_code, taken.owner_employee_id) == (CODE, "emp_owner")
    assert taken.verification is Verification.PENDING
    assert len(events(store, "AccountEvaluationRequested")) == 1


async def test_of_many_codes_one_gets_the_named_account_and_the_others_their_own() -> None:
    people, _ = fake_people()
    id = await know_by_name(people, "Acme Corporation")
    asks = [(code, n) for code in CODES for n in range(3)]
    answers = await asyncio.gather(*(ensure_account(people, asked(code), command(f"{code}-{n}")) for code, n in asks))
    by_code = {code: {a["accountId"] for (c, _), a in zip(asks, answers, strict=True) if c == code} for code in CODES}
    assert all(len(ids) == 1 for ids in by_code.values())
    assert len(set.union(*by_code.values())) == len(CODES)
    assert sum(id in ids for ids in by_code.values()) == 1
    for code, ids in by_code.items():
        assert (await account(people, next(iter(ids)))).credit_code == code


async def test_a_reservation_whose_code_went_elsewhere_binds_nobody() -> None:
    people, _ = fake_people()
    id = await know_by_name(people, "Acme Corporation")
    lost, wanted = CODES[:2]
    reserved = AccountCodeReserved(id, lost)
    await people.ledger.execute(ACCOUNT, id, command("reserve"), lambda _: Decided((reserved,), {}))
    elsewhere = CreditCodeClaimed(lost, "acc_" + "1" * 32, "Other", "partner-filing", None)
    await people.ledger.execute(CREDIT_CODE, lost, command("other"), claiming(elsewhere, {}))
    assert (await ensure_account(people, asked(wanted), command("c")))["accountId"] == id


async def test_a_reused_command_is_refused() -> None:
    people, _ = fake_people()
    await ensure_account(people, asked(), command("c"))
    with pytest.raises(Conflict) as refused:
        await ensure_account(people, asked(), replace(command("c"), digest="other"))
    assert refused.value.code == "COMMAND_REUSED"
