"""Who was shown a chain (抄送) and who has read it (已阅): one record for each person and chain."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.side import ChainCopied, ChainRead
from tas.core.codec import to_json


@dataclass(frozen=True, slots=True)
class Receipt:
    """`at`: when it began, by being copied or read."""

    key: str
    chain_id: str = ""
    person_id: str = ""
    node: str = ""
    at: datetime | None = None
    copied_at: datetime | None = None
    read_at: datetime | None = None


def receipt_key(chain_id: str, person_id: str) -> str:
    return f"{chain_id}:{person_id}"


def evolve(state: Receipt, event: Any, entry: Entry) -> Receipt:
    match event:
        case ChainCopied():
            base = replace(state, chain_id=event.chain_id, person_id=event.person_id, at=state.at or event.at)
            return replace(base, node=event.node, copied_at=event.at)
        case ChainRead():
            base = replace(state, chain_id=event.chain_id, person_id=event.person_id, at=state.at or event.at)
            return replace(base, read_at=event.at)
    return state


def view(one: Receipt) -> dict[str, Any]:
    return {
        "chainId": one.chain_id,
        "personId": one.person_id,
        "copied": one.copied_at is not None,
        "read": one.read_at is not None,
        "at": to_json(one.at),
    }


RECEIPT: AggregateType[Receipt] = AggregateType(
    name="receipt", state=Receipt, initial=Receipt, evolve=evolve, view=view
)
