"""The lists beside chains in the state documents, and the indexes that serve each filter with its order."""

from collections.abc import Mapping
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType
from kit.mongo.client import Database
from kit.mongo.index import declare
from kit.mongo.query import key_of, page
from kit.page import Page, Window
from tas.core.codec import from_json

S = TypeVar("S")
INDEXES = (
    declare("state_comment", ["chainId", "at", "_id"]),
    declare("state_information-request", ["chainId", "at", "_id"]),
    declare("state_information-request", ["askedId", "open", "at", "_id"]),
    declare("state_receipt", ["chainId", "at", "_id"]),
    declare("state_receipt", ["personId", "copied", "at", "_id"]),
    declare("state_receipt", ["personId", "copied", "read", "at", "_id"]),
    declare("state_attachment", ["chainId", "at", "_id"]),
    declare("state_notice", ["personId", "at", "_id"]),
    declare("state_notice", ["personId", "unread", "at", "_id"]),
    declare("state_notice", ["held", "heldUntil", "_id"]),
)


class StoredShelf:
    """Holds `app.side.port.Shelf`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        kind: AggregateType[S],
        where: Mapping[str, Any],
        window: Window,
        *,
        sort: str = "at",
        descending: bool = False,
    ) -> Page[S]:
        found = await page(
            self._database,
            kind.name,
            where,
            sort=sort,
            descending=descending,
            size=window.size,
            after=window.after,
            before=window.before,
            backwards=window.backwards,
        )
        items: tuple[S, ...] = tuple(from_json(kind.state, row["state"]) for row in found.rows)
        return Page(items, tuple(key_of(row, sort) for row in found.rows), found.more)
