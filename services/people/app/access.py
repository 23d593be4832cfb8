"""The authorisation point: who may read what. Every path goes through it: root fields, lists, `_entities`, `node`.

Allow-lists: what is not named here is not seen. Employees see accounts, employees, units and partners. Partner users
see their own partner organisation and themselves. Services ask over the internal interface and see nothing here.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from services.people.domain.account import Account
from services.people.domain.partner import Partner, PartnerUser
from services.people.domain.staff import Employee, Unit
from tas.contracts.account import CoreField
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Forbidden, Unauthenticated

T = TypeVar("T", Account, Employee, Unit, Partner, PartnerUser)
"""Everything that is read by its id."""

_EMPLOYEE_SEES = (Account, Employee, Unit, Partner, PartnerUser)
_PARTNER_SEES: Mapping[type[Any], Callable[[Actor, Any], bool]] = {
    Partner: lambda actor, partner: actor.partner is not None and partner.id == actor.partner,
    PartnerUser: lambda actor, user: user.id == actor.id and user.partner_id == actor.partner,
}


def may_see(actor: Actor, thing: Account | Employee | Unit | Partner | PartnerUser) -> bool:
    """Whether the actor may read this one, all its fields."""
    if not thing.exists:
        return False
    if actor.kind is ActorKind.EMPLOYEE:
        return isinstance(thing, _EMPLOYEE_SEES)
    if actor.kind is ActorKind.PARTNER:
        rule = _PARTNER_SEES.get(type(thing))
        return rule is not None and rule(actor, thing)
    return False


def visible(actor: Actor, thing: T | None) -> T | None:
    """The thing, or None: what may not be seen looks like what is not there."""
    return thing if thing is not None and may_see(actor, thing) else None


def visible_all(actor: Actor, things: Iterable[T | None]) -> list[T | None]:
    """The same for a batch, place by place."""
    return [visible(actor, thing) for thing in things]


def require_person(actor: Actor) -> None:
    """Raises Unauthenticated(TOKEN_REQUIRED) when nobody has signed in."""
    if actor.kind is ActorKind.ANONYMOUS:
        raise Unauthenticated("TOKEN_REQUIRED")


def require_lists(actor: Actor) -> None:
    """Lists of accounts, employees and vacant posts are for employees. Raises Unauthenticated(TOKEN_REQUIRED) or
    Forbidden(LIST_FORBIDDEN)."""
    require_person(actor)
    if actor.kind is not ActorKind.EMPLOYEE:
        raise Forbidden("LIST_FORBIDDEN")


CHANGING = ("AM", "MDS", "SM", "DM", "SVM", "LE", "SD", "FIN", "CMP")
"""Posts that may ask for a change of core data: the deal teams', the data steward's, and those who own fields."""
DESCRIBING = ("AM", "MDS")
STEWARDS = ("MDS",)
FINANCE_READERS = ("AM", "MDS", "FIN", "SD", "VP", "CMP", "AUD")
"""Posts that see bank accounts, tax numbers and ratings of customers."""
FINANCIAL = (CoreField.CREDIT_RATING, CoreField.INVOICE_TITLE, CoreField.TAX_NO, CoreField.BANK)


def require_post(actor: Actor, posts: tuple[str, ...]) -> None:
    """For employees who hold one of the posts. Raises Unauthenticated(TOKEN_REQUIRED), Forbidden(POST_REQUIRED)."""
    require_person(actor)
    if actor.kind is not ActorKind.EMPLOYEE or not actor.holds(*posts):
        raise Forbidden("POST_REQUIRED", posts=", ".join(posts))


def sees_finance(actor: Actor) -> bool:
    """Whether the reader of an account sees its financial fields too."""
    return actor.kind is ActorKind.EMPLOYEE and actor.holds(*FINANCE_READERS)


def sees_field(actor: Actor, field: CoreField) -> bool:
    """Whether the reader of an account sees this core field of it, also in its history."""
    return field not in FINANCIAL or sees_finance(actor)
