"""What one request keeps of the contact map: what its reader sees, made once, and sealed texts opened in batches."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from graphql import OperationType
from strawberry.dataloader import DataLoader

from kit.graphql.context import Asking, Info
from services.people.api.contact.opening import Opening
from services.people.app.contact.port import Sealed
from services.people.app.contact.sight import Sight, sight_of
from services.people.app.container import People

_ONLY = 0


@dataclass(frozen=True, slots=True)
class ContactLoaders:
    sights: DataLoader[int, Sight]
    opening: Opening
    held: list[Sight] = field(default_factory=list)
    """What the reader of a query saw, once they did: accounts and our own people are told from it too."""


def make_contact_loaders(people: People, asking: Asking) -> ContactLoaders:
    """The loaders of a request."""

    async def see(keys: list[int]) -> list[Sight]:
        sight = await sight_of(people, asking.actor)
        return [sight for _ in keys]

    return ContactLoaders(DataLoader(see), Opening(people.vault.open))


def _loaders(info: Info) -> ContactLoaders:
    found: ContactLoaders = info.context.loaders.contact
    return found


async def sight(info: Info) -> Sight:
    """What the reader sees; two store queries for the whole request."""
    loaders = _loaders(info)
    seen = await loaders.sights.load(_ONLY)
    if info.operation.operation is OperationType.QUERY and not loaders.held:  # in a mutation it may change meanwhile
        loaders.held.append(seen)
    return seen


def look_again(info: Info) -> None:
    """Forgets what was seen: something has changed."""
    _loaders(info).sights.clear_all()  # whether or not anything was seen before


async def opened(info: Info, sealed: Sequence[Sealed]) -> list[str | None]:
    """Sealed texts opened; None where the person was erased."""
    return await _loaders(info).opening.open(sealed)


async def opened_one(info: Info, person_id: str, field: str, text: str | None) -> str | None:
    return None if text is None else (await opened(info, [(person_id, field, text)]))[0]
