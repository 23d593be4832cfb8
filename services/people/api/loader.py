"""Data loaders of one request: whatever is asked by id in the same step becomes one store query per kind, and nobody
gets through them what `app.access` does not show."""

from collections.abc import Iterable
from dataclasses import dataclass

from strawberry.dataloader import DataLoader

from kit.graphql.context import Asking, Info
from kit.journal.aggregate import AggregateType
from services.people.api.contact.loader import ContactLoaders, make_contact_loaders
from services.people.app.access import T
from services.people.app.container import People
from services.people.app.read import read_all, read_shown
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.partner import PARTNER, PARTNER_USER, Partner, PartnerUser
from services.people.domain.staff import EMPLOYEE, UNIT, Employee, Unit

LARGEST_BATCH = 500


@dataclass(frozen=True, slots=True)
class Loaders:
    """One loader a kind, by id; None for what does not exist or may not be seen."""

    account: DataLoader[str, Account | None]
    employee: DataLoader[str, Employee | None]
    unit: DataLoader[str, Unit | None]
    partner: DataLoader[str, Partner | None]
    partner_user: DataLoader[str, PartnerUser | None]
    contact: ContactLoaders


def make_loaders(people: People, asking: Asking) -> Loaders:
    """The loaders of a request. What a query has seen of the contact map's picture is not asked of the store again."""
    contact = make_contact_loaders(people, asking)

    def loader(kind: AggregateType[T]) -> DataLoader[str, T | None]:
        async def load(ids: list[str]) -> list[T | None]:
            if contact.held and (part := contact.held[0].picture.part(kind)) is not None:
                return read_shown(people, asking.actor, part, ids)
            return await read_all(people, asking.actor, kind, ids)

        return DataLoader(load, max_batch_size=LARGEST_BATCH)

    return Loaders(
        loader(ACCOUNT),
        loader(EMPLOYEE),
        loader(UNIT),
        loader(PARTNER),
        loader(PARTNER_USER),
        contact,
    )


def loaders(info: Info) -> Loaders:
    found: Loaders = info.context.loaders
    return found


async def find(loader: DataLoader[str, T | None], id: object) -> T | None:
    """The thing with this id. An id that is no text (a representation may hold anything) names nothing."""
    return await loader.load(id) if isinstance(id, str) and id else None


async def find_all(loader: DataLoader[str, T | None], ids: Iterable[str]) -> list[T]:
    """Those of the ids that are there to see, in their order."""
    return [one for one in await loader.load_many(ids) if one is not None]
