"""Where our own people are written to: told to services alone, of those who work here alone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kit.journal.aggregate import Decided
from services.people.app.address import mail_addresses
from services.people.app.container import People
from services.people.app.importing import FILES, import_files
from services.people.app.resolve import LARGEST_ASK
from services.people.domain.name import employee_id_of
from services.people.domain.staff import EMPLOYEE
from tas.contracts.staff import EmployeeLeft
from tas.core.actor import Actor, ActorKind, service
from tas.core.errors import Invalid
from tests.support.people import ask, codes, command, fake_people

SEED = Path(__file__).parents[2] / "deploy" / "seed"
CHEN, DARIO = employee_id_of("chen.mei"), employee_id_of("dario.stone")
ASK = "query($ids: [ID!]!) { mailAddresses(employeeIds: $ids) }"


async def organisation(domain: str = "tas.example") -> People:
    people = replace(fake_people()[0], mail_domain=domain)
    await import_files(people, {name: (SEED / name).read_bytes() for name in FILES if (SEED / name).exists()})
    return people


async def test_a_log_in_is_an_address_at_the_company_s_domain_and_others_have_none() -> None:
    people = await organisation()
    assert await mail_addresses(people, [CHEN, CHEN, "emp_nobody", ""]) == {CHEN: "chen.mei@tas.example"}
    assert await mail_addresses(await organisation(""), [CHEN]) == {}
    with pytest.raises(Invalid, match="ASK_TOO_LARGE"):
        await mail_addresses(people, [CHEN] * (LARGEST_ASK + 1))


async def test_who_has_left_is_written_to_no_more() -> None:
    people = await organisation()
    left = EmployeeLeft(DARIO, people.today() - timedelta(days=1))
    await people.ledger.execute(EMPLOYEE, DARIO, command("left"), lambda _: Decided((left,), {}))
    assert await mail_addresses(people, [CHEN, DARIO]) == {CHEN: "chen.mei@tas.example"}


async def test_services_alone_are_told() -> None:
    people = await organisation()
    told = await ask(people, service("approval"), ASK, {"ids": [CHEN]}, "approval")
    assert told["data"]["mailAddresses"] == {CHEN: "chen.mei@tas.example"}
    refused = await ask(people, Actor(ActorKind.EMPLOYEE, CHEN, ("ADM",)), ASK, {"ids": [CHEN]})
    assert codes(refused) == ["INTERNAL_ONLY"]
