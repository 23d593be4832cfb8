"""The two kinds of resources behind the SCIM door, each as the same set of functions."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import Loaded
from services.people.app.container import People
from services.people.app.provision import create_user, load_user, remove_user, replace_user
from services.people.app.provision_group import create_group, load_group, remove_group, replace_group
from services.people.app.provision_read import list_groups, list_users, show_groups, show_users
from services.people.domain.scim.resource import read_group, read_user, renamed

Body = Mapping[str, Any]
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be done with a kind of resource."""

    create: Callable[[People, Body], Awaitable[Loaded[Any]]]
    load: Callable[[People, str], Awaitable[Loaded[Any]]]
    replace: Callable[[People, str, Body, int | None], Awaitable[Loaded[Any]]]
    remove: Callable[[People, str, int | None], Awaitable[None]]
    show: Callable[[People, Loaded[Any], str], Awaitable[Resource]]
    listed: Callable[[People, str, str | None], Awaitable[list[Resource]]]
    patched: Callable[[Body, Resource], Resource]
    """The resource before and after a patch gives what is to stand."""


async def _create_user(people: People, body: Body) -> Loaded[Any]:
    return await create_user(people, read_user(body))


async def _replace_user(people: People, id: str, body: Body, version: int | None) -> Loaded[Any]:
    return await replace_user(people, id, read_user(body), version)


async def _show_user(people: People, loaded: Loaded[Any], base: str) -> Resource:
    return (await show_users(people, [loaded], base))[0]


async def _create_group(people: People, body: Body) -> Loaded[Any]:
    return await create_group(people, read_group(body))


async def _replace_group(people: People, id: str, body: Body, version: int | None) -> Loaded[Any]:
    return await replace_group(people, id, read_group(body), version)


async def _show_group(people: People, loaded: Loaded[Any], base: str) -> Resource:
    return (await show_groups(people, [loaded], base))[0]


def _as_patched(before: Body, after: Resource) -> Resource:
    return after


RESOURCES: Mapping[str, Kind] = {
    "Users": Kind(_create_user, load_user, _replace_user, remove_user, _show_user, list_users, renamed),
    "Groups": Kind(_create_group, load_group, _replace_group, remove_group, _show_group, list_groups, _as_patched),
}
