"""Groups of the company's directory: the members of one hold its post."""

from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from services.people.domain.staff import Post, seat_of
from tas.contracts.staff import DirectoryGroupRecorded


@dataclass(frozen=True, slots=True)
class DirectoryGroup:
    """`post` None before the first event; `listed` False when the directory has taken it away."""

    id: str
    post: Post | None = None
    display_name: str = ""
    external_id: str = ""
    member_ids: tuple[str, ...] = ()
    listed: bool = False


def group_id_of(post: Post) -> str:
    """The id of the group whose members hold the post."""
    return seat_of(post.code, post.unit_id).rstrip("@")


def evolve(state: DirectoryGroup, event: Any, entry: Entry) -> DirectoryGroup:
    """The group after an event."""
    if isinstance(event, DirectoryGroupRecorded):
        post = Post(event.post, event.unit_id)
        return DirectoryGroup(state.id, post, event.display_name, event.external_id, event.member_ids, event.listed)
    return state


def view(state: DirectoryGroup) -> dict[str, Any]:
    """Whether the directory has it."""
    return {"provisioned": "yes" if state.listed else "no"}


DIRECTORY_GROUP: AggregateType[DirectoryGroup] = AggregateType(
    "directory-group", DirectoryGroup, DirectoryGroup, evolve, view
)
