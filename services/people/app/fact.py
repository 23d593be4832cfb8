"""What other services ask of people before they decide: standing, account facts, who logs in."""

from typing import Any

from services.people.app.container import People
from services.people.domain import credit_code
from services.people.domain.account import ACCOUNT, verification_on
from services.people.domain.name import employee_id_of, name_key, partner_user_id_of
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


async def account_facts(people: People, account_id: str) -> dict[str, Any]:
    """The flat facts that conditions of flows 1-2 and 2-2 read. Raises Missing(ACCOUNT_UNKNOWN)."""
    account = (await people.ledger.load(ACCOUNT, account_id)).state
    if not account.exists:
        raise Missing("ACCOUNT_UNKNOWN", id=account_id)
    same = await people.directory.accounts_named(name_key(account.legal_name), 2)
    return {
        "account.owned": account.owner_employee_id is not None,
        "account.ownerId": account.owner_employee_id,
        "account.verification": verification_on(account, people.now().date()).value,
        "account.codeValid": account.credit_code is not None and credit_code.is_valid(account.credit_code),
        "account.duplicate": any(id != account.id for id in same),
        "account.creditRatingNeeded": account.credit_rating_needed,
    }


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
