"""A customer overseas is known by its own register's number, which nobody else has; everybody else by a credit code."""

import pytest

from kit.journal.command import user_command
from services.people.app.container import People
from services.people.app.describe import describe_account
from services.people.app.ensure import AccountAsked, ensure_account
from services.people.app.fact import account_facts
from services.people.app.importing import import_files
from services.people.domain import credit_code
from services.people.domain.account_change import Wanted
from services.people.domain.name import account_id_of
from tas.contracts.account import CoreField
from tas.core.errors import Conflict, Invalid
from tests.support.account import MDS, code_of
from tests.support.people import NOW, command, fake_people

HEADER = (
    "account,sector,year_established,revenue,employees,office_location,subsidiary_of,credit_code,owner,region,"
    "credit_rating_needed"
)
NUMBER = "DE-HRB12345"


@pytest.mark.parametrize("text", [NUMBER, " de-hrb12345 ", "ＤＥ-ＨＲＢ１２３４５", "US-C0123"])
def test_a_register_number_has_a_country(text: str) -> None:
    assert credit_code.is_overseas(credit_code.read_any(text))


@pytest.mark.parametrize("text", ["CN-HRB12345", "DE-12", "DE12345", "D-12345", "DE-HRB 1/2", "DE-" + "1" * 31, ""])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="CREDIT_CODE_INVALID"):
        credit_code.read_any(text)


def test_a_credit_code_is_no_register_number_and_the_other_way_round() -> None:
    assert credit_code.read_any(code_of(1)) == code_of(1) and not credit_code.is_overseas(code_of(1))
    assert not credit_code.is_valid(NUMBER)


async def described(people: People, type: str, code: str, name: str = "Harbour GmbH") -> str:
    id = account_id_of(name)
    await import_files(people, {"accounts.csv": f"{HEADER}\n{name},medical,,,,Germany,,,,East,\n".encode()})
    wanted = [Wanted(CoreField.ACCOUNT_TYPE, type), Wanted(CoreField.CREDIT_CODE, code)]
    await describe_account(people, user_command(MDS, name, [], NOW), id, wanted)
    return id


@pytest.mark.parametrize(
    ("type", "code", "fits"),
    [
        ("OVERSEAS", NUMBER, True),
        ("ENTERPRISE", NUMBER, False),
        ("OVERSEAS", code_of(1), False),
        ("ENTERPRISE", code_of(1), True),
    ],
)
async def test_the_registry_check_asks_for_the_number_that_the_kind_of_customer_has(
    type: str, code: str, fits: bool
) -> None:
    people, _ = fake_people()
    assert (await account_facts(people, await described(people, type, code)))["account.codeValid"] is fits


async def test_a_register_number_names_one_customer_and_partners_file_by_credit_code_alone() -> None:
    people, _ = fake_people()
    await described(people, "OVERSEAS", NUMBER)
    with pytest.raises(Conflict, match="CREDIT_CODE_TAKEN"):
        await described(people, "OVERSEAS", NUMBER.lower(), "Another GmbH")
    with pytest.raises(Invalid, match="CREDIT_CODE_INVALID"):
        await ensure_account(people, AccountAsked(NUMBER, "Harbour", "East", "x"), command("f"))
