"""Groups as the company's directory provisions them: who is a member holds the group's post.

The group's entry decides and tells the difference; the employees' entries follow, also when the process dies between.
"""

from typing import Any

from kit.journal.aggregate import Decided, Loaded
from kit.journal.command import caused_command
from kit.journal.entry import Entry
from services.people.app.container import SERVICE, People
from services.people.app.provision import DIRECTORY, record_as
from services.people.domain.directory_group import DIRECTORY_GROUP, DirectoryGroup, group_id_of
from services.people.domain.name import unit_id_of
from services.people.domain.period import before
from services.people.domain.scim.resource import GroupSaid
from services.people.domain.staff import EMPLOYEE, POSTS, UNIT, Employee, Post
from tas.contracts.people import PostAssigned
from tas.contracts.staff import DirectoryGroupRecorded, PostEnded
from tas.core.errors import Conflict, Invalid, Missing
from tas.core.event import revive
from tas.core.ids import caused_command_id


async def create_group(people: People, said: GroupSaid) -> Loaded[DirectoryGroup]:
    """Raises Conflict(SCIM_UNIQUE), Invalid(SCIM_VALUE): the name is a post, or `POST@unit`."""
    post = await _post(people, said.name)
    id = group_id_of(post)
    if (await people.ledger.load(DIRECTORY_GROUP, id)).state.listed:
        raise Conflict("SCIM_UNIQUE", attribute="displayName", value=said.name)
    return await _record(people, id, post, said, None)


async def replace_group(people: People, id: str, said: GroupSaid, version: int | None) -> Loaded[DirectoryGroup]:
    """Raises Missing(SCIM_UNKNOWN), Conflict(SCIM_VERSION), Invalid(SCIM_MUTABILITY | SCIM_VALUE)."""
    await load_group(people, id)
    post = await _post(people, said.name)
    if group_id_of(post) != id:
        raise Invalid("SCIM_MUTABILITY", attribute="displayName")
    return await _record(people, id, post, said, version)


async def remove_group(people: People, id: str, version: int | None) -> None:
    """Its members hold the post no longer. Raises as `replace_group`."""
    group = (await load_group(people, id)).state
    post = group.post or Post(id)
    await _append(people, id, post, GroupSaid(group.display_name, group.external_id, ()), False, version)


async def load_group(people: People, id: str) -> Loaded[DirectoryGroup]:
    """Raises Missing(SCIM_UNKNOWN)."""
    loaded = await people.ledger.load(DIRECTORY_GROUP, id)
    if not loaded.state.listed:
        raise Missing("SCIM_UNKNOWN", id=id[:80])
    return loaded


async def take_group(people: People, entry: Entry) -> None:
    """Gives and ends the posts that an entry of a group says. Doing it twice changes nothing."""
    for index, recorded in enumerate(entry.events):
        event = revive(recorded)
        if isinstance(event, DirectoryGroupRecorded):
            await _apply(people, event, entry.event_id(index))


async def _record(people: People, id: str, post: Post, said: GroupSaid, version: int | None) -> Loaded[DirectoryGroup]:
    known = await people.ledger.views(EMPLOYEE, said.members)
    if any(one not in known or not known[one].state.provisioned for one in said.members):
        raise Invalid("SCIM_VALUE", attribute="members")
    return await _append(people, id, post, said, True, version)


async def _append(
    people: People, id: str, post: Post, said: GroupSaid, listed: bool, version: int | None
) -> Loaded[DirectoryGroup]:
    def lacks(state: DirectoryGroup) -> tuple[Any, ...]:
        wanted = DirectoryGroup(id, post, said.name, said.external_id, said.members, listed)
        if state == wanted:
            return ()
        added = tuple(one for one in said.members if one not in state.member_ids)
        removed = tuple(one for one in state.member_ids if one not in said.members)
        event = DirectoryGroupRecorded(
            id, post.code, post.unit_id, said.name, said.external_id, said.members, added, removed,
            people.today(), listed,
        )  # fmt: skip
        return (event,)

    recorded = await record_as(people, DIRECTORY_GROUP, id, lacks, version)
    entry = await people.store.entry(f"{DIRECTORY_GROUP.name}/{id}", recorded.version)
    if entry is not None:
        await take_group(people, entry)
    return recorded


async def _apply(people: People, event: DirectoryGroupRecorded, event_id: str) -> None:
    post = Post(event.post, event.unit_id)
    for id in (*event.added, *event.removed):
        command_id = caused_command_id(event_id, SERVICE, "post-of-group", id)
        command = caused_command(DIRECTORY, command_id, people.now())
        change = (
            PostAssigned(id, post.code, post.unit_id, event.day)
            if id in event.added
            else PostEnded(id, post.code, post.unit_id, before(event.day))
        )
        await people.ledger.execute(EMPLOYEE, id, command, _deciding(change))


def _deciding(change: Any) -> Any:
    def decide(_: Employee) -> Decided:
        return Decided((change,), {})

    return decide


async def _post(people: People, name: str) -> Post:
    """The post that a group's name means. Raises Invalid(SCIM_VALUE)."""
    code, _, unit = name.partition("@")
    unit_id = unit_id_of(unit) if unit else None
    if code.upper() not in POSTS:
        raise Invalid("SCIM_VALUE", attribute="displayName")
    if unit_id is not None and not (await people.ledger.load(UNIT, unit_id)).state.exists:
        raise Invalid("SCIM_VALUE", attribute="displayName")
    return Post(code.upper(), unit_id)
