"""What other services ask of people before they decide: standing, account facts, who logs in."""

from typing import Any

from services.people.app.account import survivor
from services.people.app.container import People
from services.people.app.duplicate import duplicates_of
from services.people.domain import credit_code
from services.people.domain.account import Account, verification_on
from services.people.domain.claim import CREDIT_CODE
from services.people.domain.core_value import OVERSEAS
from services.people.domain.name import employee_id_of, partner_user_id_of
from services.people.domain.partner import PARTNER, PARTNER_USER
from services.people.domain.staff import EMPLOYEE
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Missing


async def partner_standing(people: People, partner_id: str) -> dict[str, Any]:
    """{active, productLines, regions, name}. Raises Missing(PARTNER_UNKNOWN)."""
    partner = (await people.ledger.load(PARTNER, partner_id)).state
    if not partner.exists:
        raise Missing("PARTNER_UNKNOWN", id=partner_id)
    return {
        "active": partner.active,
        "productLines": list(partner.product_lines),
        "regions": list(partner.regions),
        "name": partner.name,
    }


async def account_facts(people: People, account_id: str, duplicates: bool = True) -> dict[str, Any]:
    """The flat facts that conditions of flows 1-2, 1-3 and 2-2 read, of the account that the id names now.
    `account.duplicate`: its code names another account, for which nobody is asked; `account.similar`: another account
    may be the same customer, which the data steward decides; both are for evaluations, looked for only with
    `duplicates`. Raises Missing(ACCOUNT_UNKNOWN)."""
    account = await survivor(people, account_id)
    if not account.exists:
        raise Missing("ACCOUNT_UNKNOWN", id=account_id)
    facts = {
        "account.owned": account.owner_employee_id is not None,
        "account.ownerId": account.owner_employee_id,
        "account.verification": verification_on(account, people.today()).value,
        "account.codeValid": _code_fits(account),
        "account.creditRatingNeeded": account.credit_rating_needed,
        "account.blacklisted": account.blacklisted,
        "account.entityChangeRunning": any(one.requested.legal_entity for one in account.open_changes),
    }
    if not duplicates:
        return facts
    return {
        **facts,
        "account.duplicate": await _names_another(people, account),
        "account.similar": bool(await duplicates_of(people, account)),
    }


def _code_fits(account: Account) -> bool:
    """A customer overseas is known by the number of its own register, every other one by its credit code."""
    fits = credit_code.is_overseas if account.account_type == OVERSEAS else credit_code.is_valid
    return account.credit_code is not None and fits(account.credit_code)


async def _names_another(people: People, account: Account) -> bool:
    """Whether the account's credit code was claimed for another one."""
    if account.credit_code is None:
        return False
    named = (await people.ledger.load(CREDIT_CODE, account.credit_code)).state.account_id
    return named not in (None, account.id) and (await survivor(people, str(named))).id != account.id


async def login_actor(people: People, login: str) -> Actor:
    """Who logs in under this name. Raises Missing(LOGIN_UNKNOWN), also for those who left."""
    employee = (await people.ledger.load(EMPLOYEE, employee_id_of(login))).state.on(people.today())
    if employee.exists and employee.active:
        posts = tuple(dict.fromkeys(post.code for post in employee.posts))
        units = dict.fromkeys([employee.unit_id, *(post.unit_id for post in employee.posts)])
        return Actor(ActorKind.EMPLOYEE, employee.id, posts, tuple(unit for unit in units if unit))
    user = (await people.ledger.load(PARTNER_USER, partner_user_id_of(login))).state
    if user.exists and user.active:
        return Actor(ActorKind.PARTNER, user.id, ("PTN",), (), user.partner_id)
    raise Missing("LOGIN_UNKNOWN", login=login[:80])
