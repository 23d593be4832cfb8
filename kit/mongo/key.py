"""The keys of persons in MongoDB, in a database of their own. Collections: `person_key`, a row a person with the key or
the stub of its erasure, and `lookup`, a row for each token of a person.

A row that is erased never gets a key again. Tokens are written first and the key looked at after them: whichever of a
note and an erasure comes second removes them.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from pymongo import UpdateOne

from kit.mongo.client import Database, DuplicateKey, answering
from kit.privacy.port import Erasure
from tas.core.codec import from_json, to_json
from tas.core.errors import Missing

LARGEST_LOT = 1_000


class MongoKeys:
    """`kit.privacy.port.KeyStore` over one database."""

    def __init__(self, database: Database) -> None:
        self._keys = database["person_key"]
        self._lookup = database["lookup"]
        self._prepared = False

    async def keys(self, persons: Sequence[str]) -> Mapping[str, str]:
        wanted = sorted(set(persons))
        async with answering():
            rows = await self._keys.find({"_id": {"$in": wanted}}).to_list(len(wanted) or 1)
        return {str(row["_id"]): str(row["key"]) for row in rows if "key" in row}

    async def make(self, person: str, wrapped: str) -> str:
        async with answering():
            try:
                await self._keys.insert_one({"_id": person, "key": wrapped, "erased": False})
            except DuplicateKey:
                return await self._standing(person)
        return wrapped

    async def note(self, person: str, tokens: Sequence[str]) -> None:
        await self._prepare()
        rows = [{"_id": f"{token}|{person}", "token": token, "person": person} for token in tokens]
        async with answering():
            if rows:
                await self._lookup.bulk_write(
                    [UpdateOne({"_id": row["_id"]}, {"$setOnInsert": row}, upsert=True) for row in rows]
                )
            try:
                await self._standing(person)
            except Missing:
                await self._lookup.delete_many({"person": person})
                raise

    async def find(self, tokens: Sequence[str], first: int) -> Sequence[str]:
        first = max(1, min(first, LARGEST_LOT))
        most = first * len(tokens)
        async with answering():
            found = self._lookup.find({"token": {"$in": sorted(set(tokens))}}).sort([("person", 1)]).limit(most or 1)
            rows = await found.to_list(most or 1)
        return list(dict.fromkeys(str(row["person"]) for row in rows))[:first]

    async def erase(self, erasure: Erasure) -> None:
        await self._prepare()
        stub = {"_id": erasure.person, "erased": True, "stub": to_json(erasure)}
        async with answering():
            with suppress(DuplicateKey):  # erased before: the first stub stays
                await self._keys.replace_one({"_id": erasure.person, "erased": False}, stub, upsert=True)
            await self._lookup.delete_many({"person": erasure.person})

    async def erasures(self, after: str, first: int) -> Sequence[Erasure]:
        await self._prepare()
        first = max(1, min(first, LARGEST_LOT))
        async with answering():
            found = self._keys.find({"erased": True, "_id": {"$gt": after}}).sort([("_id", 1)]).limit(first)
            rows = await found.to_list(first)
        return [from_json(Erasure, row["stub"]) for row in rows]

    async def _standing(self, person: str) -> str:
        row: dict[str, Any] | None = await self._keys.find_one({"_id": person})
        if row is None or "key" not in row:
            raise Missing("PERSON_ERASED", id=person)
        return str(row["key"])

    async def _prepare(self) -> None:
        """Declares the indexes before the first use; harmless when they stand."""
        if self._prepared:
            return
        async with answering():
            await self._lookup.create_index([("token", 1), ("person", 1)])
            await self._lookup.create_index("person")
            await self._keys.create_index([("erased", 1), ("_id", 1)])
        self._prepared = True
