"""What one request keeps of the contact map: what its reader sees, made once, and sealed texts opened in batches."""

from collections.abc import Sequence
from dataclasses import dataclass

from strawberry.dataloader import DataLoader

from kit.graphql.context import Asking, Info
from services.people.app.contact.port import Sealed
from services.people.app.contact.sight import Sight, sight_of
from services.people.app.container import People

LARGEST_BATCH = 2000
_ONLY = 0


@dataclass(frozen=True, slots=True)
class ContactLoaders:
    sights: DataLoader[int, Sight]
    opened: DataLoader[Sealed, str | None]


def make_contact_loaders(people: People, asking: Asking) -> ContactLoaders:
    """The loaders of a request."""

    async def see(keys: list[int]) -> list[Sight]:
        sight = await sight_of(people, asking.actor)
        return [sight for _ in keys]

    async def open_all(keys: list[Sealed]) -> list[str | None]:
        return list(await people.vault.open(keys))

    return ContactLoaders(DataLoader(see), DataLoader(open_all, max_batch_size=LARGEST_BATCH))


def _loaders(info: Info) -> ContactLoaders:
    found: ContactLoaders = info.context.loaders.contact
    return found


async def sight(info: Info) -> Sight:
    """What the reader sees; two store queries for the whole request."""
    return await _loaders(info).sights.load(_ONLY)


def look_again(info: Info) -> None:
    """Forgets what was seen: something has changed."""
    _loaders(info).sights.clear_all()  # whether or not anything was seen before


async def opened(info: Info, sealed: Sequence[Sealed]) -> list[str | None]:
    """Sealed texts opened; None where the person was erased."""
    return list(await _loaders(info).opened.load_many(sealed))


async def opened_one(info: Info, person_id: str, field: str, text: str | None) -> str | None:
    return None if text is None else (await opened(info, [(person_id, field, text)]))[0]
