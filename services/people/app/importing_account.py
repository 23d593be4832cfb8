"""One row of accounts.csv as an account: its code claimed first, its owner from our own people, then the row itself."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from kit.journal.command import caused_command
from services.people.app.container import People
from services.people.app.ensure import IMPORT, CodeClaimed, claiming
from services.people.app.record import IMPORTER, Done, record_state
from services.people.domain.account import ACCOUNT
from services.people.domain.account_state import Account, on_day
from services.people.domain.claim import CREDIT_CODE
from services.people.domain.name import employee_id_of
from services.people.domain.report import Report
from services.people.domain.sheet.account import FILE, WantedAccount
from services.people.domain.staff import EMPLOYEE, Employee
from tas.contracts.people import (
    AccountCodeTaken,
    AccountDescribed,
    AccountDrafted,
    AccountOwnerAssigned,
    CreditCodeClaimed,
)
from tas.core.errors import Conflict
from tas.core.ids import derive

HIGHEST = 32
"""How far up a standing account's parents are followed."""


async def standing_parents(people: People, wanted: Sequence[WantedAccount]) -> dict[str, str | None]:
    """The accounts outside the file that its rows name as parents, and what lies above them: id → its parent."""
    inside = {one.id for one in wanted}
    above: dict[str, str | None] = {}
    asked = {one.parent_id for one in wanted if one.parent_id is not None} - inside
    for _ in range(HIGHEST):
        found = await people.ledger.views(ACCOUNT, sorted(asked))
        above.update({id: loaded.state.parent_account_id for id, loaded in found.items()})
        asked = {up for up in above.values() if up is not None} - inside - set(above)
        if not asked:
            break
    return above


async def record_account(people: People, wanted: WantedAccount, owner: str | None, report: Report) -> Done | None:
    """Makes the account stand as the row says; `owner` is a login. None, and a refusal, when it cannot."""
    found = (await people.ledger.load(EMPLOYEE, employee_id_of(owner))).state if owner else None
    employee = found.on(people.today()) if found is not None else None
    if employee is not None and not employee.exists:
        report.refuse(FILE, wanted.row.line, "owner", "OWNER_UNKNOWN", owner or "")
        return None
    account = (await people.ledger.load(ACCOUNT, wanted.id)).state
    account = on_day(account, people.today())
    if account.locked:
        _refuse_locked(account, wanted, employee, report)
        return await record_state(people, ACCOUNT, wanted.id, _locked_lacks(wanted))
    taken = wanted.code is not None and account.credit_code not in (None, wanted.code)
    if taken or not await _claimed(people, wanted):
        report.refuse(FILE, wanted.row.line, "credit_code", "CREDIT_CODE_TAKEN", wanted.code or "")
        return None
    try:
        return await record_state(people, ACCOUNT, wanted.id, _account_lacks(wanted, employee))
    except Conflict as verified_meanwhile:
        report.refuse(FILE, wanted.row.line, "account", verified_meanwhile.code, wanted.name)
        return None


def _refuse_locked(account: Account, wanted: WantedAccount, owner: Employee | None, report: Report) -> None:
    """Reports every cell that says something else than a core field of a verified account, which only flow 1-3
    changes."""
    said = {
        "account": (account.legal_name, wanted.name),
        "sector": (account.industry, wanted.industry),
        "subsidiary_of": (account.parent_account_id, wanted.parent_id),
        "credit_code": (account.credit_code, wanted.code or account.credit_code),
        "region": (account.region, wanted.region),
        "owner": (account.owner_employee_id, owner.id if owner else account.owner_employee_id),
    }
    for column, (stands, now) in said.items():
        if stands != now:
            report.refuse(FILE, wanted.row.line, column, "CORE_FIELD_LOCKED", wanted.row[column])


def _locked_lacks(wanted: WantedAccount) -> Callable[[Account], tuple[Any, ...]]:
    """What a row may still say of a verified account: what is no core field."""

    def lacks(account: Account) -> tuple[Any, ...]:
        plain = (wanted.country, wanted.credit_rating_needed)
        if (account.country, account.credit_rating_needed) == plain:
            return ()
        return (
            AccountDescribed(
                account_id=account.id,
                legal_name=account.legal_name,
                region=account.region,
                country=wanted.country,
                industry=account.industry,
                parent_account_id=account.parent_account_id,
                credit_rating_needed=wanted.credit_rating_needed,
            ),
        )

    return lacks


async def _claimed(people: People, wanted: WantedAccount) -> bool:
    """Whether the row's code, if it has one, names its account."""
    if wanted.code is None:
        return True
    event = CreditCodeClaimed(wanted.code, wanted.id, wanted.name, IMPORT, wanted.region)
    command = caused_command(IMPORTER, str(derive("import", "credit-code", wanted.code, wanted.id)), people.now())
    try:
        await people.ledger.execute(CREDIT_CODE, wanted.code, command, claiming(event, {}))
    except CodeClaimed:
        claim = (await people.ledger.load(CREDIT_CODE, wanted.code)).state
        return claim.account_id == wanted.id
    return True


def _account_lacks(wanted: WantedAccount, owner: Employee | None) -> Callable[[Account], tuple[Any, ...]]:
    def lacks(account: Account) -> tuple[Any, ...]:
        if not account.exists:
            return (_drafted(wanted, owner),)
        events: list[Any] = []
        described = _described(account, wanted)
        if account != replace(account, **_said(described)):
            events.append(described)
        if wanted.code is not None and account.credit_code is None:
            events.append(AccountCodeTaken(account.id, wanted.code))
        if owner is not None and account.owner_employee_id != owner.id:
            events.append(AccountOwnerAssigned(account.id, owner.id, owner.unit_id))
        return tuple(events)

    return lacks


def _drafted(wanted: WantedAccount, owner: Employee | None) -> AccountDrafted:
    return AccountDrafted(
        account_id=wanted.id,
        legal_name=wanted.name,
        credit_code=wanted.code,
        source=IMPORT,
        region=wanted.region,
        country=wanted.country,
        industry=wanted.industry,
        parent_account_id=wanted.parent_id,
        owner_employee_id=owner.id if owner else None,
        owner_unit_id=owner.unit_id if owner else None,
        credit_rating_needed=wanted.credit_rating_needed,
    )


def _described(account: Account, wanted: WantedAccount) -> AccountDescribed:
    return AccountDescribed(
        account_id=account.id,
        legal_name=wanted.name,
        region=wanted.region,
        country=wanted.country,
        industry=wanted.industry,
        parent_account_id=wanted.parent_id,
        credit_rating_needed=wanted.credit_rating_needed,
    )


def _said(described: AccountDescribed) -> dict[str, Any]:
    return {
        name: getattr(described, name)
        for name in ("legal_name", "region", "country", "industry", "parent_account_id", "credit_rating_needed")
    }
