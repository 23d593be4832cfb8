"""The data loaders of one request: each reads many keys in one go, and only what the asking actor may see."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from strawberry.dataloader import DataLoader

from kit.graphql.context import Asking
from services.approval.app.container import Approvals
from services.approval.app.read import Seat, chains_by_id, chains_by_subject, seats_by_id
from services.approval.app.verify import Verified, verify_chain
from services.approval.domain.chain import ChainRecord
from services.approval.domain.subject_change import SUBJECT_CHANGE
from tas.contracts.subject import SubjectChanged
from tas.core.errors import Invalid

LARGEST_BATCH = 100
MOST_VERIFIED = 10
"""A verification reads a chain's whole journal; a request may ask for so many."""


@dataclass(slots=True)
class Loaders:
    chains: DataLoader[str, ChainRecord | None]
    seats: DataLoader[str, Seat | None]
    of_registration: DataLoader[str, Sequence[ChainRecord]]
    of_account: DataLoader[str, Sequence[ChainRecord]]
    verification: DataLoader[str, Verified]
    subject_changes: DataLoader[str, Sequence[SubjectChanged]]


def make_loaders(app: Approvals, asking: Asking) -> Loaders:
    actor = asking.actor

    async def chains(ids: list[str]) -> list[ChainRecord | None]:
        found = await chains_by_id(app, actor, ids)
        return [found.get(id) for id in ids]

    async def seats(ids: list[str]) -> list[Seat | None]:
        found = await seats_by_id(app, actor, ids)
        return [found.get(id) for id in ids]

    async def subject_changes(ids: list[str]) -> list[Sequence[SubjectChanged]]:
        found = await app.ledger.views(SUBJECT_CHANGE, ids)
        return [found[id].state.changes if id in found else () for id in ids]

    def of_subject(type: str) -> DataLoader[str, Sequence[ChainRecord]]:
        async def load(ids: list[str]) -> list[Sequence[ChainRecord]]:
            found = await chains_by_subject(app, actor, type, ids)
            return [found.get(id, ()) for id in ids]

        return DataLoader(load, max_batch_size=LARGEST_BATCH)

    return Loaders(
        chains=DataLoader(chains, max_batch_size=LARGEST_BATCH),
        seats=DataLoader(seats, max_batch_size=LARGEST_BATCH),
        of_registration=of_subject("registration"),
        of_account=of_subject("account"),
        verification=DataLoader(Verifier(app).verify),
        subject_changes=DataLoader(subject_changes, max_batch_size=LARGEST_BATCH),
    )


@dataclass(slots=True)
class Verifier:
    """Verifies at most MOST_VERIFIED chains. Raises Invalid VERIFICATION_LIMIT beyond."""

    app: Approvals
    asked: int = field(default=0)

    async def verify(self, ids: list[str]) -> list[Verified]:
        self.asked += len(ids)
        if self.asked > MOST_VERIFIED:
            raise Invalid("VERIFICATION_LIMIT", maximum=MOST_VERIFIED)
        return list(await asyncio.gather(*(verify_chain(self.app, id) for id in ids)))
