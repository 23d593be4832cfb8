"""What one request loads: by id, in batches of one store query, and only what its actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from strawberry.dataloader import DataLoader

from kit.graphql.context import Asking, Info
from kit.page import LARGEST_PAGE
from services.opportunity.app.container import Deals
from services.opportunity.app.read import opportunities_by_id, registrations_by_id
from services.opportunity.domain.opportunity import Opportunity
from services.opportunity.domain.registration import Registration

T = TypeVar("T")
BATCH = LARGEST_PAGE
"""Ids in one store query at most."""


@dataclass(frozen=True, slots=True)
class Loaders:
    """None is what the actor may not see, or what is not there."""

    registrations: DataLoader[str, Registration | None]
    opportunities: DataLoader[str, Opportunity | None]


def make_loaders(deals: Deals, asking: Asking) -> Loaders:
    """New for each request: what was loaded for one actor is never given to another."""

    async def registrations(ids: list[str]) -> Sequence[Registration | None]:
        return _in_order(ids, await registrations_by_id(deals, asking.actor, ids))

    async def opportunities(ids: list[str]) -> Sequence[Opportunity | None]:
        return _in_order(ids, await opportunities_by_id(deals, asking.actor, ids))

    return Loaders(
        DataLoader(load_fn=registrations, max_batch_size=BATCH), DataLoader(load_fn=opportunities, max_batch_size=BATCH)
    )


def loaders(info: Info) -> Loaders:
    """Those of the request."""
    found: Loaders = info.context.loaders
    return found


def deals(info: Info) -> Deals:
    """The service's container."""
    app: Deals = info.context.app
    return app


def _in_order(ids: Sequence[str], found: Mapping[str, T]) -> list[T | None]:
    return [found.get(id) for id in ids]
