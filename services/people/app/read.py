"""What a reader sees of people: by ids in one store query, and by lists. Everything goes through `access`; what the
reader may not see is absent, exactly as what does not exist."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kit.journal.aggregate import AggregateType
from kit.page import Page, Window
from services.people.app.access import T, may_see, require_lists, visible_all
from services.people.app.container import People
from services.people.domain.account_state import Account, on_day
from services.people.domain.staff import POSTS, Employee
from tas.core.actor import Actor


async def read_all(people: People, actor: Actor, kind: AggregateType[T], ids: Sequence[str]) -> list[T | None]:
    """The things of one kind by their ids, place by place; one store query."""
    found = await people.ledger.views(kind, ids)
    return visible_all(actor, [_today(people, found[id].state) if id in found else None for id in ids])


def read_shown(people: People, actor: Actor, part: Mapping[str, T], ids: Sequence[str]) -> list[T | None]:
    """The same from a part of the contact map's picture, without a query."""
    return visible_all(actor, [_today(people, part[id]) if id in part else None for id in ids])


async def list_accounts(people: People, actor: Actor, window: Window) -> Page[Account]:
    """By name. Raises Unauthenticated(TOKEN_REQUIRED), Forbidden(LIST_FORBIDDEN)."""
    require_lists(actor)
    page = await people.directory.accounts(window)
    return _kept(actor, replace(page, items=tuple(_today(people, one) for one in page.items)))


async def list_employees(people: People, actor: Actor, window: Window) -> Page[Employee]:
    """By name. Raises Unauthenticated(TOKEN_REQUIRED), Forbidden(LIST_FORBIDDEN)."""
    require_lists(actor)
    return _kept(actor, await people.directory.employees(window))


async def vacant_posts(people: People, actor: Actor) -> list[str]:
    """Role codes that no active employee holds. Raises Unauthenticated(TOKEN_REQUIRED), Forbidden(LIST_FORBIDDEN)."""
    require_lists(actor)
    held = await people.directory.held_posts(people.today())
    return [post for post in POSTS if post not in held]


def _today(people: People, thing: T) -> T:
    """An account with the changes that were scheduled up to today; anything else as it is."""
    return on_day(thing, people.today()) if isinstance(thing, Account) else thing


def _kept(actor: Actor, page: Page[T]) -> Page[T]:
    """The page without what the actor may not see, one by one."""
    kept = [(item, key) for item, key in zip(page.items, page.keys, strict=True) if may_see(actor, item)]
    return Page(tuple(item for item, _ in kept), tuple(key for _, key in kept), page.more)
